import type { Execution, RunRecord } from '../../../rehearsal/bus/run-record';
import { testAction, testPipeline, testService, testStage } from '../pipeline/model-fixture';

const pipeline = testPipeline('shop-web', []);

/** A release of `web` to the sandbox whose Deploy action failed after 100 s. */
export const FAILED_RELEASE: Execution = {
  id: 'e-1',
  kind: 'release',
  revision: { commit: 'a'.repeat(40), message: 'faster', authorDate: '2026-03-01T09:00:00Z' },
  events: [
    { type: 'stage', at: 0, stage: 'Source', status: 'started' },
    { type: 'action', at: 0, stage: 'Source', action: 'Source', status: 'started' },
    { type: 'action', at: 1, stage: 'Source', action: 'Source', status: 'succeeded' },
    { type: 'stage', at: 1, stage: 'Source', status: 'succeeded' },
    { type: 'stage', at: 2, stage: 'sandbox', status: 'started' },
    { type: 'action', at: 2, stage: 'sandbox', action: 'Deploy', status: 'started' },
    {
      type: 'action',
      at: 100,
      stage: 'sandbox',
      action: 'Deploy',
      status: 'failed',
      detail: 'an alarm is red',
    },
    { type: 'stage', at: 100.4, stage: 'sandbox', status: 'failed' },
  ],
};

/** What that run left behind; cloud second 0 is 10:00 UTC. */
export function testRecord(overrides: Partial<RunRecord> = {}): RunRecord {
  return {
    account: '123456789012',
    region: 'eu-central-1',
    pipeline: {
      ...pipeline,
      variables: { VERSION: 'none' },
      stages: [
        ...pipeline.stages,
        testStage(
          'sandbox',
          testAction({
            name: 'Deploy',
            provider: 'CodeDeployToECS',
            configuration: { Version: '#{variables.VERSION}', Other: '#{Prepare.image}' },
          }),
        ),
      ],
    },
    executions: [FAILED_RELEASE],
    services: [testService()],
    startedAt: new Date('2026-03-01T10:00:00Z'),
    events: [
      { type: 'deployment', at: 3, id: 'd-1', service: 'web', status: 'Created' },
      { type: 'deployment', at: 4, id: 'd-1', service: 'web', status: 'Install' },
      {
        type: 'sample',
        at: 5,
        colour: 'blue',
        requests: 50,
        failed: 0,
        p50Ms: 1,
        p99Ms: 2,
        environment: 'sandbox',
      },
      { type: 'deployment', at: 30, id: 'd-1', service: 'web', status: 'AllowTraffic' },
      {
        type: 'sample',
        at: 65,
        colour: 'green',
        requests: 10,
        failed: 4,
        p50Ms: 1,
        p99Ms: 2,
        environment: 'sandbox',
      },
      { type: 'alarm', at: 1, name: 'shop-red', state: 'OK', reason: 'fine' },
      { type: 'alarm', at: 70, name: 'shop-red', state: 'ALARM', reason: '40 > 5' },
      { type: 'deployment', at: 71, id: 'd-1', service: 'web', status: 'Stopped', detail: 'shop-red' },
      { type: 'deployment', at: 72, id: 'd-2', service: 'web', status: 'Created', detail: 'rollback of d-1' },
      { type: 'deployment', at: 99, id: 'd-2', service: 'web', status: 'Succeeded' },
    ],
    ...overrides,
  };
}
