import { existsSync, statSync } from 'node:fs';
import type { FunctionModel } from '../function-model';
import type { Assembly, Entry } from './assembly';
import { asText } from './json';
import { texts } from './pairs';

/** Lambda's default timeout. */
const DEFAULT_TIMEOUT_SECONDS = 3;

/** Every function whose code is a Node.js file asset or stands in the template; functions behind custom resources are left out. */
export function readFunctions(assembly: Assembly): FunctionModel[] {
  const handlers = customResourceHandlers(assembly);
  return assembly
    .ofType('AWS::Lambda::Function')
    .filter((entry) => !handlers.has(entry))
    .flatMap((entry) => {
      const code = codeOf(entry);
      if (code === undefined) return [];
      return [
        {
          name: entry.ref,
          arn: entry.attribute('Arn'),
          code,
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

function codeOf(entry: Entry): FunctionModel['code'] | undefined {
  const runtime = entry.text('Runtime', 'a container image');
  if (!runtime.startsWith('nodejs')) {
    entry.report('Runtime', `a function on ${runtime} is not run, only Node.js`);
    return undefined;
  }
  const inline = entry.text('Code.ZipFile');
  if (inline !== '') return { inline };
  const key = asText(entry.peek('Code.S3Key'));
  const path = entry.resource.stack.assets.get(key);
  if (path !== undefined && existsSync(path) && statSync(path).isDirectory()) return { directory: path };
  entry.report('Code', 'the code is neither a directory asset of the assembly nor in the template');
  return undefined;
}
