import { z } from 'zod';
import { say, strict, whole } from './field-kinds';

const share = (highest: number) => {
  const said = say(`a number from 95 to ${highest} percent`, 'pick a share of good requests in that range');
  return z.number(said).min(95, said).max(highest, said);
};

/** Part of a service: what its users can count on. */
export const objectiveSchema = strict(
  {
    availabilityPercent: share(99.99).default(99.9),
    latencyMs: whole(10, 60_000, 'milliseconds').default(800),
    latencyPercent: share(99.9).default(99),
    // More than the four checks of a release that is refused make in their four attempts.
    minBadRequests: whole(1, 100_000, 'requests').default(20),
  },
  'an objective',
);
