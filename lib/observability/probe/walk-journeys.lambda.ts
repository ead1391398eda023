import { readLimited } from '../../../app/shared/read-limited';
import { failureOf, JOURNEYS_VARIABLE, STEP_LIMIT_MS, walk } from './journey';
import type { Journey, Step } from './journey';

/** The largest answer that a visitor waits for; what is longer is a failure. */
const MAX_ANSWER_BYTES = 10_000_000;

/**
 * Goes the way of a visitor, from outside.
 * @throws Error when a visitor could not do one of the steps, which the alarm counts
 */
export async function handler(): Promise<void> {
  const journeys = JSON.parse(process.env[JOURNEYS_VARIABLE] ?? '[]') as Journey[];
  const walks = await Promise.all(journeys.map((journey) => walk(journey, ask)));
  process.stdout.write(`${JSON.stringify({ walks })}\n`);
  const failure = failureOf(walks);
  if (failure !== undefined) throw new Error(failure);
}

async function ask(url: string, { method, body }: Step): Promise<number> {
  const response = await fetch(url, {
    method,
    body,
    headers: {
      'user-agent': 'probe',
      connection: 'close',
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    signal: AbortSignal.timeout(STEP_LIMIT_MS),
  });
  if (response.body) await readLimited(response.body, MAX_ANSWER_BYTES);
  return response.status;
}
