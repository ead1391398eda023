import type { CommandAnswer, CommandCall } from './docker/command';
import { AwsError } from './endpoint/aws-error';
import type { AwsInput, AwsOperation } from './endpoint/aws-error';

/** What the `aws` stand-in answers with. */
export interface AwsCommandOptions {
  readonly account: string;
  /** Operations of ECR by name, for example `DescribeImages`. */
  readonly ecr: Readonly<Record<string, AwsOperation>>;
  readonly unchecked: (what: string) => void;
}

/** What `aws --version` says. */
const VERSION = 'aws-cli/2.27.0 (rehearsal stand-in)';

/** Makes the stand-in for the AWS command line: what a build needs to sign in to a registry and to look at it. */
export function awsCommand(options: AwsCommandOptions): (call: CommandCall) => Promise<CommandAnswer> {
  return async ({ arguments: words }) => {
    const { positional, flags } = parse(words);
    const [service = '', verb = ''] = positional;
    if (flags.has('version')) return printed(VERSION);
    if (service === 'configure') return printed('');
    if (service === 'ecr' && verb === 'get-login') return printed(loginCommand(options, flags));
    if (/^ecr(-public)?$/.test(service) && verb === 'get-login-password') return printed('rehearsal');
    if (service === 'sts' && verb === 'get-caller-identity') return show(caller(options.account), flags);
    const name = verb.replace(/(^|-)(\w)/g, (_match, _dash, letter: string) => letter.toUpperCase());
    const operation = service === 'ecr' ? options.ecr[name] : undefined;
    if (operation === undefined) {
      options.unchecked(`aws ${service} ${verb}`);
      return failed(`aws ${service} ${verb}: the rehearsal's stand-in does not know this command`);
    }
    try {
      return show(await operation(inputOf(flags)), flags);
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return failed(`An error occurred (${error.code}) when calling the ${name} operation: ${error.message}`);
    }
  };
}

type Flags = ReadonlyMap<string, readonly string[]>;

function parse(words: readonly string[]): { readonly positional: string[]; readonly flags: Flags } {
  const positional: string[] = [];
  const flags = new Map<string, string[]>();
  let current: string[] = positional;
  for (const [index, word] of words.entries()) {
    const before = words[index - 1]?.replace(/^--/, '') ?? '';
    if (!word.startsWith('--')) {
      current.push(word);
      if (GLOBAL_WITH_VALUE.has(before)) current = positional;
      continue;
    }
    if (GLOBAL_SWITCHES.has(word.slice(2))) continue;
    const [name = '', ...value] = word.slice(2).split('=');
    current = value.length > 0 ? [value.join('=')] : [];
    flags.set(name, current);
  }
  return { positional, flags };
}

/** Flags of every command, which may stand before it: with one value, and without. */
const GLOBAL_WITH_VALUE: ReadonlySet<string> = new Set(['region', 'output', 'query', 'profile', 'color']);
const GLOBAL_SWITCHES: ReadonlySet<string> = new Set([
  'no-cli-pager',
  'no-paginate',
  'debug',
  'no-include-email',
]);

/** Flags as members of the request; `--image-ids imageTag=a imageTag=b` becomes a list of objects. */
function inputOf(flags: Flags): AwsInput {
  const own = [...flags].filter(([name]) => !GLOBAL_WITH_VALUE.has(name));
  return Object.fromEntries(
    own.map(([name, values]) => {
      const member = name.replace(/-(\w)/g, (_match, letter: string) => letter.toUpperCase());
      return [member, member.endsWith('s') ? values.map(shorthand) : (values[0] ?? '')];
    }),
  );
}

function shorthand(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split(',').map((pair) => pair.split(/=(.*)/s).slice(0, 2) as [string, string]),
  );
}

function show(result: unknown, flags: Flags): CommandAnswer {
  const query = flags.get('query')?.[0];
  const value = query === undefined ? result : select(result, query);
  const asText = flags.get('output')?.[0] === 'text';
  if (value === undefined) return printed(asText ? 'None' : 'null');
  return printed(asText && typeof value === 'string' ? value : JSON.stringify(value, null, 4));
}

/** The simple part of JMESPath: names and list positions. */
function select(value: unknown, query: string): unknown {
  const steps = query.split(/[.[\]]+/).filter((step) => step !== '');
  return steps.reduce<unknown>(
    (current, step) =>
      typeof current === 'object' && current !== null
        ? (current as Record<string, unknown>)[step]
        : undefined,
    value,
  );
}

/** What version 1 printed for the shell to run. */
function loginCommand({ account }: AwsCommandOptions, flags: Flags): string {
  const region = flags.get('region')?.[0] ?? 'us-east-1';
  return `docker login -u AWS -p rehearsal https://${account}.dkr.ecr.${region}.amazonaws.com`;
}

function caller(account: string): unknown {
  return {
    UserId: 'REHEARSAL',
    Account: account,
    Arn: `arn:aws:sts::${account}:assumed-role/rehearsal/rehearsal`,
  };
}

function printed(text: string): CommandAnswer {
  return { status: 0, stdout: `${text}\n`, stderr: '' };
}

function failed(message: string): CommandAnswer {
  return { status: 254, stdout: '', stderr: `\n${message}\n` };
}
