import { get } from 'node:http';

/** What health checks of a load balancer call themselves. */
export const PROBE_AGENT = 'ELB-HealthChecker/2.0';

/** Asks for a path on a connection of its own; the status code, or undefined without an answer in time. */
export function probe(port: number, path: string, timeoutMs: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const request = get(
      { host: '127.0.0.1', port, path, agent: false, headers: { 'user-agent': PROBE_AGENT } },
      (response) => {
        response.resume();
        clearTimeout(timer);
        resolve(response.statusCode);
      },
    );
    const timer = setTimeout(() => request.destroy(), timeoutMs);
    request.once('error', () => resolve(undefined));
    request.once('close', () => {
      clearTimeout(timer);
      resolve(undefined);
    });
  });
}
