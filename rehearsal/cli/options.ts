import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { Command, CommanderError } from 'commander';
import { parseStrategy } from '../../lib/delivery/strategy-text';
import { DRIFT_SCENARIO } from '../scenarios';
import { UsageError } from '../usage-error';

/** What the person asked for, checked as far as it can be without the assembly. */
export interface CliOptions {
  readonly command: 'run' | 'tour';
  readonly service?: string;
  readonly environment?: string;
  readonly scenario: string;
  /** Strategy to try in place of the configured one, checked to be well formed. */
  readonly strategy?: string;
  /** What tasks are: processes of this machine, or containers of its engine. */
  readonly runtime: 'process' | 'docker';
  readonly speed: number;
  readonly rate: number;
  /** Absolute path; absent: the app of the working tree is synthesized. */
  readonly assembly?: string;
  /** Absolute path of the tree whose source is released; absent: the directory in which the rehearsal was started. */
  readonly source?: string;
  /** Absolute path of the file whose project the app synthesizes; absent: the app's own choice. */
  readonly projectFile?: string;
  readonly json: boolean;
  /** Absolute path. */
  readonly report?: string;
  readonly open: boolean;
}

/** The tree that is built: the one that was named, else the one in which the rehearsal was started. */
export function treeOf({ source }: CliOptions, { project }: { readonly project: string }): string {
  return source ?? project;
}

/** Where the report goes when none is named: a directory that git ignores. */
const DEFAULT_REPORT = 'build/rehearsal-report.html';

/** Bounds of the numbers on the command line. */
const BOUNDS = { speed: { least: 1, most: 600 }, rate: { least: 1, most: 2000 } } as const;

/**
 * Reads the words after the script's name. `here` is the directory that relative paths start from.
 * Resolves to undefined when only the help was wanted (it has been printed). Throws UsageError.
 */
export function parseOptions(words: readonly string[], here: string): CliOptions | undefined {
  let parsed: CliOptions | undefined;
  const program = makeProgram((command, values) => (parsed = check(command, values, here)));
  try {
    program.parse([...words], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return undefined;
    throw new UsageError(error.message.replace(/^error: /, '').replace(/\s+/g, ' '));
  }
  return parsed;
}

interface RawOptions {
  readonly service?: string;
  readonly environment?: string;
  readonly scenario?: string;
  readonly strategy?: string;
  readonly speed?: string;
  readonly rate?: string;
  readonly assembly?: string;
  readonly source?: string;
  readonly project?: string;
  readonly runtime?: string;
  readonly json?: boolean;
  readonly report?: string;
  readonly open?: boolean;
}

function makeProgram(use: (command: CliOptions['command'], values: RawOptions) => void): Command {
  const program = new Command('rehearsal');
  program.exitOverride().configureOutput({ writeErr: () => undefined });
  const run = common(program.command('run', { isDefault: true }))
    .description('rehearse one release of one service')
    .option('--service <name>', 'service to release; default: the one behind CodeDeploy')
    .option('--environment <name>', 'the only one to release to; default: all of the pipeline, in order')
    .option('--scenario <name>', 'what is wrong with the release; drift: with what is deployed', 'healthy')
    .option('--strategy <spec>', 'delivery to try, for example linear:10%/1m or ecs/canary:10%/5m')
    .option('--runtime <kind>', 'process, for images that start with node; docker for any', 'process')
    .option('--json', 'one JSON object per line instead of text');
  run.action((values: RawOptions) => {
    if (values.scenario === DRIFT_SCENARIO) refuseRelease(run);
    use('run', values);
  });
  const tour = common(program.command('tour')).description('a good release, then a bad one, explained');
  tour.action((values: RawOptions) => use('tour', values));
  for (const command of [run, tour]) command.exitOverride().configureOutput({ writeErr: () => undefined });
  return program;
}

/** What is about a release, and does nothing where nothing is released. */
const OF_RELEASES = ['service', 'environment', 'strategy', 'runtime', 'speed', 'rate', 'report', 'open'];

function refuseRelease(run: Command): void {
  const given = OF_RELEASES.find((name) => run.getOptionValueSource(name) === 'cli');
  if (given === undefined) return;
  throw new UsageError(
    `--${given} has no meaning for the scenario ${DRIFT_SCENARIO}, which releases nothing; leave it out`,
  );
}

function common(command: Command): Command {
  return command
    .allowExcessArguments(false)
    .option('--speed <n>', 'cloud seconds per second, 1 to 600', '60')
    .option('--rate <rps>', 'requests per second that the users send, 1 to 2000', '100')
    .option(
      '--assembly <dir>',
      'cloud assembly of any project with ECS; default: synthesize the app of the source',
    )
    .option('--source <dir>', 'tree that is built and released; default: this one')
    .option('--project <file>', 'what the app synthesizes, for example bin/staging-production.ts')
    .option('--report <file>', 'write an HTML report')
    .option(
      '--open',
      `follow the run in a browser; the report is kept (${DEFAULT_REPORT} unless --report names one)`,
    );
}

function check(command: CliOptions['command'], values: RawOptions, here: string): CliOptions {
  const wantsReport = values.report !== undefined || values.open === true || command === 'tour';
  const report = wantsReport ? resolve(here, values.report ?? DEFAULT_REPORT) : undefined;
  if (report !== undefined && values.report !== undefined) checkReportPath(report, values.report);
  if (values.strategy !== undefined) checkStrategy(values.strategy, values.assembly);
  const source = values.source === undefined ? undefined : resolve(here, values.source);
  if (source !== undefined) checkSource(source, values.source ?? '');
  const projectFile = values.project === undefined ? undefined : resolve(here, values.project);
  if (projectFile !== undefined) checkProject(projectFile, values);
  return {
    command,
    scenario: values.scenario ?? 'healthy',
    runtime: runtimeOf(values.runtime ?? 'process'),
    speed: numberOf('speed', values.speed ?? ''),
    rate: numberOf('rate', values.rate ?? ''),
    json: values.json ?? false,
    open: values.open ?? false,
    ...(values.service === undefined ? {} : { service: values.service }),
    ...(values.environment === undefined ? {} : { environment: values.environment }),
    ...(values.strategy === undefined ? {} : { strategy: values.strategy }),
    ...(values.assembly === undefined ? {} : { assembly: resolve(here, values.assembly) }),
    ...(source === undefined ? {} : { source }),
    ...(projectFile === undefined ? {} : { projectFile }),
    ...(report === undefined ? {} : { report }),
  };
}

function runtimeOf(text: string): CliOptions['runtime'] {
  if (text === 'process' || text === 'docker') return text;
  throw new UsageError(`--runtime: got "${text}"; it must be process or docker`);
}

function numberOf(name: keyof typeof BOUNDS, text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  const { least, most } = BOUNDS[name];
  if (value >= least && value <= most) return value;
  throw new UsageError(`--${name}: got "${text}"; it must be a number from ${least} to ${most}`);
}

/** Templates that are given have their strategy already; only an app can be synthesized with another one. */
function checkStrategy(strategy: string, assembly: string | undefined): void {
  try {
    parseStrategy(strategy);
  } catch (error) {
    throw new UsageError(`--strategy: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (assembly === undefined) return;
  throw new UsageError(
    `--strategy cannot change the assembly of --assembly ${assembly}; leave one of the two out`,
  );
}

function checkSource(path: string, given: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return;
  throw new UsageError(`--source: there is no directory ${given}; name the root of the tree to release`);
}

function checkProject(path: string, { project = '', assembly }: RawOptions): void {
  if (assembly !== undefined) {
    throw new UsageError(
      `--project cannot change the assembly of --assembly ${assembly}; leave one of the two out`,
    );
  }
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === true) return;
  throw new UsageError(`--project: there is no file ${project}; name one like bin/staging-production.ts`);
}

/** A report in a directory that is not there yet is fine only for the default path, which is created. */
function checkReportPath(path: string, given: string): void {
  const directory = dirname(path);
  if (!existsSync(directory) || !statSync(directory).isDirectory()) {
    throw new UsageError(`--report: cannot write ${given}: ${directory} is not a directory`);
  }
  if (existsSync(path) && statSync(path).isDirectory()) {
    throw new UsageError(`--report: cannot write ${given}: it is a directory; name a file in it`);
  }
}
