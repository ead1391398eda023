import { SERVICE_METRICS } from '../../../app/shared/contract';
import { accountAfter } from '../../../rehearsal/bus/account/account';
import type { AwsInput } from '../../../rehearsal/pipeline/endpoint/aws-error';
import { FAILED_RELEASE, testRecord } from './record-fixture';

let account: ReturnType<typeof accountAfter>;

beforeEach(() => (account = accountAfter(() => testRecord())));

function call(service: string, operation: string, input: AwsInput = {}): unknown {
  return account.services[service]?.[operation]?.(input);
}

const pipeline = (operation: string, input: AwsInput = {}, name = 'shop-web') =>
  call('CodePipeline_20150709', operation, { name, pipelineName: name, ...input });
const ssm = (operation: string, input: AwsInput = {}) => call('AmazonSSM', operation, input);
const deploy = (operation: string, deploymentId: string) =>
  call('CodeDeploy_20141006', operation, { deploymentId });
const at = (time: string) => Date.parse(`2026-03-01T${time}Z`) / 1000;

describe('CodePipeline', () => {
  it('remembers the execution with its commit', () => {
    expect(pipeline('ListPipelineExecutions')).toMatchObject({
      pipelineExecutionSummaries: [
        {
          ...{ pipelineExecutionId: 'e-1', status: 'Failed', executionType: 'STANDARD' },
          ...{ startTime: at('10:00:00'), lastUpdateTime: at('10:01:40.4') },
          sourceRevisions: [{ revisionId: 'a'.repeat(40), revisionSummary: 'faster' }],
        },
      ],
    });
    const succeededInStage = { stageName: 'sandbox' };
    expect(pipeline('ListPipelineExecutions', { filter: { succeededInStage } })).toEqual({
      pipelineExecutionSummaries: [],
    });
    expect(pipeline('GetPipelineExecution', { pipelineExecutionId: 'e-1' })).toMatchObject({
      pipelineExecution: { status: 'Failed', variables: [{ name: 'VERSION', resolvedValue: 'none' }] },
    });
    expect(() => pipeline('GetPipelineExecution', { pipelineExecutionId: 'e-2' })).toThrow(
      'no execution e-2',
    );
  });

  it('remembers the actions, the newest first, with what was known of them', () => {
    expect(pipeline('ListActionExecutions')).toMatchObject({
      actionExecutionDetails: [
        {
          ...{ stageName: 'sandbox', actionName: 'Deploy', status: 'Failed' },
          input: { resolvedConfiguration: { Version: 'none', Other: '#{Prepare.image}' } },
          output: {
            executionResult: { externalExecutionId: 'd-1', errorDetails: { message: 'an alarm is red' } },
          },
        },
        {
          actionName: 'Source',
          output: { outputVariables: { CommitId: 'a'.repeat(40), AuthorDate: '2026-03-01T09:00:00Z' } },
        },
      ],
    });
  });

  it('tells a stage that went back from a release', () => {
    const back = { ...FAILED_RELEASE, id: 'e-2', kind: 'stage-rollback' as const };
    account = accountAfter(() => testRecord({ executions: [FAILED_RELEASE, back] }));
    expect(pipeline('GetPipelineExecution', { pipelineExecutionId: 'e-2' })).toMatchObject({
      pipelineExecution: { executionType: 'ROLLBACK', trigger: { triggerType: 'AutomatedRollback' } },
    });
  });

  it('remembers nothing of another pipeline', () => {
    expect(pipeline('ListPipelineExecutions', {}, 'shop-other')).toEqual({ pipelineExecutionSummaries: [] });
    expect(pipeline('ListActionExecutions', {}, 'shop-other')).toEqual({ actionExecutionDetails: [] });
    expect(pipeline('GetPipelineState', {}, 'shop-other')).toMatchObject({ stageStates: [] });
  });
});

describe('CodeDeploy', () => {
  it('remembers a deployment that an alarm stopped, and the way back', () => {
    expect(deploy('GetDeployment', 'd-1')).toMatchObject({
      deploymentInfo: { status: 'Stopped', creator: 'user', rollbackInfo: { rollbackDeploymentId: 'd-2' } },
    });
    expect(deploy('GetDeployment', 'd-2')).toMatchObject({
      deploymentInfo: {
        ...{ status: 'Succeeded', creator: 'codeDeployRollback', completeTime: at('10:01:39') },
        rollbackInfo: { rollbackTriggeringDeploymentId: 'd-1' },
      },
    });
    expect(() => deploy('GetDeployment', 'd-3')).toThrow('there is no deployment d-3');
  });

  it('remembers the lifecycle events, each until the next one', () => {
    const names = {
      Install: ['10:00:04', '10:00:30', 'Succeeded'],
      AllowTraffic: ['10:00:30', '10:01:11', 'Failed'],
    };
    const lifecycleEvents = Object.entries(names).map(
      ([lifecycleEventName, [from = '', to = '', status]]) => ({
        ...{ lifecycleEventName, startTime: at(from), endTime: at(to), status },
      }),
    );
    expect(deploy('BatchGetDeploymentTargets', 'd-1')).toMatchObject({
      deploymentTargets: [{ ecsTarget: { lifecycleEvents } }],
    });
  });
});

describe('CloudWatch', () => {
  const watch = (operation: string, input: AwsInput = {}) =>
    call('GraniteServiceVersion20100801', operation, input);
  const query = (MetricName: string, environment: string) => ({
    Id: 'q',
    MetricStat: {
      Metric: {
        MetricName,
        Dimensions: [{ Name: SERVICE_METRICS.dimensions.environment, Value: environment }],
      },
    },
  });

  it('remembers requests and failures by the minute', () => {
    const queries = [query(SERVICE_METRICS.requests, 'sandbox'), query(SERVICE_METRICS.errors, 'sandbox')];
    const Timestamps = [at('10:00:00'), at('10:01:00')];
    expect(watch('GetMetricData', { MetricDataQueries: queries })).toMatchObject({
      MetricDataResults: [
        { Timestamps, Values: [50, 10] },
        { Timestamps, Values: [0, 4] },
      ],
    });
  });

  it('gives an environment only what its own users did', () => {
    const [first, ...others] = testRecord().events.filter(({ type }) => type === 'sample');
    if (first === undefined) throw new Error('the fixture has samples');
    // The last sample of an environment may come when the next one has begun.
    const late = { ...first, environment: 'staging', at: 80 };
    account = accountAfter(() => testRecord({ events: [late, ...others] }));
    const MetricDataQueries = ['staging', 'sandbox'].map((name) => query(SERVICE_METRICS.requests, name));
    expect(watch('GetMetricData', { MetricDataQueries })).toMatchObject({
      MetricDataResults: [{ Values: [50] }, { Values: [10] }],
    });
  });

  it('remembers every state of the alarms', () => {
    const { AlarmHistoryItems } = watch('DescribeAlarmHistory') as {
      AlarmHistoryItems: { Timestamp: number; HistoryData: string }[];
    };
    expect(AlarmHistoryItems.map(({ Timestamp }) => Timestamp)).toEqual([at('10:00:01'), at('10:01:10')]);
    expect(JSON.parse(AlarmHistoryItems[1]?.HistoryData ?? '')).toEqual({
      newState: { stateValue: 'ALARM', stateReason: '40 > 5' },
    });
  });

  it('knows of an alarm only what its events say', () => {
    expect(watch('DescribeAlarms')).toEqual({ CompositeAlarms: [], MetricAlarms: [] });
  });
});

describe('OpsCenter', () => {
  const data = (Value: string) => ({
    Source: 'shop incidents',
    OperationalData: { '/aws/dedup': { Value }, place: { Value } },
  });

  it('has one open item for each deduplication string', () => {
    ssm('CreateOpsItem', { Title: 'one', ...data('a') });
    expect(() => ssm('CreateOpsItem', { Title: 'two', ...data('a') })).toThrow(
      expect.objectContaining({
        code: 'OpsItemAlreadyExistsException',
        members: { OpsItemId: 'oi-000000000001' },
      }) as Error,
    );
    ssm('UpdateOpsItem', { OpsItemId: 'oi-000000000001', Status: 'Resolved' });
    expect(ssm('CreateOpsItem', { Title: 'two', ...data('a') })).toEqual({ OpsItemId: 'oi-000000000002' });
    expect(account.opsCenter.items.map(({ Title, Status }) => [Title, Status])).toEqual([
      ['one', 'Resolved'],
      ['two', 'Open'],
    ]);
  });

  it('merges operational data key by key, and finds items by it', () => {
    ssm('CreateOpsItem', { Title: 'one', ...data('a') });
    const OpsItemId = 'oi-000000000001';
    ssm('UpdateOpsItem', { OpsItemId, OperationalData: { more: { Value: 'b' } } });
    expect(ssm('GetOpsItem', { OpsItemId })).toMatchObject({
      OpsItem: { OperationalData: { place: { Value: 'a' }, more: { Value: 'b' } } },
    });
    const by = (value: string) =>
      ssm('DescribeOpsItems', {
        OpsItemFilters: [{ Key: 'OperationalData', Values: [JSON.stringify({ key: 'place', value })] }],
      });
    expect(by('a')).toMatchObject({ OpsItemSummaries: [{ OpsItemId }] });
    expect(by('z')).toEqual({ OpsItemSummaries: [] });
    expect(() => ssm('GetOpsItem', { OpsItemId: 'oi-2' })).toThrow('there is no OpsItem oi-2');
    ssm('UpdateOpsItem', { OpsItemId, OperationalDataToDelete: ['more'] });
    expect(Object.keys(account.opsCenter.items[0]?.OperationalData ?? {})).toEqual(['/aws/dedup', 'place']);
  });

  it.each([
    ['a source that names AWS', { Source: 'shop-aws' }, 'no source of an OpsItem: shop-aws'],
    ['an empty value', { OperationalData: { key: { Value: ' ' } } }, 'the value of key is empty'],
    ['a long key', { OperationalData: { ['k'.repeat(129)]: { Value: 'v' } } }, 'the key is too long'],
    ['a long value', { OperationalData: { key: { Value: 'ü'.repeat(10_241) } } }, 'above 20 KB'],
  ])('refuses what the service refuses: %s', (_what, change, message) => {
    expect(() => ssm('CreateOpsItem', { Title: 'one', ...data('a'), ...change })).toThrow(message);
  });
});
