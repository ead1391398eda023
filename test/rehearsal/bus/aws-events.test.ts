import { awsEvents } from '../../../rehearsal/bus/aws-events';
import { executionsOf } from '../../../rehearsal/bus/executions';
import { withNextRelease } from '../../../rehearsal/bus/next-release';
import { testService } from '../pipeline/model-fixture';
import { FAILED_RELEASE, testRecord } from './record-fixture';

const revision = {
  ...{ commit: 'a'.repeat(40), branch: 'main', message: 'faster', changedFiles: 0, git: true },
  authorDate: '2026-03-01T09:00:00Z',
};
const startedAt = new Date('2026-03-01T10:00:00Z');

function told(record = testRecord()) {
  return awsEvents(record).map(({ time, detail, ...event }) => {
    const { state, stage, action, deploymentId, eventName, alarmName } = detail as Readonly<
      Record<string, string | undefined>
    >;
    // The state of an alarm has more to it.
    const { value = state } = state as { value?: string };
    const what = [stage, action, deploymentId, alarmName].filter((text) => text !== undefined).join('/');
    const kind = event['detail-type'].split(' ').slice(0, 2).join(' ');
    return `${time.slice(11, 19)} ${kind} ${what} ${eventName ?? value ?? ''}`;
  });
}

test('a run is told in its order, in whole seconds, by the services that tell such things', () => {
  expect(told()).toEqual([
    '10:00:00 CodePipeline Pipeline  STARTED',
    '10:00:00 CodePipeline Stage Source STARTED',
    '10:00:00 CodePipeline Action Source/Source STARTED',
    '10:00:01 CodePipeline Stage Source SUCCEEDED',
    '10:00:01 CodePipeline Action Source/Source SUCCEEDED',
    '10:00:01 CloudWatch Alarm shop-red OK',
    '10:00:02 CodePipeline Stage sandbox STARTED',
    '10:00:02 CodePipeline Action sandbox/Deploy STARTED',
    '10:00:03 CodeDeploy Deployment d-1 START',
    '10:01:10 CloudWatch Alarm shop-red ALARM',
    '10:01:11 CodeDeploy Deployment d-1 STOP',
    '10:01:12 CodeDeploy Deployment d-2 START',
    '10:01:39 CodeDeploy Deployment d-2 SUCCESS',
    '10:01:40 CodePipeline Action sandbox/Deploy FAILED',
    '10:01:40 CodePipeline Pipeline  FAILED',
    '10:01:40 CodePipeline Stage sandbox FAILED',
  ]);
});

test('an event has the members that functions read', () => {
  const events = awsEvents(testRecord());
  const failed = events.find(({ detail }) => (detail as { state: unknown }).state === 'FAILED');
  expect(failed).toMatchObject({
    ...{ source: 'aws.codepipeline', account: '123456789012', region: 'eu-central-1' },
    resources: ['arn:aws:codepipeline:eu-central-1:123456789012:shop-web'],
    detail: {
      ...{ pipeline: 'shop-web', 'execution-id': 'e-1', stage: 'sandbox', action: 'Deploy' },
      type: { owner: 'AWS', category: 'Deploy', provider: 'CodeDeployToECS', version: '1' },
      'execution-result': { 'external-execution-summary': 'an alarm is red' },
    },
  });
  const red = events.findLast(({ source }) => source === 'aws.cloudwatch');
  expect(red?.detail).toMatchObject({
    state: { value: 'ALARM', reason: '40 > 5', timestamp: '2026-03-01T10:01:10.000+0000' },
    previousState: { value: 'OK', timestamp: '2026-03-01T10:00:01.000+0000' },
  });
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
});

test('ECS tells by a reason that it takes a service back', () => {
  const services = [testService({ controller: 'ECS' })];
  const events = [
    { type: 'deployment', at: 3, id: 'x', service: 'web', status: 'IN_PROGRESS' } as const,
    {
      type: 'deployment',
      at: 9,
      id: 'x',
      service: 'web',
      status: 'ROLLBACK_IN_PROGRESS',
      detail: 'red',
    } as const,
  ];
  const details = awsEvents(testRecord({ services, events, executions: [] })).map(({ detail }) => detail);
  expect(details).toMatchObject([
    { eventName: 'SERVICE_DEPLOYMENT_IN_PROGRESS', reason: 'ECS deployment in progress.' },
    { eventName: 'SERVICE_DEPLOYMENT_IN_PROGRESS', reason: 'ECS deployment rolling back. red' },
  ]);
});

describe('executions', () => {
  it('are one when no stage is run again', () => {
    expect(executionsOf('e-1', FAILED_RELEASE.events, revision, startedAt)).toEqual([FAILED_RELEASE]);
  });

  it('are two when CodePipeline took a stage back', () => {
    const again = [
      { type: 'stage', at: 101, stage: 'sandbox', status: 'started' },
      { type: 'stage', at: 150, stage: 'sandbox', status: 'succeeded' },
    ] as const;
    const [release, back, ...more] = executionsOf(
      'e-1',
      [...FAILED_RELEASE.events, ...again],
      revision,
      startedAt,
    );
    expect(release).toEqual(FAILED_RELEASE);
    expect(back).toMatchObject({ kind: 'stage-rollback', events: again });
    expect(back?.id).not.toBe('e-1');
    expect(back).not.toHaveProperty('revision');
    expect(more).toEqual([]);
  });

  it.each([
    ['is younger than the run', { ...revision, authorDate: '2026-03-01T10:00:01Z' }],
    ['is no commit', { ...revision, git: false }],
  ])('have no date of what %s', (_what, source) => {
    const [release] = executionsOf('e-1', [], source, startedAt);
    expect(release?.revision).toEqual({ commit: revision.commit, message: 'faster' });
  });
});

test('the next release is another one, succeeds after the run, and finds its alarms quiet', () => {
  const record = testRecord();
  const next = withNextRelease(record, 'sandbox', 160);
  const added = told(next).slice(told(record).length);
  expect(added[0]).toBe('10:07:40 CodePipeline Pipeline  STARTED');
  expect(added).toContain('10:12:40 CodePipeline Stage sandbox SUCCEEDED');
  expect(added).toContain('10:12:40 CloudWatch Alarm shop-red OK');
  expect(next.executions[1]?.id).not.toBe('e-1');
  expect(next.executions[1]?.revision?.message).toContain('played');
});

test('an alarm of a service in another account comes from there', () => {
  const far = { ...testService(), stack: 'shop-red', arn: 'arn:aws:ecs:eu-west-1:444455556666:service/a/b' };
  const alarm = { type: 'alarm', at: 1, name: 'shop-red-errors', state: 'ALARM', reason: 'x' } as const;
  const events = awsEvents(testRecord({ services: [far], executions: [], events: [alarm] }));
  expect(events).toMatchObject([
    {
      account: '444455556666',
      region: 'eu-west-1',
      resources: ['arn:aws:cloudwatch:eu-west-1:444455556666:alarm:shop-red-errors'],
    },
  ]);
});
