import type { ChildProcess } from 'node:child_process';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Clock } from '../../cloud/types';
import type { FunctionModel } from '../../function-model';
import type { Processes } from '../processes';
import { CodeDirectories } from './code-directories';
import { Instance } from './instance';
import type { Invocation } from './instance';
import { lastWords } from './last-words';

/** What the functions of the assembly are run with. */
export interface FunctionsOptions {
  readonly functions: readonly FunctionModel[];
  readonly processes: Processes;
  readonly clock: () => Pick<Clock, 'speed' | 'allowance'>;
  /** Environment of every child process. */
  readonly environment: Readonly<Record<string, string>>;
  /** Replaces addresses of the templates by those on this machine. */
  readonly rewrite: (value: string) => string;
  readonly onLine: (functionName: string, line: string) => void;
}

/** Real milliseconds that a function always gets: code does not run faster in a rehearsal. */
const FLOOR_MS = 30_000;

/** Runs the bundled functions of an assembly in Node.js processes of their own. */
export class Functions {
  private readonly code: CodeDirectories;
  private readonly printed = new Map<string, string>();

  constructor(private readonly options: FunctionsOptions) {
    this.code = new CodeDirectories(options.environment.TMPDIR);
  }

  /** The function by name or ARN. Throws when the assembly has none. */
  find(nameOrArn: string): FunctionModel {
    const found = this.options.functions.find(({ name, arn }) => nameOrArn === name || nameOrArn === arn);
    if (found === undefined) throw new Error(`the assembly has no function ${nameOrArn}`);
    return found;
  }

  /** What the function printed last, which is mostly why it said no; undefined when it printed nothing. */
  reasonOf(nameOrArn: string): string | undefined {
    const model = this.options.functions.find(({ name, arn }) => nameOrArn === name || nameOrArn === arn);
    return lastWords(this.printed.get(model?.name ?? ''));
  }

  /** Starts an execution environment of a function; throws when there is no such function. */
  open(nameOrArn: string): Instance {
    const { processes, clock } = this.options;
    const model = this.find(nameOrArn);
    const child = this.start(model);
    const allowance = clock().allowance(model.timeoutSeconds, FLOOR_MS);
    return new Instance(model, child, allowance, () => processes.kill(child));
  }

  /** Invokes a function once, in a process of its own; never rejects, except when there is no such function. */
  async invoke(nameOrArn: string, event: unknown, signal?: AbortSignal): Promise<Invocation> {
    const instance = this.open(nameOrArn);
    const end = (): void => void instance.close();
    signal?.addEventListener('abort', end, { once: true });
    try {
      return await instance.invoke(event);
    } finally {
      signal?.removeEventListener('abort', end);
      end();
    }
  }

  private start(model: FunctionModel): ChildProcess {
    const directory = this.code.of(model);
    const words = [join(__dirname, 'bootstrap.mjs'), directory, model.handler];
    const child = this.options.processes.start(process.execPath, words, {
      cwd: directory,
      env: { ...this.environmentOf(model), LAMBDA_TASK_ROOT: dirname(join(directory, model.handler)) },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      if (stream !== null)
        createInterface({ input: stream }).on('line', (line) => this.heard(model.name, line));
    }
    return child;
  }

  private heard(name: string, line: string): void {
    if (line.trim() !== '') this.printed.set(name, line);
    this.options.onLine(name, line);
  }

  private environmentOf(model: FunctionModel): Record<string, string> {
    const own = Object.entries(model.environment).map(([name, value]) => [name, this.adapt(name, value)]);
    return {
      ...this.options.environment,
      ...(Object.fromEntries(own) as Record<string, string>),
      AWS_LAMBDA_FUNCTION_NAME: model.name,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${process.versions.node.split('.')[0] ?? ''}.x`,
      NODE_PATH: this.code.runtime(),
      TZ: ':UTC',
    };
  }

  /** Durations in cloud time are divided by the speed, addresses replaced. */
  private adapt(name: string, value: string): string {
    if (!name.endsWith('_SECONDS')) return this.options.rewrite(value);
    const seconds = Number(value);
    return Number.isFinite(seconds) ? String(seconds / this.options.clock().speed) : value;
  }
}
