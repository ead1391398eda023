import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Clock } from '../../cloud/types';
import type { FunctionModel } from '../../function-model';
import type { Processes } from '../processes';

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

/** How an invocation ended. */
export type Invocation =
  | { readonly succeeded: true; readonly result: unknown }
  | { readonly succeeded: false; readonly reason: string };

/** Real milliseconds that a function always gets: code does not run faster in a rehearsal. */
const FLOOR_MS = 30_000;

/** Real milliseconds for loading the code, which Lambda does not count as part of the invocation. */
const INIT_MS = 10_000;

/** Runs the bundled functions of an assembly, each invocation in a Node.js process of its own. */
export class Functions {
  constructor(private readonly options: FunctionsOptions) {}

  /** The function by name or ARN. Throws when the assembly has none. */
  find(nameOrArn: string): FunctionModel {
    const found = this.options.functions.find(({ name, arn }) => nameOrArn === name || nameOrArn === arn);
    if (found === undefined) throw new Error(`the assembly has no function ${nameOrArn}`);
    return found;
  }

  /** Invokes a function; never rejects, except when there is no such function. */
  async invoke(nameOrArn: string, event: unknown, signal?: AbortSignal): Promise<Invocation> {
    const model = this.find(nameOrArn);
    const milliseconds = this.options.clock().allowance(model.timeoutSeconds, FLOOR_MS);
    const child = this.start(model);
    const end = (): void => this.options.processes.kill(child);
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      end();
    }, milliseconds + INIT_MS);
    signal?.addEventListener('abort', end, { once: true });
    try {
      child.send({ event, context: context(model), milliseconds });
      const answer = await firstAnswer(child);
      return answer ?? { succeeded: false, reason: lost(model, timedOut) };
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      end();
    }
  }

  private start(model: FunctionModel): ChildProcess {
    const words = [join(__dirname, 'bootstrap.mjs'), model.codeDirectory, model.handler];
    const child = this.options.processes.start(process.execPath, words, {
      cwd: model.codeDirectory,
      env: this.environmentOf(model),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      if (stream !== null)
        createInterface({ input: stream }).on('line', (line) => this.options.onLine(model.name, line));
    }
    return child;
  }

  private environmentOf(model: FunctionModel): Record<string, string> {
    const own = Object.entries(model.environment).map(([name, value]) => [name, this.adapt(name, value)]);
    return {
      ...this.options.environment,
      ...(Object.fromEntries(own) as Record<string, string>),
      AWS_LAMBDA_FUNCTION_NAME: model.name,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${process.versions.node.split('.')[0] ?? ''}.x`,
      LAMBDA_TASK_ROOT: dirname(join(model.codeDirectory, model.handler)),
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

function context({ name, arn }: FunctionModel): Record<string, unknown> {
  return {
    functionName: name,
    functionVersion: '$LATEST',
    invokedFunctionArn: arn,
    awsRequestId: randomUUID(),
    logGroupName: `/aws/lambda/${name}`,
    logStreamName: 'rehearsal',
    memoryLimitInMB: '256',
    callbackWaitsForEmptyEventLoop: true,
  };
}

function lost({ name, timeoutSeconds }: FunctionModel, timedOut: boolean): string {
  return timedOut ? `${name} timed out after ${timeoutSeconds} s` : `${name} ended without an answer`;
}

async function firstAnswer(child: ChildProcess): Promise<Invocation | undefined> {
  return new Promise((resolve) => {
    child.once('message', (message) => {
      const { errorType, errorMessage, result } = message as {
        errorType?: string;
        errorMessage?: string;
        result?: unknown;
      };
      if (errorType === undefined) resolve({ succeeded: true, result });
      else resolve({ succeeded: false, reason: `${errorType}: ${errorMessage ?? ''}` });
    });
    child.once('error', (error) => resolve({ succeeded: false, reason: error.message }));
    child.once('close', () => resolve(undefined));
  });
}
