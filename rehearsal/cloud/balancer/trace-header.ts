import { randomBytes } from 'node:crypto';

/**
 * What a load balancer makes of `X-Amzn-Trace-Id`: a `Root` when the request has no such header, else a `Self` of its
 * own in front of what is there. Rules: docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-request-tracing.html
 */
export function traceHeader(received: string | undefined, id: string = newId()): string {
  if (received === undefined || received.trim() === '') return `Root=${id}`;
  const others = received.split(';').filter((field) => !/^\s*Self=/i.test(field));
  return [`Self=${id}`, ...others].join(';');
}

function newId(): string {
  const seconds = Math.floor(Date.now() / 1000);
  return `1-${seconds.toString(16).padStart(8, '0')}-${randomBytes(12).toString('hex')}`;
}
