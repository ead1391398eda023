import { existsSync, statSync } from 'node:fs';
import type { FunctionModel, FunctionNotRun } from '../function-model';
import type { Assembly, Entry } from './assembly';
import { asText } from './json';
import { texts } from './pairs';

/** Lambda's default timeout. */
const DEFAULT_TIMEOUT_SECONDS = 3;

/** Functions by whether they are run; those behind custom resources are left out. */
interface Functions {
  /** Their code is a Node.js file asset or stands in the template. */
  readonly functions: readonly FunctionModel[];
  readonly functionsNotRun: readonly FunctionNotRun[];
}

/** Every function of the templates that a release may ask. */
export function readFunctions(assembly: Assembly): Functions {
  const handlers = customResourceHandlers(assembly);
  const functions: FunctionModel[] = [];
  const functionsNotRun: FunctionNotRun[] = [];
  for (const entry of assembly.ofType('AWS::Lambda::Function').filter((one) => !handlers.has(one))) {
    const code = codeOf(entry);
    const named = { name: entry.ref, arn: entry.attribute('Arn') };
    if (typeof code === 'string') {
      functionsNotRun.push({ ...named, why: code });
      continue;
    }
    functions.push({
      ...{ ...named, code },
      handler: entry.text('Handler'),
      environment: texts(entry.value('Environment.Variables')),
      timeoutSeconds: entry.number('Timeout', DEFAULT_TIMEOUT_SECONDS),
    });
  }
  return { functions, functionsNotRun };
}

/** Functions that make custom resources: they run when a stack is deployed, not in a release. */
export function customResourceHandlers(assembly: Assembly): ReadonlySet<Entry> {
  const tokens = new Set(assembly.resources.map((entry) => asText(entry.peek('ServiceToken'))));
  return new Set(
    assembly.ofType('AWS::Lambda::Function').filter((entry) => tokens.has(entry.attribute('Arn'))),
  );
}

/** The code of a function, or why it is not run. */
function codeOf(entry: Entry): FunctionModel['code'] | string {
  const runtime = entry.text('Runtime', 'a container image');
  if (!runtime.startsWith('nodejs')) {
    const why = `a function on ${runtime} is not run, only Node.js`;
    entry.report('Runtime', why);
    return why;
  }
  const inline = entry.text('Code.ZipFile');
  if (inline !== '') return { inline };
  const key = asText(entry.peek('Code.S3Key'));
  const path = entry.resource.stack.assets.get(key);
  if (path !== undefined && existsSync(path) && statSync(path).isDirectory()) return { directory: path };
  const why = 'the code is neither a directory asset of the assembly nor in the template';
  entry.report('Code', why);
  return why;
}
