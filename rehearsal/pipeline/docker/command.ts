import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Planted } from '../../faults-from-outside';
import { buildImage } from './build';
import type { Images } from './image-store';
import { digestOf, withPlanted } from './images';
import type { BuiltImage } from './images';
import { inspect } from './inspect';

/** One call of a command that a stand-in answers. */
export interface CommandCall {
  readonly arguments: readonly string[];
  /** Absolute path. */
  readonly workingDirectory: string;
  /** Variables of the shell that called. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** What the command printed and its exit status. */
export interface CommandAnswer {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What the `docker` stand-in works with. */
export interface DockerOptions {
  readonly images: Images;
  /** Directory for image files; emptied by whoever made it. */
  readonly directory: string;
  /** The fault of the scenario, planted in every image that is built. */
  readonly plant: () => Planted;
  /** An engine builds every image, too, and runs it. */
  readonly byEngine?: boolean;
  /** Called for whatever is not acted out. */
  readonly unchecked: (what: string) => void;
}

/** Makes the stand-in for the `docker` command: login, build, tag, push and inspect. */
export function dockerCommand(options: DockerOptions): (call: CommandCall) => CommandAnswer {
  let builds = 0;
  const verbs: Readonly<Record<string, (call: CommandCall) => CommandAnswer>> = {
    login: () => answer('Login Succeeded\n'),
    logout: () => answer('Removing login credentials\n'),
    version: () => answer('Docker version 0 (rehearsal stand-in)\n'),
    '--version': () => answer('Docker version 0 (rehearsal stand-in)\n'),
    '-v': () => answer('Docker version 0 (rehearsal stand-in)\n'),
    // Base images and layers to reuse: nothing of them is needed here.
    pull: () => answer(''),
    images: () => answer(''),
    info: () => answer('Server: rehearsal stand-in\n'),
    build: (call) => build(options, call, ++builds),
    push: (call) => push(options, call),
    tag: (call) => tagImage(options, call),
    inspect: (call) => inspect(call.arguments, (name) => need(options.images, name)),
  };
  return (call) => {
    const [first = '', second = ''] = call.arguments;
    const nested = ['image', 'buildx', 'builder'].includes(first);
    const verb = verbs[nested ? second : first];
    if (verb === undefined) {
      const words = call.arguments.slice(0, 2).join(' ');
      options.unchecked(`docker ${words}`);
      return failure(`docker ${words}: the rehearsal's stand-in does not know this command`);
    }
    try {
      return verb({ ...call, arguments: call.arguments.slice(nested ? 2 : 1) });
    } catch (error) {
      return failure(error instanceof Error ? error.message : String(error));
    }
  };
}

function build(options: DockerOptions, call: CommandCall, number: number): CommandAnswer {
  const flags = buildFlags(call.arguments);
  if (flags.context === undefined)
    return failure('"docker build" requires exactly 1 argument: the build context');
  const context = resolve(call.workingDirectory, flags.context);
  const file = flags.values.get('file')?.at(-1) ?? flags.values.get('f')?.at(-1);
  const target = flags.values.get('target')?.at(-1);
  const dockerfile = file === undefined ? join(context, 'Dockerfile') : resolve(call.workingDirectory, file);
  const { byEngine = false } = options;
  const { image, unchecked } = buildImage({
    ...{ context, dockerfile, byEngine },
    buildArguments: buildArguments(flags.values.get('build-arg'), call.environment),
    labels: Object.fromEntries((flags.values.get('label') ?? []).map(pair)),
    directory: join(options.directory, `image-${number}`),
    ...(target === undefined ? {} : { target }),
  });
  for (const what of unchecked) options.unchecked(`Dockerfile: ${what}`);
  const planted = withPlanted(image, options.plant());
  const tags = [...(flags.values.get('tag') ?? []), ...(flags.values.get('t') ?? [])];
  for (const tag of tags) options.images.tag(tag, planted);
  const digest = flags.values.has('push')
    ? tags.map((tag) => options.images.push(tag))[0]
    : digestOf(planted);
  writeDigestFiles(call, flags.values, digest ?? '');
  return answer(`${digest ?? ''}\n`, `built ${tags.join(', ')} from ${image.base}\n`);
}

function writeDigestFiles(call: CommandCall, flags: Flags, digest: string): void {
  const idFile = flags.get('iidfile')?.at(-1);
  if (idFile !== undefined) writeFileSync(resolve(call.workingDirectory, idFile), digest);
  const metadata = flags.get('metadata-file')?.at(-1);
  const content = JSON.stringify({ 'containerimage.digest': digest, 'containerimage.config.digest': digest });
  if (metadata !== undefined) writeFileSync(resolve(call.workingDirectory, metadata), content);
}

function tagImage(
  { images }: DockerOptions,
  { arguments: [source, target, ...more] }: CommandCall,
): CommandAnswer {
  if (source === undefined || target === undefined || more.length > 0)
    return failure('"docker tag" requires exactly 2 arguments.');
  images.tag(target, need(images, source));
  return answer('');
}

function push({ images }: DockerOptions, { arguments: words }: CommandCall): CommandAnswer {
  const name = words.find((word) => !word.startsWith('-'));
  if (name === undefined) return failure('"docker push" requires exactly 1 argument.');
  const digest = images.push(name);
  return answer(`${name.slice(name.lastIndexOf(':') + 1)}: digest: ${digest} size: 1024\n`);
}

function need(images: Images, name: string): BuiltImage {
  const image = images.local(name);
  if (image === undefined) throw new Error(`Error response from daemon: No such image: ${name}`);
  return image;
}

type Flags = ReadonlyMap<string, readonly string[]>;

const SWITCHES: ReadonlySet<string> = new Set(['push', 'load', 'pull', 'no-cache', 'quiet', 'q', 'rm']);

function buildFlags(words: readonly string[]): { readonly values: Flags; readonly context?: string } {
  const values = new Map<string, string[]>();
  let context: string | undefined;
  for (let index = 0; index < words.length; index += 1) {
    const match = /^--?([a-z-]+)(?:=(.*))?$/s.exec(words[index] ?? '');
    if (match === null) {
      context = words[index];
      continue;
    }
    const name = match[1] ?? '';
    const value = match[2] ?? (SWITCHES.has(name) ? '' : (words[(index += 1)] ?? ''));
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  return { values, ...(context === undefined ? {} : { context }) };
}

/** `NAME=value`, or `NAME` alone for the caller's variable; one that is not set leaves the Dockerfile's default. */
function buildArguments(
  values: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const given = values.filter((value) => value.includes('=') || environment[value] !== undefined);
  return Object.fromEntries(
    given.map((value) => (value.includes('=') ? pair(value) : [value, environment[value] ?? ''])),
  );
}

function pair(text: string): [string, string] {
  const equals = text.indexOf('=');
  return equals < 0 ? [text, ''] : [text.slice(0, equals), text.slice(equals + 1)];
}

function answer(stdout: string, stderr = ''): CommandAnswer {
  return { status: 0, stdout, stderr };
}

function failure(message: string): CommandAnswer {
  return { status: 1, stdout: '', stderr: `${message}\n` };
}
