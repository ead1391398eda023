import * as fc from 'fast-check';
import {
  activeCauses,
  belongs,
  heard,
  incidentOf,
  openedAt,
  resolvedAt,
  severityAtWorst,
  severityNow,
} from '../../lib/incident/incident';
import type { Incident } from '../../lib/incident/incident';
import type { Signal } from '../../lib/incident/signal';

const place = { service: 'storefront', environment: 'production' };
const at = (minute: number): string => new Date(Date.UTC(2026, 10, 20, 10, minute)).toISOString();

const signal = (
  cause: Signal['cause'],
  turn: Signal['turn'],
  minute: number,
  more: Partial<Signal> = {},
): Signal => ({
  cause,
  turn,
  place,
  at: at(minute),
  text: `${cause} ${turn} ${minute}`,
  ...more,
});

const all = (signals: readonly Signal[]): Incident =>
  signals.reduce<Incident>((incident, each) => heard(incident, each), { place, causes: {} });

const CASES: readonly {
  what: string;
  signals: readonly Signal[];
  active: readonly string[];
  now: number;
  worst: number;
  opened?: string;
  resolved?: string;
}[] = [
  {
    what: 'an impaired service is high',
    signals: [signal('impaired', 'raised', 0)],
    active: ['impaired'],
    now: 2,
    worst: 2,
    opened: at(0),
  },
  {
    what: 'a failed release is medium',
    signals: [signal('release', 'raised', 0)],
    active: ['release'],
    now: 3,
    worst: 3,
    opened: at(0),
  },
  {
    what: 'drift is medium',
    signals: [signal('drift', 'raised', 0)],
    active: ['drift'],
    now: 3,
    worst: 3,
    opened: at(0),
  },
  {
    what: 'a failed release that impairs the service is one incident, high until users are served again',
    signals: [
      signal('release', 'raised', 1),
      signal('impaired', 'raised', 0),
      signal('impaired', 'cleared', 5),
    ],
    active: ['release'],
    now: 3,
    worst: 2,
    opened: at(0),
  },
  {
    what: 'the last cause that ends resolves it',
    signals: [
      signal('impaired', 'raised', 0),
      signal('release', 'raised', 1),
      signal('impaired', 'cleared', 5),
      signal('release', 'cleared', 9),
    ],
    active: [],
    now: 4,
    worst: 2,
    opened: at(0),
    resolved: at(9),
  },
  {
    what: 'a release that failed before the one that succeeded, heard of afterwards, opens nothing again',
    signals: [
      signal('release', 'raised', 0),
      signal('release', 'cleared', 9),
      signal('release', 'raised', 4),
    ],
    active: [],
    now: 4,
    worst: 3,
    opened: at(0),
    resolved: at(9),
  },
  {
    what: 'one that fails after the one that succeeded does',
    signals: [
      signal('release', 'raised', 0),
      signal('release', 'cleared', 9),
      signal('release', 'raised', 12),
    ],
    active: ['release'],
    now: 3,
    worst: 3,
    opened: at(0),
  },
  {
    what: 'an end that tells its beginning counts although the beginning was never heard of',
    signals: [signal('impaired', 'cleared', 5, { since: at(2) })],
    active: [],
    now: 4,
    worst: 2,
    opened: at(2),
    resolved: at(5),
  },
  {
    what: 'an end at the moment of its beginning ends it',
    signals: [signal('impaired', 'raised', 3), signal('impaired', 'cleared', 3)],
    active: [],
    now: 4,
    worst: 2,
    opened: at(3),
    resolved: at(3),
  },
];

it.each(CASES)('$what', ({ signals, active, now, worst, opened, resolved }) => {
  const incident = all(signals);
  expect(activeCauses(incident)).toEqual(active);
  expect(severityNow(incident)).toBe(now);
  expect(severityAtWorst(incident)).toBe(worst);
  expect(openedAt(incident)).toBe(opened ?? '');
  expect(resolvedAt(incident)).toBe(resolved);
});

it('is the same in whatever order, and however often, it is heard of', () => {
  const any = fc.record({
    cause: fc.constantFrom('impaired' as const, 'release' as const, 'drift' as const),
    turn: fc.constantFrom('raised' as const, 'cleared' as const),
    minute: fc.integer({ min: 0, max: 20 }),
    text: fc.constantFrom('one', 'two'),
    since: fc.option(fc.integer({ min: -20, max: 0 }), { nil: undefined }),
  });
  const history = fc.array(any, { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(
      history.chain((one) =>
        fc.tuple(
          fc.constant(one),
          fc.shuffledSubarray(one, { minLength: one.length }),
          fc.array(fc.constantFrom(...one), { maxLength: 5 }),
        ),
      ),
      ([told, shuffled, repeated]) => {
        const toSignal = ({ cause, turn, minute, text, since }: (typeof told)[number]): Signal =>
          signal(cause, turn, minute, {
            text,
            ...(turn === 'cleared' && since !== undefined && { since: at(minute + since) }),
          });
        expect(all([...shuffled, ...repeated].map(toSignal))).toEqual(all(told.map(toSignal)));
      },
    ),
  );
});

describe('what belongs to an incident that is known', () => {
  const resolved = all([signal('impaired', 'raised', 0), signal('impaired', 'cleared', 10)]);
  it.each([
    ['everything while it is open', true, signal('release', 'raised', 500), true],
    ['an event of its time that comes late', false, signal('impaired', 'raised', 4), true],
    ['its own end again', false, signal('impaired', 'cleared', 10, { since: at(0) }), true],
    ['what comes back soon', false, signal('impaired', 'raised', 25), true],
    ['not what comes back later', false, signal('impaired', 'raised', 26), false],
    ['not a good end after it', false, signal('release', 'cleared', 12), false],
    ['not what was before it', false, signal('release', 'raised', -1), false],
  ])('%s', (_what, open, late, expected) => {
    expect(belongs(resolved, open, late)).toBe(expected);
  });
});

it('keeps what was said last, and the name of what said it', () => {
  const one = incidentOf(signal('impaired', 'raised', 0, { alarm: 'shop-production-storefront-impaired' }));
  const two = heard(one, signal('impaired', 'raised', 7, { text: 'again' }));
  expect(two.causes.impaired?.raised).toEqual({ first: at(0), last: at(7), text: 'again' });
});
