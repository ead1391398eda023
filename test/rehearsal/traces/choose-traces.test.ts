import { chooseTraces, type Choice } from '../../../rehearsal/traces/choose-traces';
import type { ReceivedSpan } from '../../../rehearsal/traces/span';
import { testSpan } from './spans';

const RELEASED: Choice = { service: 'storefront', newVersion: 'new', released: true };
const TAKEN_BACK: Choice = { ...RELEASED, released: false };

/** A request of so many milliseconds at a version of the storefront, which asks the catalog unless it fails. */
function request(version: string, ms: number, changes: Partial<ReceivedSpan> = {}): ReceivedSpan[] {
  const front = testSpan('front', undefined, 0, ms, { name: 'GET /', version, ...changes });
  return front.failed ? [front] : [front, testSpan('back', 'front', 1, ms - 1, { service: 'catalog' })];
}

function chosen(
  traces: Readonly<Record<string, readonly ReceivedSpan[]>>,
  choice: Choice,
): [string, string][] {
  return chooseTraces(new Map(Object.entries(traces)), choice).map(({ why, trace }) => [trace.id, why]);
}

const usualBefore = 'a usual request on the version before';

it.each<[string, Record<string, ReceivedSpan[]>, Choice, [string, string][]]>([
  [
    'a failed request on the new version, and a usual one on the old',
    { fast: request('new', 5), bad: request('new', 3, { failed: true }), old: request('old', 5) },
    TAKEN_BACK,
    [
      ['bad', 'a failed request on the new version'],
      ['old', usualBefore],
    ],
  ],
  [
    'the slowest on the new version when a release was taken back and none failed',
    { quick: request('new', 5), slow: request('new', 1500), old: request('old', 9999) },
    TAKEN_BACK,
    [
      ['slow', 'the slowest request on the new version'],
      ['old', usualBefore],
    ],
  ],
  [
    'one of middle duration when all went well',
    { a: request('new', 5), b: request('new', 7), c: request('new', 90), d: request('old', 6) },
    RELEASED,
    [
      ['b', 'a usual request on the new version'],
      ['d', usualBefore],
    ],
  ],
  [
    'one that goes through both services rather than one that does not',
    { short: [testSpan('front', undefined, 0, 5, { version: 'new' })], both: request('new', 90) },
    RELEASED,
    [['both', 'a usual request on the new version']],
  ],
  [
    'to compare with, the same request rather than another',
    {
      new: request('new', 5),
      other: request('old', 5, { name: 'POST /api/orders' }),
      same: request('old', 5),
    },
    RELEASED,
    [
      ['new', 'a usual request on the new version'],
      ['same', usualBefore],
    ],
  ],
  [
    'to compare with, none that failed',
    { new: request('new', 5), bad: request('old', 5, { failed: true }) },
    RELEASED,
    [['new', 'a usual request on the new version']],
  ],
  [
    'one of the version before when the new one was never asked',
    { old: request('old', 5) },
    TAKEN_BACK,
    [['old', usualBefore]],
  ],
  [
    'a failed request on the version before when the new one was never asked',
    { old: request('old', 5), bad: request('old', 3, { failed: true }) },
    TAKEN_BACK,
    [
      ['bad', 'a failed request on the version before'],
      ['old', usualBefore],
    ],
  ],
  ['nothing when nothing was traced', {}, RELEASED, []],
])('shows %s', (_what, traces, choice, expected) => {
  expect(chosen(traces, choice)).toEqual(expected);
});

it('tells the new version of the released service from the same label of another one', () => {
  const traces = {
    one: request('old', 5).map((span) => ({ ...span, version: span.service === 'catalog' ? 'new' : 'old' })),
  };
  expect(chosen(traces, RELEASED)).toEqual([['one', usualBefore]]);
  expect(chosen(traces, { ...RELEASED, service: 'catalog' })).toEqual([
    ['one', 'a usual request on the new version'],
  ]);
});
