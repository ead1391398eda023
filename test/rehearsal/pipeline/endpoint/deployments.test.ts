import type { CloudStatistics } from '../../../../rehearsal/cloud/types';
import type { RehearsalEvent } from '../../../../rehearsal/events';
import { alarmOperations, groupOperations } from '../../../../rehearsal/pipeline/endpoint/deployments';
import { testModel, testService } from '../model-fixture';

const GROUP = { applicationName: 'shop', deploymentGroupName: 'web-group' };
const ACTIVE = ['Created', 'Queued', 'InProgress', 'Baking', 'Ready'];

const told = (at: number, id: string, status: string, detail?: string): RehearsalEvent => ({
  ...{ type: 'deployment', at, id, service: 'web', status },
  ...(detail !== undefined && { detail }),
});
const FAILED = [
  told(10, 'd-1', 'Created'),
  told(20, 'd-1', 'Install'),
  told(100, 'd-1', 'Stopped', 'an alarm'),
];
const ROLLING_BACK = [...FAILED, told(100, 'd-2', 'Created', 'rollback of d-1')];

function operations(events: readonly RehearsalEvent[], now = 130) {
  const model = testModel({
    services: [testService(), testService({ name: 'other', codeDeploy: undefined })],
  });
  const { ListDeployments, GetDeploymentGroup } = groupOperations({
    model,
    events: () => events,
    now: () => now,
  });
  return {
    active: () => ListDeployments?.({ ...GROUP, includeOnlyStatuses: ACTIVE }),
    all: () => ListDeployments?.(GROUP),
    group: () => GetDeploymentGroup?.(GROUP),
    stranger: () => ListDeployments?.({ ...GROUP, applicationName: 'else' }),
  };
}

it('lists the deployment that is under way, and the rollback of CodeDeploy is one', () => {
  expect(operations([]).active()).toEqual({ deployments: [] });
  expect(operations(FAILED.slice(0, 1)).active()).toEqual({ deployments: ['d-1'] });
  expect(operations(FAILED.slice(0, 2)).active()).toEqual({ deployments: ['d-1'] });
  expect(operations(FAILED).active()).toEqual({ deployments: [] });
  expect(operations(ROLLING_BACK).active()).toEqual({ deployments: ['d-2'] });
});

it('lists the newest first, without those of other services', () => {
  const other: RehearsalEvent = { type: 'deployment', at: 5, id: 'd-9', service: 'other', status: 'Created' };
  expect(operations([other, ...ROLLING_BACK]).all()).toEqual({ deployments: ['d-2', 'd-1'] });
});

it('tells of the last deployment of a group how long ago it ended, in cloud time', () => {
  const ago = Date.now() / 1000 - 30;
  expect(operations(FAILED).group()).toEqual({
    deploymentGroupInfo: {
      applicationName: 'shop',
      deploymentGroupName: 'web-group',
      alarmConfiguration: {
        enabled: true,
        alarms: (testService().codeDeploy?.alarmNames ?? []).map((name) => ({ name })),
      },
      lastAttemptedDeployment: {
        deploymentId: 'd-1',
        status: 'Stopped',
        createTime: expect.closeTo(ago - 90, 0) as number,
        endTime: expect.closeTo(ago, 0) as number,
      },
    },
  });
  expect(operations([]).group()).not.toHaveProperty('deploymentGroupInfo.lastAttemptedDeployment');
  expect(operations(ROLLING_BACK).group()).not.toHaveProperty(
    'deploymentGroupInfo.lastAttemptedDeployment.endTime',
  );
});

it('knows no group that is not in the templates', () => {
  expect(operations([]).stranger).toThrow('there is no group web-group of else');
});

it('tells the alarms by name and state', () => {
  const alarms = [
    { name: 'errors', state: 'ALARM' as const, reason: 'bad' },
    { name: 'latency', state: 'OK' as const, reason: 'good' },
  ];
  const statistics = () => ({ alarms }) as unknown as CloudStatistics;
  const { DescribeAlarms } = alarmOperations(() => ({ statistics }));
  const names = (input: object): unknown =>
    (DescribeAlarms?.({ ...input }) as { MetricAlarms: { AlarmName: string }[] }).MetricAlarms.map(
      ({ AlarmName }) => AlarmName,
    );
  expect(names({})).toEqual(['errors', 'latency']);
  expect(names({ StateValue: 'ALARM' })).toEqual(['errors']);
  expect(names({ AlarmNames: ['latency'], StateValue: 'ALARM' })).toEqual([]);
});
