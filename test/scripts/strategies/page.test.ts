import type { RehearsalEvent } from '../../../rehearsal/events';
import { strategyRunsPage } from '../../../scripts/strategies/page';
import { toRun } from '../../../scripts/strategies/run';
import { testResult } from '../../rehearsal/cli/result-fixture';

const task = (at: number, name: string, status: 'healthy' | 'stopping' | 'stopped', service = 'web') =>
  ({ type: 'task', at, service, task: name, version: 'v', status }) as const;
const deployment = (at: number, status: string) =>
  ({ type: 'deployment', at, id: 'd-1', service: 'web', status }) as const;
const EVENTS: readonly RehearsalEvent[] = [
  task(1, 'a', 'healthy'),
  task(1, 'b', 'healthy'),
  task(1, 'other', 'healthy', 'catalog'),
  deployment(10, 'Created'),
  task(20, 'c', 'healthy'),
  task(30, 'a', 'stopping'),
  task(31, 'd', 'healthy'),
  task(32, 'a', 'stopped'),
  deployment(130, 'Succeeded'),
];

test('a run counts the most tasks of its own service, and the time from the first to the last step', () => {
  const run = toRun('canary:10%/5m', EVENTS, testResult(), true);
  expect(run).toMatchObject({ strategy: 'canary:10%/5m', peakPercent: 150, deploySeconds: 120 });
});

test('a rehearsal that deployed nothing has no peak', () => {
  expect(toRun('rolling', EVENTS.slice(0, 3), testResult(), true)).toMatchObject({
    peakPercent: 0,
    deploySeconds: 0,
  });
});

test('the page has a row for each run, by scenario, and says what was never undone', () => {
  const good = testResult({ scenario: 'healthy', outcome: 'released' });
  const bad = testResult();
  const kept = testResult({ outcome: 'released' });
  const runs = [
    toRun('canary:10%/5m', EVENTS, good, true),
    toRun('canary:10%/5m', EVENTS, bad, true),
    toRun('all-at-once', EVENTS, kept, true),
  ];
  const page = strategyRunsPage(runs, { speed: 60, rate: 40, service: 'web' });
  const [healthy = '', spike = ''] = page.split('## A bad release');
  expect(healthy).toContain('at 40 requests per second and 60 cloud seconds per second');
  expect(healthy).toMatch(/\| `canary:10%\/5m` \| code-deploy \| released \| +600 +\| 3 +\| 2 min/);
  expect(spike).toMatch(
    /\| `canary:10%\/5m` \| code-deploy \| rolled-back \| 3 of 600 \| 0\.5 % +\| 1 min 5 s \| 20 s/,
  );
  expect(spike).toMatch(
    /\| `all-at-once` +\| code-deploy \| released +\| 3 of 600 \| 0\.5 % +\| never +\| never/,
  );
});
