import { setTimeout as delay } from 'node:timers/promises';
import { MachineLag } from '../../../rehearsal/pipeline/machine-lag';

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

it.each([0, 20, 150, Number.NaN])('says nothing of a machine that is %d ms late', (milliseconds) => {
  const lag = new MachineLag(delayOf(milliseconds));
  lag.start();
  expect(lag.stop()).toBeUndefined();
});

it('says how late a busy machine was, and what to do', () => {
  const measured = delayOf(151.4);
  const lag = new MachineLag(measured);
  lag.start();
  expect(lag.stop()).toMatch(/^This machine was busy: .* 151 ms late\..*--rate\.$/);
  expect(measured.calls).toEqual(['enable', 'disable', 'p99']);
});

it('measures this process when nothing else is given', async () => {
  const lag = new MachineLag();
  lag.start();
  await delay(50);
  const end = performance.now() + 400;
  while (performance.now() < end);
  await delay(50);
  expect(lag.stop()).toContain('This machine was busy');
});
