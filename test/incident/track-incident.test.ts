import { CodeDeployClient, GetDeploymentCommand } from '@aws-sdk/client-codedeploy';
import {
  CodePipelineClient,
  DisableStageTransitionCommand,
  EnableStageTransitionCommand,
  GetPipelineExecutionCommand,
  GetPipelineStateCommand,
  ListPipelineExecutionsCommand,
} from '@aws-sdk/client-codepipeline';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { UpdateOpsItemCommand } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { handler } from '../../lib/incident/track-incident.lambda';
import { actionEvent, alarmEvent, deploymentEvent, EXECUTION, stageEvent } from './aws-events';
import { FakeOpsCenter } from './fake-opscenter';

const ops = new FakeOpsCenter();
const codePipeline = mockClient(CodePipelineClient);
const codeDeploy = mockClient(CodeDeployClient);
const sns = mockClient(SNSClient);
const log = jest.spyOn(process.stdout, 'write');

const IMPAIRED = 'shop-production-storefront-impaired';
const GOOD = '1111111111111111111111111111111111111111';
const BAD = '2222222222222222222222222222222222222222';
const services = ['catalog', 'storefront'];
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
  AWS_LAMBDA_FUNCTION_NAME: 'Insight-Track',
};

/** Why the stage is closed; undefined while it is open. */
let closed: string | undefined;
let latest: object | undefined;

beforeEach(() => {
  ops.reset();
  for (const client of [codePipeline, codeDeploy, sns]) client.reset();
  log.mockReset().mockReturnValue(true);
  Object.assign(process.env, SETTINGS);
  closed = undefined;
  latest = undefined;
  sns.on(PublishCommand).resolves({});
  codePipeline.on(GetPipelineStateCommand).callsFake(() => ({
    stageStates: [
      {
        stageName: 'production',
        inboundTransitionState:
          closed === undefined ? { enabled: true } : { enabled: false, disabledReason: closed },
        ...(latest && {
          latestExecution: latest,
          actionStates: [{ latestExecution: { lastStatusChange: new Date('2026-11-20T10:09:00Z') } }],
        }),
      },
    ],
  }));
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
  expect(ops.items[0]?.Description).toContain(
    'npm run ops -- thaw --service storefront --environment production',
  );
  expect(closed).toMatch(
    /^Incident oi-000000000001 \(storefront in production\) keeps releases out until it is resolved\. Closed 2\d{3}-\d\d-\d\d \d\d\.\d\d UTC by the function Insight-Track\. To let them in - npm run ops -- thaw --service storefront --environment production$/,
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
    closed = 'break-glass 2026';
    await handler(alarmEvent(IMPAIRED, 'OK', 14, ['ALARM', 4]));
    expect(closed).toBe('break-glass 2026');
  });

  it('is not closed again when a person has let releases in', async () => {
    await handler(alarmEvent(IMPAIRED, 'ALARM', 4));
    closed = undefined;
    await all(alarmEvent(IMPAIRED, 'ALARM', 4), actionEvent('FAILED', 6));
    expect(closed).toBeUndefined();
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

  it('two functions at one time make one OpsItem', async () => {
    await Promise.all([handler(alarmEvent(IMPAIRED, 'ALARM', 4)), handler(actionEvent('FAILED', 5))]);
    expect(ops.items).toHaveLength(1);
    expect(Object.keys(ops.items[0]?.OperationalData ?? {})).toEqual(
      expect.arrayContaining(['cause-impaired', 'cause-release']),
    );
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
  ops.items[0] = { ...ops.items[0], Status: 'InProgress', Description: 'We are on it.' };
  await handler(actionEvent('FAILED', 5));
  expect(ops.items[0]).toMatchObject({ Status: 'InProgress', Description: 'We are on it.' });
  const changes = ops.ssm
    .commandCalls(UpdateOpsItemCommand)
    .map(({ args: [{ input }] }) => Object.keys(input));
  expect(changes.every((keys) => !keys.includes('Description'))).toBe(true);
});
