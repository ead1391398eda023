import type { RehearsalEvent, RehearsalResult } from '../../../rehearsal/events';

const REQUESTS = { total: 1200, failed: 3, failedPercent: 0.25, servedByGreen: 40, p50Ms: 3, p99Ms: 12 };

/** A result of a canary that was rolled back. */
export function testResult(overrides: Partial<RehearsalResult> = {}): RehearsalResult {
  return {
    type: 'result',
    at: 700,
    service: 'storefront',
    environment: 'sandbox',
    scenario: 'error-spike',
    strategy: { controller: 'code-deploy', kind: 'canary' },
    outcome: 'rolled-back',
    stoppedAt: 'Deploy',
    reason: 'alarm shop-green-errors is in ALARM',
    cause: { kind: 'alarm', name: 'shop-green-errors', stage: 'sandbox', action: 'Deploy' },
    versionBefore: 'before',
    versionAfter: 'abc123',
    servingVersion: 'before',
    requests: REQUESTS,
    window: { ...REQUESTS, total: 600, failedPercent: 0.5 },
    cloudSeconds: { total: 700, detect: 65, rollback: 20 },
    hooks: [{ event: 'AfterAllowTestTraffic', function: 'check', status: 'Succeeded' }],
    alarms: [
      { name: 'shop-green-errors', state: 'ALARM' },
      { name: 'shop-blue-errors', state: 'OK' },
    ],
    versions: [],
    unchecked: [],
    speed: 60,
    limits: [],
    expected: [{ environment: 'sandbox', outcome: 'rolled-back', causes: ['alarm'], mayFailPercent: 10 }],
    verdict: { kind: 'as-expected', reasons: [] },
    ...overrides,
  };
}

/** What happened before that result, in short. */
export const TEST_EVENTS: readonly RehearsalEvent[] = [
  { type: 'stage', at: 0, stage: 'Build', status: 'started' },
  { type: 'action', at: 0, stage: 'Build', action: 'Build', status: 'started' },
  { type: 'phase', at: 0, stage: 'Build', action: 'Build', phase: 'build', status: 'started' },
  { type: 'log', at: 1, source: 'Build', line: 'compiling <everything>' },
  {
    type: 'phase',
    at: 9,
    stage: 'Build',
    action: 'Build',
    phase: 'build',
    status: 'succeeded',
    seconds: 9.04,
  },
  { type: 'action', at: 10, stage: 'Build', action: 'Build', status: 'succeeded', detail: '12 tests' },
  { type: 'action', at: 10, stage: 'sandbox', action: 'Deploy', status: 'started' },
  { type: 'sample', at: 60, colour: 'blue', requests: 50, failed: 0, p50Ms: 3, p99Ms: 9 },
  { type: 'deployment', at: 100, id: 'd-1', service: 'web', status: 'Created' },
  { type: 'task', at: 110, service: 'web', task: 't1', version: 'abc123', status: 'healthy' },
  { type: 'hook', at: 120, event: 'AfterAllowTestTraffic', function: 'check', status: 'Started' },
  { type: 'hook', at: 130, event: 'AfterAllowTestTraffic', function: 'check', status: 'Succeeded' },
  { type: 'traffic', at: 140, listener: 'production', weights: { blue: 90, green: 10 } },
  { type: 'alarm', at: 140, name: 'shop-green-errors', state: 'INSUFFICIENT_DATA', reason: 'no data' },
  { type: 'alarm', at: 141, name: 'shop-blue-errors', state: 'OK', reason: 'fine' },
  { type: 'sample', at: 200, colour: 'blue', requests: 45, failed: 0, p50Ms: 3, p99Ms: 9 },
  { type: 'sample', at: 200, colour: 'green', requests: 5, failed: 2, p50Ms: 3, p99Ms: 30 },
  { type: 'alarm', at: 205, name: 'shop-green-errors', state: 'ALARM', reason: '1 of 1 periods above 5: 40' },
  { type: 'deployment', at: 205, id: 'd-1', service: 'web', status: 'Stopped', detail: 'alarm' },
  { type: 'traffic', at: 206, listener: 'production', weights: { blue: 100, green: 0 } },
  { type: 'deployment', at: 210, id: 'd-2', service: 'web', status: 'Succeeded' },
  {
    type: 'action',
    at: 220,
    stage: 'sandbox',
    action: 'Deploy',
    status: 'failed',
    detail: 'alarm shop-green-errors is in ALARM',
  },
];
