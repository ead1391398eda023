import { Agent, request } from 'node:http';
import type { JourneyStep } from '../../app/shared/journey';
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

/** Resolves when the answer, good or bad, has come, or there will be none. */
function ask(agent: Agent, port: number, step: JourneyStep): Promise<void> {
  return new Promise((resolve) => {
    const options = { ...requestOptions(step), host: '127.0.0.1', port, agent, timeout: LONGEST_MS };
    const asked = request(options, (response) => {
      response.resume();
      response.once('close', () => resolve());
    });
    asked.once('timeout', () => asked.destroy());
    asked.once('error', () => resolve());
    asked.end(step.body);
  });
}
