import { countsOf, standstills } from '../../lib/release-watch/judge-pipeline';
import type { StageView } from '../../lib/release-watch/judge-pipeline';

const now = new Date('2026-03-02T12:00:00Z');
const ago = (hours: number): Date => new Date(now.getTime() - hours * 3_600_000);
const pipeline = { name: 'shop-storefront', actionMinutes: 130 };

const quiet: StageView = { stage: 'production', running: [], hasInbound: false };
const deploying = (hours: number): StageView => ({
  ...quiet,
  running: [{ action: 'Deploy', since: ago(hours), isApproval: false }],
});
const asking = (hours: number): StageView => ({
  ...quiet,
  stage: 'Approve-production',
  running: [{ action: 'Approve', since: ago(hours), isApproval: true }],
});
const closed = (hours: number, hasInbound = true): StageView => ({
  ...quiet,
  closedSince: ago(hours),
  hasInbound,
});

const seen = (...stages: StageView[]) =>
  standstills(pipeline, stages, now).map(({ kind, where, hours }) => `${kind}: ${where}, ${hours} h`);

it.each<[string, StageView, string[]]>([
  ['nothing runs', quiet, []],
  ['an action runs for as long as it may', deploying(130 / 60), []],
  ['an action runs for longer', deploying(2.2), ['stuck: shop-storefront, production, Deploy, 2 h']],
  ['an approval waits for a working day', asking(8), []],
  [
    'an approval waits for longer',
    asking(8.1),
    ['waiting: shop-storefront, Approve-production, Approve, 8 h'],
  ],
  ['a way was closed yesterday, and a release waits', closed(24), []],
  ['a way was closed before', closed(50.9), ['stuck: shop-storefront, production, 50 h']],
  ['nobody waits behind a closed way', closed(100, false), []],
  ['a clock is ahead', deploying(-1), []],
])('when %s', (_, stage, expected) => {
  expect(seen(stage)).toEqual(expected);
});

it('says why, for the person who reads the log', () => {
  const all = standstills(pipeline, [deploying(9), asking(9), closed(99)], now);
  expect(all.map(({ why }) => why)).toEqual([
    'it runs for longer than it can',
    'nobody has approved or rejected',
    'its way in is closed',
  ]);
});

it('counts each approval, and each pipeline once however much of it is stuck', () => {
  const stages = [deploying(9), closed(99), asking(9), { ...asking(10), stage: 'Approve-other' }];
  const found = standstills(pipeline, stages, now);
  expect(
    countsOf(
      new Map([
        ['shop-storefront', found],
        ['shop-catalog', standstills(pipeline, [deploying(9)], now)],
        ['shop-basket', []],
      ]),
    ),
  ).toEqual({ waiting: 2, stuck: 2 });
  expect(countsOf(new Map())).toEqual({ waiting: 0, stuck: 0 });
});
