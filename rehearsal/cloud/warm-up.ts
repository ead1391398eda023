import { Agent, request } from 'node:http';
import type { JourneyStep } from '../../app/storefront/journey';
import { requestOptions, type NextStep } from './journey';

/** What `warmUp` needs. */
export interface WarmUpProps {
  readonly port: number;
  readonly next: NextStep;
  /** Requests to send in all. */
  readonly requests: number;
}

/** Requests under way at once: few, so that a cold service is not flooded. */
const WIDTH = 4;
/** Wall milliseconds after which it is enough, however many were sent. */
const LONGEST_MS = 4000;

/**
 * Asks a service some hundred times before the users come. On AWS it would have run for days; here its processes
 * have just begun, and the first requests to a cold one take long enough to look like a bad release.
 */
export async function warmUp({ port, next, requests }: WarmUpProps): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: WIDTH });
  const end = performance.now() + LONGEST_MS;
  let left = requests;
  const worker = async (): Promise<void> => {
    while (left > 0 && performance.now() < end) {
      left -= 1;
      await ask(agent, port, next());
    }
  };
  await Promise.all(Array.from({ length: WIDTH }, worker));
  agent.destroy();
}

/**
 * The steps that the service knows: it answered them with something else than a status of 4xx. Another assembly may have
 * another shop, or none.
 */
export async function knownSteps(
  port: number,
  steps: readonly JourneyStep[],
): Promise<readonly JourneyStep[]> {
  const agent = new Agent({ keepAlive: true });
  const known: JourneyStep[] = [];
  for (const step of steps) {
    const status = await ask(agent, port, step);
    if (status === undefined || Math.floor(status / 100) !== 4) known.push(step);
  }
  agent.destroy();
  return known;
}

/** Resolves with the status when the answer, good or bad, has come; undefined when there was none. */
function ask(agent: Agent, port: number, step: JourneyStep): Promise<number | undefined> {
  return new Promise((resolve) => {
    const options = { ...requestOptions(step), host: '127.0.0.1', port, agent, timeout: LONGEST_MS };
    const asked = request(options, (response) => {
      response.resume();
      response.once('close', () => resolve(response.statusCode));
    });
    asked.once('timeout', () => asked.destroy());
    asked.once('error', () => resolve(undefined));
    asked.end(step.body);
  });
}
