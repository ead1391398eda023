import type { Answerer, LoopbackService } from './loopback-service';
import { json, startService } from './loopback-service';

/** The image of the release under test. */
export const IMAGE = '111122223333.dkr.ecr.us-east-1.amazonaws.com/shop/storefront@sha256:1234';

/** Answers as a good release does, from `image`. */
export function release(image: string): Answerer {
  return json({ service: 'storefront', version: '1', image, environment: 'sandbox' });
}

/** A service for the checks of a handler, and the handler's environment to reach it by `url`; both end with the file. */
export async function checkedService(
  url: 'BASE_URL' | 'TEST_URL',
  environment: Record<string, string>,
): Promise<LoopbackService> {
  const service = await startService(release(IMAGE));
  const checks = [{ path: '/ready' }, { path: '/api/version', identity: true }];
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    [url]: service.url,
    CHECKS: JSON.stringify(checks),
    TIME_BUDGET_SECONDS: '0.001',
    RETRY_DELAY_SECONDS: '0.001',
    REQUEST_TIMEOUT_MS: '30000',
    ...environment,
  });
  return service;
}

/** Lambda's context with `milliseconds` left. */
export const timeLeft = (milliseconds: number): { getRemainingTimeInMillis: () => number } => ({
  getRemainingTimeInMillis: () => milliseconds,
});

/** Keeps what is written to standard output, as one object for each line of JSON. */
export function recordLog(): () => unknown[] {
  const lines: unknown[] = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => lines.push(JSON.parse(String(text))) > 0);
  return () => lines.splice(0);
}
