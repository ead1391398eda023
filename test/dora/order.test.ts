import * as fc from 'fast-check';
import { measure } from '../../lib/dora/measure';
import type { Measured } from '../../lib/dora/measure';
import { readEvent } from '../../lib/dora/read-event';
import { MONTH } from './month';
import { eventsOf, ROLLED_BACK, ROLLED_BACK_BY_ITSELF, SHOP } from './release-events';
import type { RawEvent, Story } from './release-events';

const WINDOW = { from: new Date('2026-01-01T00:00:00Z'), to: new Date('2026-02-01T00:00:00Z') };
const PLACES = SHOP.environments.map((environment) => ({ service: 'storefront', environment }));

function measured(events: readonly RawEvent[]): Measured[] {
  const facts = events.flatMap((event) => {
    const reading = readEvent(event, SHOP);
    return 'facts' in reading ? reading.facts : [];
  });
  return measure(facts, PLACES, WINDOW);
}

/** The same events in another order, some of them several times. */
function mixed<T>(things: readonly T[]): fc.Arbitrary<T[]> {
  return fc
    .array(fc.constantFrom(...things), { maxLength: 20 })
    .chain((repeated) =>
      fc.shuffledSubarray([...things, ...repeated], { minLength: things.length + repeated.length }),
    );
}

/** Any few executions, also such as no pipeline would make. */
const stories: fc.Arbitrary<Story[]> = fc.array(
  fc.record({
    execution: fc.nat(8),
    at: fc.nat(50).map((hours) => new Date(Date.UTC(2026, 0, 10, hours)).toISOString()),
    minutes: fc.nat(90),
    environment: fc.constantFrom(...SHOP.environments),
    commit: fc.nat(4),
    authored: fc.constantFrom('2026-01-09T12:00:00Z', '2026-01-10T12:00:00+05:00'),
    end: fc.constantFrom('good', 'deploy-fails', 'verify-fails', 'stopped', 'running', 'prepare-fails'),
    trigger: fc.constantFrom(undefined, ROLLED_BACK, ROLLED_BACK_BY_ITSELF),
  }),
  { minLength: 1, maxLength: 8 },
);

describe('events come at least once and in any order', () => {
  it('which changes nothing about the month', () => {
    const expected = measured(MONTH);
    fc.assert(
      fc.property(mixed(MONTH), (events) => expect(measured(events)).toEqual(expected)),
      { numRuns: 15 },
    );
  });

  it('which changes nothing about anything else', () => {
    fc.assert(
      fc.property(
        stories.chain((some) => {
          const events = some.flatMap(eventsOf);
          return fc.tuple(fc.constant(events), mixed(events));
        }),
        ([events, other]) => expect(measured(other)).toEqual(measured(events)),
      ),
      { numRuns: 60 },
    );
  });

  it('and shares stay between 0 and 1, times above 0', () => {
    fc.assert(
      fc.property(stories, (some) => {
        for (const { metrics } of measured(some.flatMap(eventsOf))) {
          const { changeFailRate, deploymentReworkRate, failedDeploymentRecoveryTime, changeLeadTime } =
            metrics;
          for (const { part, of } of [changeFailRate, deploymentReworkRate]) {
            expect(part).toBeLessThanOrEqual(of);
          }
          expect(failedDeploymentRecoveryTime.medianSeconds ?? 0).toBeGreaterThanOrEqual(0);
          expect(changeLeadTime.medianSeconds ?? 0).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('whatever comes', () => {
  it('is read, ignored or called malformed, and never throws', () => {
    const kinds = fc.constantFrom(
      'CodePipeline Pipeline Execution State Change',
      'CodePipeline Action Execution State Change',
      'Commit',
      'Something New',
    );
    fc.assert(
      fc.property(
        fc.oneof(fc.anything(), fc.record({ 'detail-type': kinds, detail: fc.anything() })),
        (event) => {
          expect(Object.keys(readEvent(event, SHOP))).toHaveLength(1);
        },
      ),
      { numRuns: 100 },
    );
  });
});
