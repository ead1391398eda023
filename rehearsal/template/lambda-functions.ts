import { existsSync, statSync } from 'node:fs';
import type { FunctionModel } from '../function-model';
import type { Assembly, Entry } from './assembly';
import { asText } from './json';
import { texts } from './pairs';

/** Lambda's default timeout. */
const DEFAULT_TIMEOUT_SECONDS = 3;

/** Every function whose code is a Node.js file asset; functions behind custom resources are left out. */
export function readFunctions(assembly: Assembly): FunctionModel[] {
  const handlers = customResourceHandlers(assembly);
  return assembly
    .ofType('AWS::Lambda::Function')
    .filter((entry) => !handlers.has(entry))
    .flatMap((entry) => {
      const codeDirectory = codeDirectoryOf(entry);
      if (codeDirectory === undefined) return [];
      return [
        {
          name: entry.ref,
          arn: entry.attribute('Arn'),
          codeDirectory,
          handler: entry.text('Handler'),
          environment: texts(entry.value('Environment.Variables')),
          timeoutSeconds: entry.number('Timeout', DEFAULT_TIMEOUT_SECONDS),
        },
      ];
    });
}

/** Functions that make custom resources: they run when a stack is deployed, not in a release. */
export function customResourceHandlers(assembly: Assembly): ReadonlySet<Entry> {
  const tokens = new Set(assembly.resources.map((entry) => asText(entry.peek('ServiceToken'))));
  return new Set(
    assembly.ofType('AWS::Lambda::Function').filter((entry) => tokens.has(entry.attribute('Arn'))),
  );
}

function codeDirectoryOf(entry: Entry): string | undefined {
  const runtime = entry.text('Runtime', 'a container image');
  if (!runtime.startsWith('nodejs')) {
    entry.report('Runtime', `a function on ${runtime} is not run, only Node.js`);
    return undefined;
  }
  const key = asText(entry.peek('Code.S3Key'));
  const path = entry.resource.stack.assets.get(key);
  if (path !== undefined && existsSync(path) && statSync(path).isDirectory()) return path;
  entry.report('Code', 'the code is not a directory asset of the assembly');
  return undefined;
}
