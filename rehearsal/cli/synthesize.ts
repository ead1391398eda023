import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Processes } from '../pipeline/processes';
import { UsageError } from '../usage-error';

interface CdkSettings {
  readonly app?: string;
  readonly context?: Readonly<Record<string, unknown>>;
}

/** Context that the CDK command line adds to every app. */
const CLI_CONTEXT = {
  'aws:cdk:enable-path-metadata': true,
  'aws:cdk:enable-asset-metadata': true,
  'aws:cdk:version-reporting': false,
  'aws:cdk:bundling-stacks': ['**'],
};

/**
 * Synthesizes the CDK app of a directory into `output` as the CDK command line would, without its start-up time.
 * `settings` are environment variables of the app. Throws a UsageError with the lines that the app printed, without a
 * stack trace.
 */
export async function synthesize(
  project: string,
  output: string,
  processes: Processes,
  settings: Readonly<Record<string, string>> = {},
): Promise<void> {
  const { app, context = {} } = readSettings(project);
  const [program = '', ...words] = commandOf(app ?? '');
  const child = processes.start(program, words, {
    cwd: project,
    env: {
      ...process.env,
      ...settings,
      CDK_OUTDIR: output,
      CDK_VALIDATION: 'false',
      CDK_CONTEXT_JSON: JSON.stringify({ ...CLI_CONTEXT, ...context }),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  }
  const status = await new Promise((done) => child.once('close', done).once('error', done));
  if (status !== 0) throw new UsageError(`the app cannot be synthesized: ${withoutStack(printed)}`);
}

function readSettings(project: string): CdkSettings {
  const file = join(project, 'cdk.json');
  if (!existsSync(file)) {
    throw new UsageError(
      `there is no cdk.json in ${project}; run this in a CDK project or name one with --assembly`,
    );
  }
  try {
    const settings = JSON.parse(readFileSync(file, 'utf8')) as CdkSettings;
    if (typeof settings.app === 'string') return settings;
  } catch {
    // Said below.
  }
  throw new UsageError(`${file} is not a JSON object with the text "app"`);
}

/** The app's command; without a shell where it needs none, and without npx, which takes half a second. */
function commandOf(app: string): string[] {
  const [, script] = /^(?:npx )?tsx (\S+)$/.exec(app.trim()) ?? [];
  if (script !== undefined) return [process.execPath, '--import', 'tsx', script];
  const [, words] = /^node ([\w ./=-]+)$/.exec(app.trim()) ?? [];
  return words === undefined ? ['sh', '-c', app] : [process.execPath, ...words.trim().split(/ +/)];
}

/** The lines of an error that say something: no stack, no source excerpt, no Node.js version. */
export function withoutStack(printed: string): string {
  const lines = printed.split('\n').map((line) => line.trimEnd());
  const telling = lines.filter(
    (line) => line !== '' && !/^\s+at |^Node\.js v|^\s*\^+$|^\(Use `node/.test(line),
  );
  const thrown = telling.findIndex((line) => /^\s*throw /.test(line));
  const useful = thrown < 0 ? telling : telling.slice(thrown + 1);
  return useful.slice(0, 20).join('\n  ') || 'it printed nothing';
}
