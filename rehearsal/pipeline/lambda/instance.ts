import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { FunctionModel } from '../../function-model';

/** How an invocation ended. */
export type Invocation =
  | { readonly succeeded: true; readonly result: unknown }
  | { readonly succeeded: false; readonly reason: string };

/** Real milliseconds for loading the code, which Lambda does not count as part of the invocation. */
const INIT_MS = 10_000;

/** One execution environment of a function: a process that takes one event after the other. */
export class Instance {
  /**
   * @param allowanceMs real milliseconds for each invocation
   * @param end ends the process
   */
  constructor(
    private readonly model: FunctionModel,
    private readonly child: ChildProcess,
    private readonly allowanceMs: number,
    private readonly end: () => void,
  ) {}

  /** Hands over one event and waits for the answer; never rejects. Call it again only when that has come. */
  async invoke(event: unknown): Promise<Invocation> {
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      this.end();
    }, this.allowanceMs + INIT_MS);
    try {
      const answered = firstAnswer(this.child);
      // A process that has ended says so by its answer, which is none.
      this.child.send(
        { event, context: context(this.model), milliseconds: this.allowanceMs },
        () => undefined,
      );
      return (await answered) ?? { succeeded: false, reason: lost(this.model, timedOut) };
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends the process; resolves when everything that it printed is read. Safe to call twice. */
  async close(): Promise<void> {
    const { child } = this;
    const closed = new Promise<void>((resolve) => void child.once('close', () => resolve()));
    this.end();
    if (child.stdout?.closed === false || child.stderr?.closed === false) await closed;
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
    const settle = (invocation: Invocation | undefined): void => {
      child.off('message', onMessage).off('error', onError).off('close', onClose);
      resolve(invocation);
    };
    const onMessage = (message: unknown): void => {
      const { errorType, errorMessage, result } = message as {
        errorType?: string;
        errorMessage?: string;
        result?: unknown;
      };
      if (errorType === undefined) settle({ succeeded: true, result });
      else settle({ succeeded: false, reason: `${errorType}: ${errorMessage ?? ''}` });
    };
    const onError = (error: Error): void => settle({ succeeded: false, reason: error.message });
    const onClose = (): void => settle(undefined);
    if (child.exitCode !== null || child.signalCode !== null) resolve(undefined);
    else child.on('message', onMessage).on('error', onError).on('close', onClose);
  });
}
