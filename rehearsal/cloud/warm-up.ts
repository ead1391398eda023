import { Agent, get } from 'node:http';

/** What `warmUp` needs. */
export interface WarmUpProps {
  readonly port: number;
  readonly path: string;
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
export async function warmUp({ port, path, requests }: WarmUpProps): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: WIDTH });
  const end = performance.now() + LONGEST_MS;
  let left = requests;
  const worker = async (): Promise<void> => {
    while (left > 0 && performance.now() < end) {
      left -= 1;
      await ask({ agent, port, path });
    }
  };
  await Promise.all(Array.from({ length: WIDTH }, worker));
  agent.destroy();
}

/** Resolves when the answer, good or bad, has come. */
function ask({ agent, port, path }: { agent: Agent; port: number; path: string }): Promise<void> {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path, agent, timeout: LONGEST_MS }, (response) => {
      response.resume();
      response.once('close', resolve);
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve());
  });
}
