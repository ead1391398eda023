import { couldReachQuota } from '../../../lib/observability/alarms/quota';

const service = (cpu: number, maxTasks: number) => ({ cpu, scaling: { minTasks: 1, maxTasks } });

it.each([
  ['nothing runs', [], false],
  ['two small services, doubled by their releases', [service(256, 4), service(256, 4)], false],
  [
    'exactly as much as a new account may use before it is warned',
    [service(1024, 2), service(256, 1)],
    false,
  ],
  ['one service grows far', [service(512, 10)], true],
  ['many small ones add up', Array.from({ length: 10 }, () => service(256, 1)), true],
])('when %s', (_, services, expected) => {
  expect(couldReachQuota(services)).toBe(expected);
});
