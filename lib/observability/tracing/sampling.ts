import { ANNOTATIONS, CHECKOUT_PATH, PATHS } from '../../../app/shared/contract';
import type { Environment, Service } from '../../config/schema';
import { shortName } from './short-name';

/** Which requests are traced, in the words of X-Ray. */
export interface SamplingRule {
  /** What it is about, unique in its environment. */
  readonly what: string;
  /** At most 32 characters, unique in an account and region. */
  readonly ruleName: string;
  /** The lowest number that fits a request decides. */
  readonly priority: number;
  readonly serviceName: string;
  readonly httpMethod: string;
  readonly urlPath: string;
  /** Requests of each second that are traced whatever the rate says, over all tasks together. */
  readonly reservoirSize: number;
  /** Share of the other requests, 0 to 1. */
  readonly fixedRate: number;
  /** What the request must have; keeps the rules of one environment off everything else in the account. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** Rules below 1000 are about paths and come before those about services. */
const PRIORITY = { health: 100, checkout: 200, service: 1000, rest: 2000 } as const;

/** Orders of each second that are traced in any case: even a slow shop shows each of them. */
const CHECKOUT_RESERVOIR = 5;

/**
 * The sampling rules of an environment: health checks never, orders more than the rest, and a reservoir of its own for
 * each service that visitors call, so that a busy one does not take it from a quiet one. An internal service goes by
 * the decision of its caller; the last rule is for calls that bring none.
 */
export function samplingRules(project: string, environment: Environment): SamplingRule[] {
  const { percent, checkoutPercent } = environment.tracing;
  const rule = (words: string[], priority: number, changes: Partial<SamplingRule>): SamplingRule => ({
    what: words.join('-'),
    ruleName: shortName(project, environment.name, ...words),
    priority,
    serviceName: '*',
    httpMethod: '*',
    urlPath: '*',
    reservoirSize: 1,
    fixedRate: shareOf(percent),
    attributes: { [ANNOTATIONS.environment]: environment.name },
    ...changes,
  });
  const never = { reservoirSize: 0, fixedRate: 0 };
  return [
    rule(['health'], PRIORITY.health, { urlPath: PATHS.health, ...never }),
    rule(['ready'], PRIORITY.health, { urlPath: PATHS.ready, ...never }),
    rule(['orders'], PRIORITY.checkout, {
      httpMethod: 'POST',
      urlPath: CHECKOUT_PATH,
      reservoirSize: CHECKOUT_RESERVOIR,
      fixedRate: shareOf(checkoutPercent),
    }),
    ...environment.services
      .filter(({ exposure }) => exposure === 'public')
      .map(({ name }: Service) => rule(['for', name], PRIORITY.service, { serviceName: name })),
    rule(['rest'], PRIORITY.rest, {}),
  ];
}

function shareOf(percent: number): number {
  return Math.round(percent * 1000) / 100_000;
}
