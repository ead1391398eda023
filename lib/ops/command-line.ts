import { Command, CommanderError } from 'commander';
import { UsageError } from './errors';

/** The verbs. */
export type Verb = 'status' | 'releases' | 'rollback' | 'incidents' | 'postmortem' | 'drift' | 'dora';

/** What the names of a verb are when they are left out; every one where nothing else is said. */
const LEFT_OUT: Partial<
  Readonly<Record<Verb, { readonly service?: string; readonly environment?: string }>>
> = {
  releases: { service: 'required' },
  rollback: { service: 'required', environment: 'required' },
  postmortem: { service: 'required', environment: 'required where the service is in several' },
};

/** What the person asked for; names and versions are not checked yet. */
export interface OpsOptions {
  readonly verb: Verb;
  readonly service?: string;
  readonly environment?: string;
  readonly to?: string;
  readonly from?: string;
  readonly events?: string;
  readonly out?: string;
  readonly stack?: string;
  readonly profile?: string;
  readonly environmentProfile?: string;
  readonly region?: string;
  readonly json: boolean;
  readonly yes: boolean;
  readonly wait: boolean;
}

type Raw = Partial<Omit<OpsOptions, 'verb'>>;

const EXAMPLES = `
Examples:
  npm run ops -- status
  npm run ops -- releases --service storefront
  npm run ops -- rollback --service storefront --environment sandbox
  npm run ops -- rollback --service catalog --environment sandbox --to 3f2c9a1b4d5e
  npm run ops -- incidents
  npm run ops -- postmortem --service storefront --environment sandbox \\
    --from 2026-01-31T18:00:00Z --to 2026-01-31T19:30:00Z --out postmortem.md
  npm run ops -- drift --environment sandbox
  npm run ops -- dora --from 2026-01-01 --to 2026-01-31

Names come from bin/environments.ts, or from the file that PROJECT_FILE names.
Exit status: 0 done, 1 not done, 2 wrong usage or configuration, 130 Ctrl-C.
Of drift: 0 none, 1 drift, 3 something could not be checked.
See docs/operating.md.`;

/**
 * Reads the words after the script's name. Resolves to undefined when only help was wanted; `print` got it.
 * @throws UsageError
 */
export function parseOps(words: readonly string[], print: (text: string) => void): OpsOptions | undefined {
  let parsed: OpsOptions | undefined;
  const program = makeProgram(print, (verb, raw) => {
    parsed = { ...raw, verb, json: raw.json ?? false, yes: raw.yes ?? false, wait: raw.wait ?? true };
  });
  try {
    program.parse(words.length === 0 ? ['--help'] : [...words], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return undefined;
    const text = error.message.replace(/^error: /, '').replaceAll(/\s+/g, ' ');
    throw new UsageError(`${text}; npm run ops -- --help shows what there is`);
  }
  return parsed;
}

/** Every command with its flags, as commander knows it. */
export function makeProgram(print: (text: string) => void, use: (verb: Verb, raw: Raw) => void): Command {
  const program = new Command('ops')
    .usage('<command> [options]')
    .description('Look at what is released where, and go back when it has to be.')
    .addHelpText('after', EXAMPLES);
  const add = (verb: Verb, description: string): Command =>
    common(program.command(verb).description(description), LEFT_OUT[verb]).action((raw: Raw) =>
      use(verb, raw),
    );
  add('status', 'what is released where: version, traffic, deployment, alarms, pipeline');
  add('releases', 'the versions of a service that the registry still holds, and where each runs');
  add('rollback', 'release an earlier version again, through the pipeline')
    .option('--yes', 'do not ask; needed where there is no terminal')
    .option('--no-wait', 'end as soon as the change has begun')
    .option(
      '--to <version>',
      'commit id, digest, or "previous": the version before the current one',
      'previous',
    );
  incidentCommands(add);
  add('drift', 'how reality differs from the templates: by design, by hand, or nobody could check').option(
    '--stack <name>',
    'one stack; default: every stack of the project',
  );
  add('dora', 'how well delivery goes: the five metrics of DORA for each service and environment')
    .option('--from <time>', 'first day, or a time with its zone; default: 30 days before the end')
    .option('--to <time>', 'last day, or a time with its zone; default: now')
    .option(
      '--events <file>',
      'events of EventBridge as JSON lines, in place of the account; - reads them from a pipe',
    );
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({ writeOut: print, writeErr: () => undefined });
  }
  return program;
}

function incidentCommands(add: (verb: Verb, description: string) => Command): void {
  add('incidents', 'what is wrong now and was in the last 30 days, and which releases are kept out for it');
  add('postmortem', 'draft a postmortem of any past time, from what AWS recorded')
    .option('--from <time>', 'required: first day, or a time with its zone')
    .option('--to <time>', 'last day, or a time with its zone; default: now')
    .option('--out <file>', 'new file for the draft; default: the standard output');
}

function common(command: Command, { service, environment }: (typeof LEFT_OUT)[Verb] = {}): Command {
  return command
    .allowExcessArguments(false)
    .option('--service <name>', `service; ${service ?? 'default: every one'}`)
    .option('--environment <name>', `environment; ${environment ?? 'default: every one'}`)
    .option('--profile <name>', 'AWS profile; default: AWS_PROFILE, or what the AWS SDK finds')
    .option('--environment-profile <name>', 'AWS profile for an environment in another account')
    .option('--region <name>', 'AWS region; default: the one in the configuration')
    .option('--json', 'JSON on the standard output, one object on a line; text goes to the standard error');
}
