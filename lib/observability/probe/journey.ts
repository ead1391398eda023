/** One thing that a visitor does. */
export interface Step {
  readonly method: 'GET' | 'POST';
  /** Path and query. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: string;
}

/** What a visitor of one service does, from the first step to the last. Plain data: it travels to the function as JSON. */
export interface Journey {
  readonly service: string;
  /** Base URL without a slash at the end. */
  readonly url: string;
  readonly steps: readonly Step[];
}

/** Asks for one step of a journey and gives the status of the answer. */
export type Ask = (url: string, step: Step) => Promise<number>;

/** How one journey went. */
export interface Walk {
  readonly service: string;
  readonly steps: number;
  /** Every step that a visitor could not do, and why; empty when all went well. */
  readonly problems: readonly string[];
}

/** Environment variable of the function, with the journeys as JSON. */
export const JOURNEYS_VARIABLE = 'JOURNEYS';

/** Milliseconds after which a visitor would have given up. */
export const STEP_LIMIT_MS = 5_000;

/**
 * Does the steps of a journey one after the other, each once: a step that fails now and then is not tried again, because
 * the alarm looks at several walks. Goes on after a failure, so that one walk tells everything that is broken.
 */
export async function walk({ service, url, steps }: Journey, ask: Ask): Promise<Walk> {
  const problems: string[] = [];
  for (const step of steps) {
    const problem = await problemOf(() => ask(`${url}${step.path}`, step));
    if (problem !== undefined) problems.push(`${step.method} ${step.path}: ${problem}`);
  }
  return { service, steps: steps.length, problems };
}

async function problemOf(ask: () => Promise<number>): Promise<string | undefined> {
  try {
    const status = await ask();
    return status >= 200 && status < 300 ? undefined : `status ${status}`;
  } catch (error) {
    const { name, message, cause } = error as Error;
    if (name === 'TimeoutError') return `no answer within ${STEP_LIMIT_MS} ms`;
    // fetch says only that it failed; the connection's own error is its cause.
    return cause instanceof Error ? `${message}: ${cause.message}` : message;
  }
}

/** What the person reads who looks at the log of a failed walk; undefined when all journeys went well. */
export function failureOf(walks: readonly Walk[]): string | undefined {
  const lines = walks.flatMap(({ service, problems }) => problems.map((problem) => `${service}: ${problem}`));
  return lines.length === 0 ? undefined : lines.join('; ');
}
