import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import type { CompositeAlarm } from '@aws-sdk/client-cloudwatch';
import { CodeDeployClient, GetDeploymentCommand } from '@aws-sdk/client-codedeploy';
import {
  CodePipelineClient,
  DisableStageTransitionCommand,
  EnableStageTransitionCommand,
  GetPipelineExecutionCommand,
  GetPipelineStateCommand,
  ListPipelineExecutionsCommand,
  ListActionExecutionsCommand,
} from '@aws-sdk/client-codepipeline';
import type { StageExecution } from '@aws-sdk/client-codepipeline';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { UpdateOpsItemCommand } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { TIME } from '../../lib/incident/held-alarms';
import { handler } from '../../lib/incident/track-incident.lambda';
import { driftAlarmName } from '../../lib/incident/watched-alarms';
import type { AwsInput } from '../../rehearsal/pipeline/endpoint/aws-error';
import {
  actionEvent,
  alarmEvent,
  at,
  deploymentEvent,
  EXECUTION,
  heldAlarmEvent,
  stageEvent,
} from '../shared/aws-events';
import { FakeOpsCenter } from './fake-opscenter';

const ops = new FakeOpsCenter();
const codePipeline = mockClient(CodePipelineClient);
const codeDeploy = mockClient(CodeDeployClient);
const sns = mockClient(SNSClient);
const s3 = mockClient(S3Client);
const cloudWatch = mockClient(CloudWatchClient);
const log = jest.spyOn(process.stdout, 'write');

const IMPAIRED = 'shop-production-storefront-impaired';
const GOOD = '1111111111111111111111111111111111111111';
const BAD = '2222222222222222222222222222222222222222';
const services = { catalog: 'rolling', storefront: 'canary:10%/5m' };
const SETTINGS = {
  SETTINGS: JSON.stringify({
    project: 'shop',
    region: 'us-east-1',
    timeZone: 'Europe/Berlin',
    compareUrl: 'https://github.com/team/shop/compare/{good}...{bad}',
    environments: [{ name: 'production', region: 'eu-west-1', near: true, services }],
  }),
  TOPIC_ARN: 'arn:aws:sns:us-east-1:111122223333:releases',
  RUNBOOK: 'shop-roll-back',
  POSTMORTEM_BUCKET: 'drafts',
  AWS_LAMBDA_FUNCTION_NAME: 'Insight-Track',
};

/** Why the stage is closed; undefined while it is open. */
let closed: string | undefined;
let latest: StageExecution | undefined;

/** The pipeline with a stage that is closed for a reason, or open. */
const stateOf = (disabledReason: string | undefined) => ({
  stageStates: [
    {
      stageName: 'production',
      inboundTransitionState:
        disabledReason === undefined ? { enabled: true } : { enabled: false, disabledReason },
      ...(latest && {
        latestExecution: latest,
        actionStates: [{ latestExecution: { lastStatusChange: new Date('2026-11-20T10:09:00Z') } }],
      }),
    },
  ],
});

beforeEach(() => {
  ops.reset();
  for (const client of [codePipeline, codeDeploy, sns, s3, cloudWatch]) client.reset();
  log.mockReset().mockReturnValue(true);
  Object.assign(process.env, SETTINGS);
  closed = undefined;
  latest = undefined;
  sns.on(PublishCommand).resolves({});
  cloudWatch.on(DescribeAlarmsCommand).resolves({});
  s3.on(PutObjectCommand).resolves({});
  codePipeline.on(GetPipelineStateCommand).callsFake(() => stateOf(closed));
  codePipeline.on(DisableStageTransitionCommand).callsFake(({ reason }: { reason: string }) => {
    closed = reason;
    return {};
  });
  codePipeline.on(EnableStageTransitionCommand).callsFake(() => {
    closed = undefined;
    return {};
  });
  codePipeline.on(GetPipelineExecutionCommand).resolves({
    pipelineExecution: { executionType: 'STANDARD', artifactRevisions: [{ revisionId: BAD }] },
  });
  codePipeline.on(ListPipelineExecutionsCommand).resolves({
    pipelineExecutionSummaries: [
      { pipelineExecutionId: 'run-1', sourceRevisions: [{ actionName: 'Source', revisionId: GOOD }] },
    ],
  });
});

afterEach(() => {
  for (const name of Object.keys(SETTINGS)) delete process.env[name];
});

const told = () => sns.commandCalls(PublishCommand).map(({ args: [{ input }] }) => input.Subject);
const lines = () => log.mock.calls.map(([line]) => JSON.parse(String(line)) as Record<string, unknown>);
const data = (key: string) => ops.items[0]?.OperationalData?.[key]?.Value;

async function all(...events: readonly object[]): Promise<void> {
  for (const event of events) await handler(event);
}

it('opens an incident for users who are not served, keeps releases out, and says so', async () => {
  await handler(alarmEvent(IMPAIRED, 'ALARM', 4));

  expect(ops.items).toHaveLength(1);
  expect(ops.items[0]).toMatchObject({
    Title: 'storefront in production does not serve its users as promised',
    Source: 'shop incidents',
    Severity: '2',
    Status: 'Open',
    Category: 'Availability',
  });
  expect(JSON.parse(data('/aws/dedup') ?? '')).toEqual({ dedupString: 'shop/production/storefront' });
  expect(JSON.parse(data('/aws/automations') ?? '')).toEqual([
    { automationId: 'shop-roll-back', automationType: 'AWS::SSM::Automation' },
  ]);
  expect(data('link-dashboard')).toContain('shop_production_storefront');
  expect(data('link-release')).toContain('/shop-storefront/executions/run-1/');
  expect(ops.items[0]?.Description).toContain('let them in: docs/incidents.md');
  expect(closed).toMatch(
    /^Incident oi-000000000001 \(storefront in production\) keeps releases out until it is resolved\. Closed 2\d{3}-\d\d-\d\d \d\d\.\d\d UTC by the function Insight-Track\. To let them in - aws codepipeline enable-stage-transition$/,
  );
  expect(told()).toEqual(['incident opened: storefront in production does not serve its users as promised']);
  expect(lines()).toEqual([
    { level: 'info', incident: 'oi-000000000001', steps: ['freeze', 'announce-opened'] },
  ]);
});

it('ends it when users are served again, and lets releases in', async () => {
  await all(alarmEvent(IMPAIRED, 'ALARM', 4), alarmEvent(IMPAIRED, 'OK', 14, ['ALARM', 4]));

  expect(ops.items).toHaveLength(1);
  expect(ops.items[0]?.Status).toBe('Resolved');
  expect(closed).toBeUndefined();
  expect(told()[1]).toBe('incident over: storefront in production does not serve its users as promised');
});

it('is one incident when a release fails and users feel it; the fix may come as soon as they no longer do', async () => {
  await all(actionEvent('FAILED', 3), alarmEvent(IMPAIRED, 'ALARM', 4));
  expect(ops.items).toHaveLength(1);
  expect(ops.items[0]).toMatchObject({
    Severity: '2',
    Title: expect.stringContaining('does not serve') as string,
  });
  expect(data('link-what-changed')).toBe(`https://github.com/team/shop/compare/${GOOD}...${BAD}`);
  expect(closed).toMatch(/^Incident/);

  await handler(alarmEvent(IMPAIRED, 'OK', 9, ['ALARM', 4]));
  expect(ops.items[0]?.Status).toBe('Open');
  expect(closed).toBeUndefined();

  await handler(stageEvent('SUCCEEDED', 30, { 'execution-id': 'another' }));
  expect(ops.items[0]?.Status).toBe('Resolved');
  expect(told()).toHaveLength(2);
});

it('does not freeze releases for a failed one', async () => {
  await handler(actionEvent('FAILED', 3));
  expect(ops.items[0]).toMatchObject({
    Severity: '3',
    Title: 'a release of storefront in production failed',
  });
  expect(codePipeline.commandCalls(DisableStageTransitionCommand)).toEqual([]);
});

it.each([
  ['what CodePipeline took back by itself', 'AutomatedRollback', 'Open'],
  ['what a person took back', 'ManualRollback', 'Resolved'],
])('ends a failed release by %s: %s', async (_what, triggerType, status) => {
  await handler(actionEvent('FAILED', 3));
  codePipeline.on(GetPipelineExecutionCommand).resolves({
    pipelineExecution: {
      executionType: 'ROLLBACK',
      trigger: { triggerType: triggerType as 'ManualRollback' },
    },
  });
  await handler(stageEvent('SUCCEEDED', 30));
  expect(ops.items[0]?.Status).toBe(status);
});

it('opens an incident for a deployment that CodeDeploy took back', async () => {
  codeDeploy
    .on(GetDeploymentCommand)
    .resolves({ deploymentInfo: { creator: 'codeDeployRollback' as 'user' } });
  await handler(deploymentEvent('SUCCESS', 3));
  expect(ops.items).toHaveLength(1);
});

describe('events that come twice, late or in any order', () => {
  const story = [
    alarmEvent(IMPAIRED, 'ALARM', 4),
    actionEvent('FAILED', 5),
    alarmEvent(IMPAIRED, 'OK', 14, ['ALARM', 4]),
    stageEvent('SUCCEEDED', 30, { 'execution-id': 'another' }),
  ];
  const orders = [
    [0, 1, 2, 3],
    [0, 0, 1, 1, 2, 2, 3, 3],
    [1, 0, 2, 3, 0, 1, 2],
    [1, 2, 0, 3],
    [0, 1, 3, 2],
    [1, 3, 2, 0],
  ];
  it.each(orders.map((order) => [order.join(' '), order] as const))(
    '%s: one incident, resolved, no stage closed',
    async (_text, order) => {
      for (const index of order) await handler(story[index]);
      expect(ops.items.map(({ Status, Severity }) => [Status, Severity])).toEqual([['Resolved', '2']]);
      expect(closed).toBeUndefined();
    },
  );

  it('an end whose beginning comes later is one incident, told once', async () => {
    await all(alarmEvent(IMPAIRED, 'OK', 14, ['ALARM', 4]), alarmEvent(IMPAIRED, 'ALARM', 4));
    expect(ops.items.map(({ Status }) => Status)).toEqual(['Resolved']);
    expect(told()).toHaveLength(1);
    expect(codePipeline.commandCalls(DisableStageTransitionCommand)).toEqual([]);
  });

  it('a failed release whose event comes after a later success opens nothing', async () => {
    latest = { pipelineExecutionId: 'newer', status: 'Succeeded', type: 'STANDARD' };
    await handler(actionEvent('FAILED', 3));
    expect(ops.items).toEqual([]);
    expect(lines()[0]?.ignored).toMatch(/a later release succeeded already/);
  });

  it('what comes back within a quarter of an hour is the same incident, and later another one', async () => {
    await all(
      alarmEvent(IMPAIRED, 'ALARM', 4),
      alarmEvent(IMPAIRED, 'OK', 14, ['ALARM', 4]),
      alarmEvent(IMPAIRED, 'ALARM', 20),
    );
    expect(ops.items.map(({ Status }) => Status)).toEqual(['Open']);
    expect(closed).toMatch(/^Incident oi-000000000001 /);
    await all(alarmEvent(IMPAIRED, 'OK', 25, ['ALARM', 20]), alarmEvent(IMPAIRED, 'ALARM', 50));
    expect(ops.items.map(({ Status }) => Status)).toEqual(['Resolved', 'Open']);
  });
});

describe('a stage that somebody else has closed', () => {
  it('stays as it is, and stays closed afterwards', async () => {
    closed = 'no releases on Fridays';
    await all(alarmEvent(IMPAIRED, 'ALARM', 4), alarmEvent(IMPAIRED, 'OK', 14, ['ALARM', 4]));
    expect(closed).toBe('no releases on Fridays');
    expect(ops.items[0]?.Status).toBe('Resolved');
  });

  it('is not opened when a person closed it during the incident', async () => {
    await handler(alarmEvent(IMPAIRED, 'ALARM', 4));
    closed = 'no releases on Fridays';
    await handler(alarmEvent(IMPAIRED, 'OK', 14, ['ALARM', 4]));
    expect(closed).toBe('no releases on Fridays');
  });

  it('is not closed again when a person has let releases in', async () => {
    await handler(alarmEvent(IMPAIRED, 'ALARM', 4));
    closed = undefined;
    await all(alarmEvent(IMPAIRED, 'ALARM', 4), actionEvent('FAILED', 6));
    expect(closed).toBeUndefined();
  });
});

describe('an OpsItem that a person closes although users are still not served', () => {
  const close = () => ops.edit({ Status: 'Resolved' });

  it('lets releases in again as soon as they are, also after the alarm flapped', async () => {
    await all(
      alarmEvent(IMPAIRED, 'ALARM', 4),
      alarmEvent(IMPAIRED, 'OK', 5, ['ALARM', 4]),
      alarmEvent(IMPAIRED, 'ALARM', 6),
    );
    close();
    await handler(alarmEvent(IMPAIRED, 'OK', 50, ['ALARM', 6]));
    expect(ops.items).toHaveLength(1);
    expect(closed).toBeUndefined();
  });

  it('lets them in although another incident is open by then', async () => {
    await handler(alarmEvent(IMPAIRED, 'ALARM', 4));
    close();
    await all(actionEvent('FAILED', 40), alarmEvent(IMPAIRED, 'OK', 50, ['ALARM', 4]));
    expect(ops.items.map(({ Status }) => Status)).toEqual(['Resolved', 'Open']);
    expect(closed).toBeUndefined();
  });

  it('leaves the stage to the next incident, which opens it', async () => {
    await handler(alarmEvent(IMPAIRED, 'ALARM', 4));
    close();
    await handler(alarmEvent(IMPAIRED, 'ALARM', 40));
    expect(closed).toMatch(/^Incident oi-000000000002 /);
    await handler(alarmEvent(IMPAIRED, 'OK', 50, ['ALARM', 40]));
    expect(closed).toBeUndefined();
  });
});

describe('an alarm whose page is held back for the service that calls it', () => {
  const CATALOG = 'shop-production-catalog-impaired';
  const red = { AlarmName: CATALOG, StateValue: 'ALARM', ActionsSuppressor: IMPAIRED } as const;
  const since = new Date(at(4));
  const waiting = heldAlarmEvent(CATALOG, 'ALARM', 4, 'WaitPeriod');
  let until: jest.SpyInstance<Promise<void>, [number]>;
  beforeEach(() => (until = jest.spyOn(TIME, 'until').mockResolvedValue()));
  afterEach(() => until.mockRestore());
  const answers = (...each: readonly CompositeAlarm[]) => {
    const asked = cloudWatch.on(DescribeAlarmsCommand);
    for (const one of each) asked.resolvesOnce({ CompositeAlarms: [one] });
    asked.resolves({ CompositeAlarms: each.slice(-1) });
  };

  it('opens an incident when the wait is over, it is still red and nobody else was called', async () => {
    answers(red);
    await handler(waiting);
    expect(until.mock.calls).toEqual([[Date.parse(at(4)) + 330_000]]);
    expect(ops.items.map(({ Title }) => Title)).toEqual([
      'catalog in production does not serve its users as promised',
    ]);
    expect(closed).toMatch(/^Incident/);
  });

  it.each<readonly [string, CompositeAlarm, RegExp]>([
    ['its caller has called people', { ...red, ActionsSuppressedBy: 'Alarm' }, /waits for another one/],
    ['it is over', { ...red, StateValue: 'OK' }, /was over before it had to call anybody/],
    ['it is gone', {}, /was over before it had to call anybody/],
  ])('opens none and closes nothing when %s', async (_what, now, ignored) => {
    answers(now);
    await all(waiting, heldAlarmEvent(CATALOG, 'OK', 14));
    expect(ops.items).toEqual([]);
    expect(closed).toBeUndefined();
    expect(lines()[0]?.ignored).toMatch(ignored);
    expect(lines()[1]?.ignored).toMatch(/no incident is open that could end/);
  });

  it('opens one when its caller is well again, and it is still red after that', async () => {
    answers(
      { ...red, ActionsSuppressedBy: 'ExtensionPeriod', StateTransitionedTimestamp: since },
      {
        ...red,
        StateTransitionedTimestamp: since,
      },
    );
    jest.spyOn(TIME, 'now').mockReturnValueOnce(1_000_000);
    await all(alarmEvent(IMPAIRED, 'ALARM', 4), alarmEvent(IMPAIRED, 'OK', 14, ['ALARM', 4]));
    expect(until.mock.calls).toEqual([[1_000_000 + 90_000]]);
    expect(ops.items.map(({ Title, Status }) => [Title?.split(' ')[0], Status])).toEqual([
      ['storefront', 'Resolved'],
      ['catalog', 'Open'],
    ]);
    expect(lines()[1]).toMatchObject({ also: [{ incident: 'oi-000000000002' }] });
    const asked = cloudWatch.commandCalls(DescribeAlarmsCommand).map(({ args: [{ input }] }) => input);
    expect(asked[0]).toEqual({ AlarmNames: [CATALOG], AlarmTypes: ['CompositeAlarm'], MaxRecords: 100 });
  });

  it.each<readonly [string, number, readonly (readonly [string | undefined, string | undefined])[]]>([
    ['longer than its page waits', 9, [['catalog', 'Resolved']]],
    ['shorter', 8, []],
  ])(
    'is asked about late, when it is over: an incident that is over, if it was red for %s',
    async (_what, end, expected) => {
      cloudWatch.on(DescribeAlarmsCommand).rejectsOnce(new Error('Throttled'));
      await expect(handler(waiting)).rejects.toThrow('Throttled');
      await handler(heldAlarmEvent(CATALOG, 'OK', end));
      answers({ ...red, StateValue: 'OK', StateTransitionedTimestamp: new Date(at(end)) });
      await handler(waiting);
      expect(ops.items.map(({ Title, Status }) => [Title?.split(' ')[0], Status])).toEqual(expected);
      expect(told()).toHaveLength(expected.length);
      expect(codePipeline.commandCalls(DisableStageTransitionCommand)).toEqual([]);
    },
  );

  it('opens none for a service that recovers with its caller, or waits for another one', async () => {
    answers({ ...red, ActionsSuppressedBy: 'ExtensionPeriod' }, { ...red, StateValue: 'OK' });
    await all(alarmEvent(IMPAIRED, 'ALARM', 4), alarmEvent(IMPAIRED, 'OK', 14, ['ALARM', 4]));
    cloudWatch
      .on(DescribeAlarmsCommand)
      .resolves({ CompositeAlarms: [{ ...red, ActionsSuppressor: 'other' }] });
    await all(alarmEvent(IMPAIRED, 'ALARM', 40), alarmEvent(IMPAIRED, 'OK', 50, ['ALARM', 40]));
    expect(ops.items.map(({ Title }) => Title?.split(' ')[0])).toEqual(['storefront', 'storefront']);
  });

  it('ends it at once when it ended while it was opened', async () => {
    answers(red, { ...red, StateValue: 'OK' });
    await handler(waiting);
    expect(ops.items.map(({ Status }) => Status)).toEqual(['Resolved']);
    expect(closed).toBeUndefined();
  });

  it('counts at once where CloudWatch cannot be asked, in whatever order', async () => {
    process.env.SETTINGS = SETTINGS.SETTINGS.replace('"near":true', '"near":false');
    await all(heldAlarmEvent(CATALOG, 'OK', 14), waiting);
    expect(ops.items.map(({ Status }) => Status)).toEqual(['Resolved']);
    await handler(heldAlarmEvent(CATALOG, 'ALARM', 40, 'WaitPeriod'));
    expect(ops.items.map(({ Status }) => Status)).toEqual(['Resolved', 'Open']);
    expect(until).not.toHaveBeenCalled();
  });
});

describe('the alarm for drift', () => {
  const drift = driftAlarmName('shop');
  const nobodyLooks = alarmEvent(drift, 'INSUFFICIENT_DATA', 20, ['ALARM', 4]);
  const isNow = (StateValue: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA') =>
    cloudWatch
      .on(DescribeAlarmsCommand, { AlarmNames: [drift], AlarmTypes: ['MetricAlarm'] })
      .resolves({ MetricAlarms: [{ AlarmName: drift, StateValue }] });
  const statuses = () => ops.items.map(({ Status }) => Status);

  it('tells that nobody looks any more although drift is open, and each ends for itself', async () => {
    isNow('INSUFFICIENT_DATA');
    await all(alarmEvent(drift, 'ALARM', 4), nobodyLooks);
    expect(told()).toEqual([
      'incident opened: something that nobody may change by hand differs from its template',
      'incident opened: for more than a day nobody has looked at everything for drift',
    ]);
    await handler(alarmEvent(drift, 'ALARM', 40, ['INSUFFICIENT_DATA', 20]));
    expect(statuses()).toEqual(['Open', 'Resolved']);
    await handler(alarmEvent(drift, 'OK', 50, ['ALARM', 40]));
    expect(statuses()).toEqual(['Resolved', 'Resolved']);
    expect(told()).toHaveLength(4);
    expect(s3.calls()).toEqual([]);
  });

  it('opens nothing that would never end when somebody has looked by the time it is heard of', async () => {
    isNow('OK');
    await all(alarmEvent(drift, 'OK', 30, ['INSUFFICIENT_DATA', 20]), nobodyLooks);
    expect(ops.items).toEqual([]);
    expect(lines()[1]?.ignored).toBe('alarm shop-drift has data again');
  });
});

describe('when AWS fails', () => {
  it('the event comes again and finishes what is left, nothing twice', async () => {
    sns.on(PublishCommand).rejectsOnce(new Error('Throttled')).resolves({});
    const event = alarmEvent(IMPAIRED, 'ALARM', 4);
    await expect(handler(event)).rejects.toThrow('Throttled');
    expect(closed).toMatch(/^Incident/);
    expect(lines()).toEqual([{ level: 'error', failed: 'Error: Throttled' }]);

    await handler(event);
    expect(ops.items).toHaveLength(1);
    expect(sns.commandCalls(PublishCommand)).toHaveLength(2);
    expect(codePipeline.commandCalls(DisableStageTransitionCommand)).toHaveLength(1);
    expect(data('announced')).toBe('opened');
  });

  it('an incident without links is better than none', async () => {
    codePipeline.on(ListPipelineExecutionsCommand).rejects(new Error('denied'));
    codePipeline.on(GetPipelineExecutionCommand).rejects(new Error('denied'));
    await handler(actionEvent('FAILED', 3));
    expect(ops.items).toHaveLength(1);
    expect(data('link-release')).toContain(EXECUTION);
  });

  it('two functions at one time make one OpsItem, though each may tell people of it', async () => {
    await Promise.all([handler(alarmEvent(IMPAIRED, 'ALARM', 4)), handler(actionEvent('FAILED', 5))]);
    expect(ops.items).toHaveLength(1);
    expect(told()).toHaveLength(2);
    expect(Object.keys(ops.items[0]?.OperationalData ?? {})).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^heard-impaired-raised-/),
        expect.stringMatching(/^heard-release-raised-/),
      ]),
    );
  });
});

describe('two functions at one moment', () => {
  /** Each has read the OpsItem before any of them writes; then they write in this order. */
  async function atOnce(events: readonly object[], order: readonly number[]): Promise<void> {
    const waiting: (() => void)[] = [];
    ops.ssm.on(UpdateOpsItemCommand).callsFake(async (input: AwsInput) => {
      if (waiting.length < events.length) {
        await new Promise<void>((go) => {
          waiting.push(go);
          if (waiting.length === events.length) for (const index of order) waiting[index]?.();
        });
      }
      return ops.reply('UpdateOpsItem', input);
    });
    await Promise.all(events.map(async (event) => handler(event)));
  }

  it.each([[[0, 1]], [[1, 0]]])(
    'lose neither the end of an alarm nor its next beginning, in the order %j',
    async (order) => {
      await handler(alarmEvent(IMPAIRED, 'ALARM', 4));
      await atOnce([alarmEvent(IMPAIRED, 'OK', 5, ['ALARM', 4]), alarmEvent(IMPAIRED, 'ALARM', 6)], order);
      const keys = Object.keys(ops.items[0]?.OperationalData ?? {}).join(' ');
      expect(keys).toMatch(/heard-impaired-cleared-20261120T100500000Z-/);
      expect(keys).toMatch(/heard-impaired-raised-20261120T100600000Z-/);
      expect(ops.items.map(({ Status }) => Status)).toEqual(['Open']);
      expect(closed).toMatch(/^Incident/);

      await handler(alarmEvent(IMPAIRED, 'OK', 9, ['ALARM', 6]));
      expect(ops.items[0]?.Status).toBe('Resolved');
      expect(closed).toBeUndefined();
    },
  );

  it('lose no failed release to a second one, or to users who are not served', async () => {
    await handler(alarmEvent(IMPAIRED, 'ALARM', 4));
    await atOnce(
      [actionEvent('FAILED', 5), actionEvent('FAILED', 6), alarmEvent(IMPAIRED, 'ALARM', 7)],
      [2, 1, 0],
    );
    expect(
      Object.keys(ops.items[0]?.OperationalData ?? {}).filter((key) => key.startsWith('heard-')),
    ).toHaveLength(4);
    expect(ops.items[0]?.Status).toBe('Open');
  });

  it('leave no stage open that one found closed and the other has opened since', async () => {
    const before = stateOf('Incident oi-000000000001 (storefront in production) keeps releases out');
    codePipeline
      .on(GetPipelineStateCommand)
      .resolvesOnce(before)
      .resolvesOnce(before)
      .callsFake(() => stateOf(closed));
    await handler(alarmEvent(IMPAIRED, 'ALARM', 4));
    expect(closed).toMatch(/^Incident oi-000000000001 /);
    expect(data('releases-frozen')).toBe('on');
  });
});

it('keeps an OpsItem small however long an alarm flaps', async () => {
  for (let minute = 0; minute < 50; minute += 2) {
    await all(
      alarmEvent(IMPAIRED, 'ALARM', minute),
      alarmEvent(IMPAIRED, 'OK', minute + 1, ['ALARM', minute]),
    );
  }
  const heard = Object.keys(ops.items[0]?.OperationalData ?? {}).filter((key) => key.startsWith('heard-'));
  expect(heard).toHaveLength(4);
  expect(ops.items.map(({ Status }) => Status)).toEqual(['Resolved']);
});

describe('the draft of the postmortem', () => {
  const put = () => s3.commandCalls(PutObjectCommand).map(({ args: [{ input }] }) => input);
  const story = [alarmEvent(IMPAIRED, 'ALARM', 4), alarmEvent(IMPAIRED, 'OK', 14, ['ALARM', 4])];

  it('is kept when the incident is over, and linked from the OpsItem and the message', async () => {
    cloudWatch.on(GetMetricDataCommand).resolves({
      MetricDataResults: [
        { Id: 'requests', Timestamps: [new Date('2026-11-20T10:05:00Z')], Values: [200] },
        { Id: 'errors', Timestamps: [new Date('2026-11-20T10:05:00Z')], Values: [50] },
      ],
    });
    const change = (state: string, minute: number, name = 'shop-production-storefront-green-errors') => ({
      AlarmName: name,
      Timestamp: new Date(Date.UTC(2026, 10, 20, 10, minute)),
      HistoryData: JSON.stringify({
        version: '1.0',
        newState: { stateValue: state, stateReason: 'above 5 %' },
      }),
    });
    cloudWatch
      .on(DescribeAlarmHistoryCommand)
      .resolvesOnce({
        AlarmHistoryItems: [change('ALARM', 3), change('ALARM', 3, 'other-alarm')],
        NextToken: '1',
      })
      .resolves({ AlarmHistoryItems: [change('OK', 13), { ...change('OK', 14), HistoryData: 'no JSON' }] });
    codePipeline.on(ListActionExecutionsCommand).resolves({
      actionExecutionDetails: [
        {
          pipelineExecutionId: 'run-1',
          actionExecutionId: 'action-1',
          stageName: 'production',
          actionName: 'Deploy',
          status: 'Succeeded',
          startTime: new Date('2026-11-20T09:50:00Z'),
          lastUpdateTime: new Date('2026-11-20T10:02:00Z'),
          input: {
            actionTypeId: { category: 'Deploy', owner: 'AWS', provider: 'CodeDeployToECS', version: '1' },
          },
        },
      ],
    });
    await all(...story);

    const [object, ...more] = put();
    expect(more).toEqual([]);
    expect(object).toMatchObject({
      Bucket: 'drafts',
      Key: 'production/storefront/2026-11-20-oi-000000000001.md',
      ContentType: 'text/markdown; charset=utf-8',
    });
    const draft = object?.Body as string;
    expect(draft).toContain('50 of 200 requests failed (25.0 %)');
    expect(draft).toContain('alarm shop-production-storefront-green-errors turned red: above 5 %');
    expect(draft).not.toContain('other-alarm');
    expect(draft).toContain('the release of 111111111111 began');
    expect(draft).toContain('11:04:00 | incident | storefront in production does not serve its users');
    expect(draft).toContain('other releases of the service were kept out while it was high');
    expect(data('postmortem')).toContain('production/storefront/2026-11-20-oi-000000000001.md');
    expect(sns.commandCalls(PublishCommand)[1]?.args[0].input.Message).toContain(
      'Draft of the postmortem: https://',
    );
  });

  it('says what could not be read, and is kept all the same', async () => {
    cloudWatch.rejects(new Error('no leave to read')).on(DescribeAlarmsCommand).resolves({});
    await all(...story);
    expect(put()[0]?.Body).toContain('- **Numbers**: could not be read (no leave to read).');
  });

  it('is written again when the incident comes back, and not for the same end twice', async () => {
    await all(
      ...story,
      ...story,
      alarmEvent(IMPAIRED, 'ALARM', 20),
      alarmEvent(IMPAIRED, 'OK', 25, ['ALARM', 20]),
    );
    expect(put()).toHaveLength(2);
  });

  it('that cannot be kept leaves nothing else undone, and is tried again', async () => {
    s3.on(PutObjectCommand).rejectsOnce(new Error('SlowDown')).resolves({});
    await handler(story[0]);
    await expect(handler(story[1])).rejects.toThrow('SlowDown');
    expect(ops.items[0]?.Status).toBe('Resolved');
    expect(closed).toBeUndefined();
    await handler(story[1]);
    expect(data('postmortem')).toBeDefined();
    expect(told()).toHaveLength(2);
  });
});

it.each([
  ['nothing', undefined],
  ['an unknown kind', { time: '2026-11-20T10:00:00Z', 'detail-type': 'Moon Phase Change', detail: {} }],
  ['an alarm without a name', { ...alarmEvent('', 'ALARM', 1), detail: null }],
])('logs one clear line about %s and does nothing', async (_what, event) => {
  await handler(event);
  expect(lines()).toEqual([{ level: 'info', ignored: expect.any(String) as string }]);
  expect(ops.ssm.calls()).toEqual([]);
});

it('keeps what a person wrote into the OpsItem', async () => {
  await handler(alarmEvent(IMPAIRED, 'ALARM', 4));
  ops.edit({ Status: 'InProgress', Description: 'We are on it.' });
  await handler(actionEvent('FAILED', 5));
  expect(ops.items[0]).toMatchObject({ Status: 'InProgress', Description: 'We are on it.' });
  const changes = ops.ssm
    .commandCalls(UpdateOpsItemCommand)
    .map(({ args: [{ input }] }) => Object.keys(input));
  expect(changes.every((keys) => !keys.includes('Description'))).toBe(true);
});
