import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { setTimeout as wallDelay } from 'node:timers/promises';
import { probe } from '../balancer/probe';
import { asError } from '../clock';
import type { Container, ContainerProps, Exit } from '../process/container';
import type { Engine } from './engine';
import { containerNetwork } from './network';

/** Wall milliseconds between two questions for a port. */
const ASK_MS = 100;
/** Wall milliseconds that an answer may take. */
const ASK_LIMIT_MS = 3000;

/** Starts an image in a container of an engine; its life and output are those of the command that runs it. */
export function startEngineContainer(engine: Engine, props: ContainerProps): Container {
  const name = `rehearsal-${engine.run}-${randomBytes(6).toString('hex')}`;
  const errors: string[] = [];
  let ended = false;
  const started = begin(engine, name, props, () => ended);
  const exited = started
    .then(async (running) => (running === undefined ? NEVER : whenExited(running.child, props, errors)))
    .catch((error: unknown): Exit => {
      errors.push(asError(error).message);
      return { code: null, signal: null };
    })
    .finally(() => (ended = true));
  const end = (): void => {
    ended = true;
    void engine.call(['kill', name]);
  };
  return {
    listening: whenListening(engine, name, { started, exited, props }),
    exited,
    lastErrors: () => errors,
    kill: end,
    stop: async (graceMs) => {
      void engine.call(['stop', '-t', String(Math.max(1, Math.ceil(graceMs / 1000))), name]);
      return exited;
    },
  };
}

const NEVER: Exit = { code: null, signal: null };

interface Running {
  readonly child: ChildProcess;
  /** Port on this machine, when it is known before the engine is asked. */
  readonly port?: number;
}

/** Starts the container; undefined when it was ended before. */
async function begin(
  engine: Engine,
  name: string,
  props: ContainerProps,
  ended: () => boolean,
): Promise<Running | undefined> {
  const image = await engine.image(props.image);
  const { words, environment, port } = await containerNetwork(props.environment, props.containerPort);
  if (ended()) return undefined;
  const settings = Object.entries(environment).flatMap(([key, value]) => ['--env', `${key}=${value}`]);
  const memory = props.memoryMiB > 0 ? ['--memory', `${props.memoryMiB}m`] : [];
  const child = spawn(
    engine.command,
    [
      ...['run', '--rm', '--name', name, '--label', engine.label, ...words, ...memory],
      ...['--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges'],
      ...[...settings, image, ...(props.command ?? [])],
    ],
    // Ctrl-C reaches the rehearsal only, which then ends its containers in order.
    { stdio: ['ignore', 'pipe', 'pipe'], detached: true },
  );
  return { child, ...(port !== undefined && { port }) };
}

async function whenExited(child: ChildProcess, props: ContainerProps, errors: string[]): Promise<Exit> {
  for (const stream of ['stdout', 'stderr'] as const) {
    const source = child[stream];
    if (source === null) continue;
    createInterface({ input: source }).on('line', (line) => {
      if (stream === 'stderr') errors.splice(0, Math.max(0, errors.push(line) - 5));
      props.onLine(stream, line);
    });
  }
  return new Promise((resolve) => {
    child.once('error', (error) => {
      errors.push(error.message);
      resolve(NEVER);
    });
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
}

interface Listening {
  readonly started: Promise<Running | undefined>;
  readonly exited: Promise<Exit>;
  readonly props: ContainerProps;
}

/** Resolves with the port once something answers behind it; never when the container ends first. */
async function whenListening(
  engine: Engine,
  name: string,
  { started, exited, props }: Listening,
): Promise<number> {
  const running = await started.catch(() => undefined);
  let over = running === undefined;
  void exited.then(() => (over = true));
  while (!over) {
    const port = await portOf(engine, name, { port: running?.port, containerPort: props.containerPort });
    // The container runs before its program listens; ports that an engine publishes are open at once.
    if (port !== undefined && (await probe(port, '/', ASK_LIMIT_MS)) !== undefined) return port;
    await wallDelay(ASK_MS, undefined, { ref: false });
  }
  return new Promise(() => undefined);
}

async function portOf(
  engine: Engine,
  name: string,
  { port, containerPort }: { readonly port: number | undefined; readonly containerPort: number },
): Promise<number | undefined> {
  if (port !== undefined) {
    const { stdout } = await engine.call(['inspect', '--format', '{{.State.Running}}', name]);
    return stdout.trim() === 'true' ? port : undefined;
  }
  const { status, stdout } = await engine.call(['port', name, String(containerPort)]);
  const [, found] = /:(\d+)\s*$/m.exec(stdout) ?? [];
  return status === 0 && found !== undefined ? Number(found) : undefined;
}
