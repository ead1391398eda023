import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
} from '@aws-sdk/client-cloudwatch';
import { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import {
  CodePipelineClient,
  GetPipelineExecutionCommand,
  GetPipelineStateCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
} from '@aws-sdk/client-codepipeline';
import type { StageState } from '@aws-sdk/client-codepipeline';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { UpdateOpsItemCommand } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { driftAlarmName } from '../../lib/incident/alarm-names';
import { handler } from '../../lib/incident/track-incident.lambda';
import {
  actionEvent,
  alarmEvent,
  at,
  ecsEvent,
  ECS_ROLLBACK,
  EXECUTION,
  opsItemEvent,
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
const FAR = 'shop-far-storefront-impaired';
const BAD = '2222222222222222222222222222222222222222';
const services = { catalog: 'rolling', storefront: 'canary:10%/5m' };
const SETTINGS = {
  SETTINGS: JSON.stringify({
    project: 'shop',
    region: 'us-east-1',
    timeZone: 'Europe/Berlin',
    environments: [
      { name: 'production', region: 'us-east-1', near: true, services },
      { name: 'far', region: 'us-east-1', account: '999900009999', near: false, services },
    ],
  }),
  TOPIC_ARN: 'arn:aws:sns:us-east-1:111122223333:releases',
  RUNBOOK: 'shop-roll-back',
  POSTMORTEM_BUCKET: 'drafts',
};

/** How the stage of production stands. */
let stage: StageState;

beforeEach(() => {
  ops.reset();
  for (const client of [codePipeline, codeDeploy, sns, s3, cloudWatch]) client.reset();
  log.mockReset().mockReturnValue(true);
  Object.assign(process.env, SETTINGS);
  stage = { stageName: 'production', latestExecution: { pipelineExecutionId: EXECUTION, status: 'Failed' } };
  sns.on(PublishCommand).resolves({});
  s3.on(PutObjectCommand).resolves({});
  isNow('OK');
  codePipeline.on(GetPipelineStateCommand).callsFake(() => ({ stageStates: [stage] }));
  isTriggeredBy('StartPipelineExecution');
  codePipeline.on(ListPipelineExecutionsCommand).resolves({});
  codePipeline.on(ListActionExecutionsCommand).resolves({});
});

afterEach(() => {
  for (const name of Object.keys(SETTINGS)) delete process.env[name];
});

function isNow(StateValue: 'ALARM' | 'OK'): void {
  cloudWatch.on(DescribeAlarmsCommand).resolves({ CompositeAlarms: [{ StateValue }] });
}

function isTriggeredBy(triggerType: 'AutomatedRollback' | 'ManualRollback' | 'StartPipelineExecution'): void {
  const pipelineExecution = { trigger: { triggerType }, artifactRevisions: [{ revisionId: BAD }] };
  codePipeline.on(GetPipelineExecutionCommand).resolves({ pipelineExecution });
}

const told = () => sns.commandCalls(PublishCommand).map(({ args: [{ input }] }) => input.Subject);
const lines = () => log.mock.calls.map(([line]) => JSON.parse(String(line)) as Record<string, unknown>);
const statuses = () => ops.items.map(({ Status }) => Status);
const data = (key: string, index = 0) => ops.items[index]?.OperationalData[key]?.Value;
const drafts = () => s3.commandCalls(PutObjectCommand).map(({ args: [{ input }] }) => input);

async function all(...events: readonly object[]): Promise<void> {
  for (const event of events) await handler(event);
}

/** CloudWatch opens an item for an alarm that is red now. */
async function turnsRed(alarm: string, minute: number): Promise<void> {
  isNow('ALARM');
  await all(alarmEvent(alarm, 'ALARM', minute), ops.openByAlarm(alarm, minute));
}

describe('users who are not served', () => {
  it('are told of once; the item of CloudWatch gets what people need', async () => {
    await turnsRed(IMPAIRED, 4);
    expect(statuses()).toEqual(['Open']);
    expect(told()).toEqual([
      'incident opened: storefront in production does not serve its users as promised',
    ]);
    expect(data('link-dashboard')).toContain('shop_production_storefront');
    expect(data('link-release')).toContain('/pipelines/shop-storefront/');
    expect(data('/aws/automations')).toContain('"shop-roll-back"');
    expect(data('alarm')).toBe(IMPAIRED);
    const [{ Title } = { Title: '' }] = ops.items;
    await handler(opsItemEvent('oi-000000000001', Title, 4));
    expect(told()).toHaveLength(1);
  });

  it('end with the alarm: a draft, a message with its page, a resolved item', async () => {
    await turnsRed(IMPAIRED, 4);
    isNow('OK');
    await handler(alarmEvent(IMPAIRED, 'OK', 14));
    expect(statuses()).toEqual(['Resolved']);
    expect(told()[1]).toBe('incident over: storefront in production does not serve its users as promised');
    const [draft] = drafts();
    expect(draft?.Key).toBe('production/storefront/2026-11-20-oi-000000000001.md');
    expect(draft?.Body).toContain('| First sign to end | 2026-11-20 10:04:00 to 2026-11-20 10:14:00 UTC');
    expect(draft?.Body).toContain('**Numbers**: could not be read');
    expect(data('postmortem')).toContain(draft?.Key);
    expect(data('ended')).toBe(at(14));
    await handler(alarmEvent(IMPAIRED, 'OK', 14));
    expect([told(), drafts()].map(({ length }) => length)).toEqual([2, 1]);
  });

  it('end although the end is heard of before the beginning', async () => {
    isNow('OK');
    await all(alarmEvent(IMPAIRED, 'OK', 14), ops.openByAlarm(IMPAIRED, 4));
    expect(statuses()).toEqual(['Resolved']);
    expect(told()).toHaveLength(2);
  });

  it('do not end with an old event, while the alarm is red again', async () => {
    await turnsRed(IMPAIRED, 4);
    await handler(alarmEvent(IMPAIRED, 'OK', 14));
    expect(statuses()).toEqual(['Open']);
    // The alarm is OK for a moment, but this event is about the time before.
    isNow('OK');
    await handler(alarmEvent(IMPAIRED, 'OK', 3));
    expect(statuses()).toEqual(['Open']);
  });

  it.each([
    [
      'another alarm',
      opsItemEvent('oi-000000000001', "CloudWatch alarm - 'shop-queue' is in ALARM state", 4),
    ],
    ['no alarm', opsItemEvent('oi-000000000001', 'shop-production-storefront-impaired', 4)],
  ])('are not what an item for %s is about', async (_what, event) => {
    ops.openByAlarm('shop-queue', 4);
    await handler(event);
    expect(told()).toEqual([]);
  });

  it.each([
    [alarmEvent(IMPAIRED, 'INSUFFICIENT_DATA', 14), 'which ends nothing'],
    [alarmEvent('shop-production-storefront-green-errors', 'OK', 14), 'opens no incident'],
    [{ ...alarmEvent(FAR, 'ALARM', 14), account: '666600006666' }, 'not of 999900009999'],
    [{ nonsense: true }, 'are not read here'],
  ])('are not over, nor told of, with other events', async (event, ignored) => {
    await turnsRed(IMPAIRED, 4);
    await handler(event);
    expect(statuses()).toEqual(['Open']);
    expect(lines().at(-1)?.ignored).toContain(ignored);
  });
});

describe('an alarm of another account', () => {
  const home = { account: '999900009999' };
  it('opens an item here, which ends with it; nothing here asks for its state', async () => {
    const red = { ...alarmEvent(FAR, 'ALARM', 4), ...home };
    await all(red, red);
    expect(ops.items).toMatchObject([
      { Title: `CloudWatch alarm - '${FAR}' is in ALARM state`, Severity: '2' },
    ]);
    expect(told()).toEqual(['incident opened: storefront in far does not serve its users as promised']);
    expect(data('/aws/automations')).toBeUndefined();
    await handler({ ...alarmEvent(FAR, 'OK', 14), ...home });
    expect(statuses()).toEqual(['Resolved']);
    expect(drafts()[0]?.Body).toContain('the environment is in another account');
    expect(cloudWatch.calls()).toEqual([]);
  });
});

describe('a failed release', () => {
  it('opens one item with the version, however many events tell of it', async () => {
    const catalog = ecsEvent('SERVICE_DEPLOYMENT_FAILED', 'tasks failed to start.', 5);
    await all(actionEvent('FAILED', 5), actionEvent('FAILED', 5), actionEvent('FAILED', 6), catalog);
    expect(ops.items.map(({ Title }) => Title)).toEqual([
      'a release of storefront in production failed',
      'a release of catalog in production failed',
    ]);
    expect(told()).toHaveLength(2);
    expect(data('version')).toBe(BAD);
    expect(data('what')).toContain('failed at Deploy: Deployment d-ABC was stopped');
    expect(data('link-release')).toContain(`/shop-storefront/executions/${EXECUTION}/`);
  });

  it('is known by its execution although ECS does not say it', async () => {
    await handler(ecsEvent('SERVICE_DEPLOYMENT_IN_PROGRESS', ECS_ROLLBACK, 5));
    expect(data('execution')).toBe(EXECUTION);
    expect(data('what')).toMatch(/^ECS took catalog in production back to the version before/);
  });

  it.each(['StartPipelineExecution', 'ManualRollback'] as const)(
    'ends with what comes through: %s',
    async (trigger) => {
      await all(actionEvent('FAILED', 5));
      isTriggeredBy(trigger);
      await all(stageEvent('SUCCEEDED', 20), stageEvent('SUCCEEDED', 20));
      expect(statuses()).toEqual(['Resolved']);
      expect(told()).toEqual([
        'incident opened: a release of storefront in production failed',
        'incident over: a release of storefront in production failed',
      ]);
      const [draft, ...others] = drafts();
      expect(others).toEqual([]);
      expect(draft?.Body).toContain('10:05:00 to 2026-11-20 10:20:00 UTC');
      expect(draft?.Body).toContain('a good release, or a rollback by a person, came through');
    },
  );

  it('does not end when CodePipeline takes the stage back by itself', async () => {
    await handler(actionEvent('FAILED', 5));
    isTriggeredBy('AutomatedRollback');
    await handler(stageEvent('SUCCEEDED', 20));
    expect(statuses()).toEqual(['Open']);
    expect(drafts()).toEqual([]);
  });

  it('does not end with another place, an earlier release, a stage that fails, or an alarm', async () => {
    await handler(actionEvent('FAILED', 5));
    await all(
      stageEvent('SUCCEEDED', 20, { stage: 'far' }),
      stageEvent('SUCCEEDED', 20, { pipeline: 'shop-catalog' }),
      stageEvent('SUCCEEDED', 4),
      stageEvent('FAILED', 20),
      alarmEvent(IMPAIRED, 'OK', 20),
    );
    expect(statuses()).toEqual(['Open']);
  });

  it('opens nothing when its event comes after that of the next good one', async () => {
    stage = {
      ...stage,
      latestExecution: { pipelineExecutionId: 'next', status: 'Succeeded' },
      actionStates: [{ latestExecution: { lastStatusChange: new Date(at(9)) } }],
    };
    await handler(actionEvent('FAILED', 5));
    expect(ops.items).toEqual([]);
    await handler(actionEvent('FAILED', 10));
    expect(ops.items).toHaveLength(1);
  });

  it('opens an item without a version when that cannot be read', async () => {
    codePipeline.on(GetPipelineExecutionCommand).rejects(new Error('no leave'));
    await handler(actionEvent('FAILED', 5));
    expect(statuses()).toEqual(['Open']);
    expect(data('version')).toBeUndefined();
  });

  it('is beside an alarm: each ends for itself', async () => {
    await turnsRed(IMPAIRED, 4);
    await handler(actionEvent('FAILED', 5));
    await handler(stageEvent('SUCCEEDED', 20));
    expect(statuses()).toEqual(['Open', 'Resolved']);
    isNow('OK');
    await handler(alarmEvent(IMPAIRED, 'OK', 21));
    expect(statuses()).toEqual(['Resolved', 'Resolved']);
  });
});

describe('drift', () => {
  const drift = driftAlarmName('shop');
  it('is told of and ends, without a draft', async () => {
    await turnsRed(drift, 4);
    isNow('OK');
    await handler(alarmEvent(drift, 'OK', 50));
    expect(statuses()).toEqual(['Resolved']);
    const what = 'the stacks of this project have drifted, or nobody has looked';
    expect(told()).toEqual([`incident opened: ${what}`, `incident over: ${what}`]);
    expect(drafts()).toEqual([]);
    expect(data('postmortem')).toBeUndefined();
  });
});

describe('a step that AWS refuses', () => {
  it('fails the function, and is done when the event comes again', async () => {
    sns.on(PublishCommand).rejectsOnce(new Error('Rate exceeded')).resolves({});
    await expect(handler(actionEvent('FAILED', 5))).rejects.toThrow('Rate exceeded');
    await handler(actionEvent('FAILED', 5));
    expect(told().slice(1)).toEqual(['incident opened: a release of storefront in production failed']);
    expect(data('announced')).toBe('opened');
    s3.on(PutObjectCommand).rejectsOnce(new Error('no such bucket')).resolves({});
    await expect(handler(stageEvent('SUCCEEDED', 20))).rejects.toThrow('no such bucket');
    expect(statuses()).toEqual(['Open']);
    await handler(stageEvent('SUCCEEDED', 20));
    expect(statuses()).toEqual(['Resolved']);
    expect(told().slice(2)).toEqual(['incident over: a release of storefront in production failed']);
  });

  it('of an item that could not be resolved leaves it open', async () => {
    await turnsRed(IMPAIRED, 4);
    isNow('OK');
    ops.ssm.on(UpdateOpsItemCommand).rejects(new Error('throttled'));
    await expect(handler(alarmEvent(IMPAIRED, 'OK', 14))).rejects.toThrow('throttled');
    expect(lines().at(-1)).toEqual({ level: 'error', failed: 'throttled' });
    expect(statuses()).toEqual(['Open']);
  });
});

it('a draft has the alarms of its time, as CloudWatch remembers them', async () => {
  const HistoryData = JSON.stringify({ newState: { stateValue: 'ALARM', stateReason: 'above 5 %' } });
  cloudWatch.on(DescribeAlarmHistoryCommand).resolves({
    AlarmHistoryItems: [{ AlarmName: IMPAIRED, Timestamp: new Date(at(4)), HistoryData }],
  });
  await turnsRed(IMPAIRED, 4);
  isNow('OK');
  await handler(alarmEvent(IMPAIRED, 'OK', 14));
  expect(drafts()[0]?.Body).toContain(`alarm ${IMPAIRED} turned red: above 5 %`);
});
