import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { MachineLag, slowBefore } from '../../../rehearsal/pipeline/machine-lag';

function delayOf(milliseconds: number) {
  const calls: string[] = [];
  return {
    calls,
    enable: () => calls.push('enable') > 0,
    disable: () => calls.push('disable') > 0,
    percentile: (percentile: number) => {
      calls.push(`p${percentile}`);
      return milliseconds * 1e6;
    },
  };
}

const busy =
  (utilization: number): typeof performance.eventLoopUtilization =>
  () => ({ active: 0, idle: 0, utilization });

const EVEN = { asked: 1000, sent: 1000, late: 50, crowded: 10 };

function limits(milliseconds: number, utilization = 0.5, load = EVEN): string[] {
  const lag = new MachineLag(delayOf(milliseconds), busy(utilization));
  lag.start();
  lag.add(load);
  lag.add(undefined);
  return lag.stop();
}

it.each([0, 20, 150, Number.NaN])('says nothing of a machine that is %d ms late', (milliseconds) => {
  expect(limits(milliseconds)).toEqual([]);
});

it.each<[string, string[], RegExp]>([
  ['the process is late', limits(151.4), /^This machine was busy: .* 151 ms late\.$/],
  ['the process has no time left', limits(0, 0.93), /busy for 93 % of the time\.$/],
  ['the load is sent late', limits(0, 0, { ...EVEN, late: 51 }), /51 of 1000 requests were sent late\.$/],
  ['too much is under way', limits(0, 0, { ...EVEN, crowded: 11 }), /11 of 1000 requests found no place\.$/],
  [
    'the load is not sent',
    limits(0, 0, { ...EVEN, sent: 899, late: 0, crowded: 0 }),
    /899 of 1000 requests were sent\.$/,
  ],
])('says that the machine is the limit when %s', (_what, said, sentence) => {
  expect(said).toEqual([expect.stringMatching(sentence)]);
});

it('says nothing when it never began', () => {
  expect(new MachineLag(delayOf(0), busy(1)).stop()).toEqual([]);
});

it('measures this process when nothing else is given', async () => {
  const lag = new MachineLag();
  lag.start();
  await delay(50);
  const end = performance.now() + 400;
  while (performance.now() < end);
  await delay(50);
  expect(lag.stop().join()).toContain('This machine was busy');
});

describe('the version before, in which nothing is wrong', () => {
  const version = (changes: object) => ({
    ...{ service: 'storefront', version: 'before', seenBy: 'users' as const, requests: 500 },
    ...{ failed: 0, failedPercent: 0, p50Ms: 20, p99Ms: 402.4 },
    ...changes,
  });
  const told = (changes: object) =>
    slowBefore({ environment: 'staging', versionBefore: 'before', versions: [version(changes)] });

  it('shows that the machine was slow', () => {
    expect(told({})).toEqual([
      'This machine was slow: in staging, the version before, in which nothing is wrong, took up to 402 ms (p99).',
    ]);
  });

  it.each([[{ p99Ms: 150 }], [{ requests: 99 }], [{ version: 'abc123' }], [{ seenBy: 'service' }]])(
    'shows nothing with %j',
    (changes) => expect(told(changes)).toEqual([]),
  );
});
