import { spawn } from 'node:child_process';
import { UsageError } from '../../usage-error';
import type { LocalImage } from '../types';

/** What a command of the engine left behind. */
export interface EngineAnswer {
  /** Exit status; 127 when the command could not be started. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Wall milliseconds in which an engine has to say that it is there. */
const ANSWER_MS = 10_000;
/** Wall milliseconds of any other command: a build may have to fetch its base image. */
const LONGEST_MS = 30 * 60_000;

/** A Docker-compatible engine, with the images and containers that one rehearsal makes. */
export class Engine {
  /** Label of every container, `name=value`. */
  readonly label: string;
  private readonly images = new Map<string, Promise<string>>();
  private cleared?: Promise<void>;

  /** `command` is for example `docker`; `run` names this rehearsal and nothing else on the machine. */
  constructor(
    readonly command: string,
    readonly run: string,
  ) {
    this.label = `rehearsal=${run}`;
  }

  /** Runs one command of the engine; never rejects. */
  async call(words: readonly string[]): Promise<EngineAnswer> {
    return callEngine(this.command, words);
  }

  /** Builds an image by its Dockerfile, once. Resolves with its name; throws a UsageError when it cannot be built. */
  async image(image: LocalImage): Promise<string> {
    const known = this.images.get(image.digest);
    if (known !== undefined) return known;
    const built = this.build(image);
    built.catch(() => undefined);
    this.images.set(image.digest, built);
    return built;
  }

  /** Removes all containers and images of this rehearsal; safe to call twice. */
  async clear(): Promise<void> {
    return (this.cleared ??= this.remove());
  }

  private async remove(): Promise<void> {
    const { stdout } = await this.call(['ps', '--all', '--quiet', '--filter', `label=${this.label}`]);
    const containers = stdout.split('\n').filter((line) => line !== '');
    if (containers.length > 0) await this.call(['rm', '--force', ...containers]);
    const names = (await Promise.allSettled(this.images.values())).flatMap((image) =>
      image.status === 'fulfilled' ? [image.value] : [],
    );
    this.images.clear();
    if (names.length > 0) await this.call(['rmi', '--force', ...names]);
  }

  private async build({ digest, reference, recipe }: LocalImage): Promise<string> {
    if (recipe === undefined) throw new UsageError(`nothing tells how to build the image ${reference}`);
    const name = `rehearsal-${this.run}:${digest.slice('sha256:'.length, 'sha256:'.length + 12)}`;
    const { context, dockerfile, buildArguments, target } = recipe;
    const given = Object.entries(buildArguments).flatMap(([key, value]) => [
      '--build-arg',
      `${key}=${value}`,
    ]);
    const stage = target === undefined ? [] : ['--target', target];
    const { status, stderr } = await this.call([
      ...['build', '--file', dockerfile, ...given, ...stage, '--tag', name, context],
    ]);
    if (status === 0) return name;
    const last = stderr.trim().split('\n').at(-1) ?? '';
    throw new UsageError(`${this.command} cannot build ${dockerfile}: ${last}`);
  }
}

/** The first of the commands behind which an engine answers. Throws a UsageError in one line when none does. */
export async function findEngine(commands: readonly string[]): Promise<string> {
  for (const command of commands) {
    const { status } = await callEngine(command, ['ps', '--quiet'], ANSWER_MS);
    if (status === 0) return command;
  }
  throw new UsageError(
    `--runtime docker: no container engine answers (asked: ${commands.join(', ')}); start one, name its command in ` +
      'ENGINE, or leave --runtime out',
  );
}

async function callEngine(
  command: string,
  words: readonly string[],
  timeout?: number,
): Promise<EngineAnswer> {
  return new Promise((resolve) => {
    // Not in our process group: Ctrl-C is for the rehearsal, which then removes its containers in order.
    const child = spawn(command, [...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), timeout ?? LONGEST_MS);
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const end = (status: number, problem: string): void => {
      clearTimeout(timer);
      resolve({ status, stdout, stderr: problem });
    };
    child.once('error', (error) => end(127, error.message));
    child.once('close', (code) => end(code ?? 1, stderr));
  });
}
