import {
  CloudFormationClient,
  DescribeStackDriftDetectionStatusCommand,
  DescribeStackResourceDriftsCommand,
  DescribeStacksCommand,
  DetectStackDriftCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import type { StackResourceDrift } from '@aws-sdk/client-cloudformation';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { clientsByPlace } from '../../lib/drift/clients';
import { DRIFT_ENV } from '../../lib/drift/drift-settings';
import { stackPlaces } from '../../lib/drift/stack-places';
import type { StackShape } from '../../lib/drift/stack-places';
import { CLOCK } from '../../lib/drift/watch';
import { handler } from '../../lib/drift/watch-drift.lambda';

const cloudFormation = mockClient(CloudFormationClient);
const sns = mockClient(SNSClient);
const sts = mockClient(STSClient);

const SHAPE: StackShape = {
  project: 'shop',
  region: 'eu-central-1',
  account: '111111111111',
  source: false,
  environments: [
    { name: 'production', region: 'eu-west-1', account: '222222222222', services: ['storefront'] },
  ],
};
const STACK = 'shop-production-storefront';
const context = { getRemainingTimeInMillis: () => 900_000 };
const event = { id: '12345678-aaaa' };

let written: string[];

function drift(more: Partial<StackResourceDrift>): StackResourceDrift {
  return {
    StackId: STACK,
    LogicalResourceId: 'SecurityGroup',
    PhysicalResourceId: 'sg-0123',
    ResourceType: 'AWS::EC2::SecurityGroup',
    StackResourceDriftStatus: 'MODIFIED',
    Timestamp: new Date(),
    ...more,
  };
}

/** Every stack is empty and in sync; the service has one resource with this drift. */
function world(found?: StackResourceDrift): void {
  cloudFormation.on(DescribeStacksCommand).resolves({
    Stacks: [{ StackName: 'x', CreationTime: new Date(), StackStatus: 'UPDATE_COMPLETE' }],
  });
  cloudFormation.on(DetectStackDriftCommand).resolves({ StackDriftDetectionId: 'd' });
  cloudFormation.on(DescribeStackDriftDetectionStatusCommand).resolves({
    DetectionStatus: 'DETECTION_COMPLETE',
    StackDriftStatus: 'IN_SYNC',
  });
  cloudFormation.on(DescribeStackResourceDriftsCommand).resolves({ StackResourceDrifts: [] });
  cloudFormation.on(ListStackResourcesCommand).resolves({ StackResourceSummaries: [] });
  if (!found) return;
  const { LogicalResourceId, PhysicalResourceId, ResourceType } = found;
  const summary = { LogicalResourceId, PhysicalResourceId, ResourceType };
  cloudFormation
    .on(DescribeStackResourceDriftsCommand, { StackName: STACK })
    .resolves({ StackResourceDrifts: [found] });
  cloudFormation.on(ListStackResourcesCommand, { StackName: STACK }).resolves({
    StackResourceSummaries: [
      { ...summary, ResourceStatus: 'CREATE_COMPLETE', LastUpdatedTimestamp: new Date() },
    ],
  });
}

/** The line of the log that becomes metrics. */
function metrics(): Record<string, unknown> {
  const lines = written.map((line) => JSON.parse(line) as Record<string, unknown>);
  return lines.find((line) => '_aws' in line) ?? {};
}

/** The text that people get. */
function message(): string {
  const input = sns.commandCalls(PublishCommand)[0]?.args[0].input;
  const texts = JSON.parse(input?.Message ?? '{}') as { default: string };
  return `${input?.Subject}\n${texts.default}`;
}

beforeEach(() => {
  for (const client of [cloudFormation, sns, sts]) client.reset();
  sns.on(PublishCommand).resolves({});
  written = [];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  jest.spyOn(CLOCK, 'wait').mockResolvedValue();
  process.env[DRIFT_ENV.stacks] = JSON.stringify(SHAPE);
  process.env[DRIFT_ENV.topic] = 'arn:aws:sns:eu-central-1:111111111111:releases';
});
afterEach(() => jest.restoreAllMocks());

it('writes zeros and says nothing when nothing drifted', async () => {
  world();
  await handler(event, context);
  expect(metrics()).toMatchObject({ Project: 'shop', DriftedResources: 0, UncheckedResources: 0 });
  expect(sns.calls()).toHaveLength(0);
  const asked = cloudFormation
    .commandCalls(DetectStackDriftCommand)
    .map(({ args }) => args[0].input.StackName);
  expect(asked).toEqual([
    'shop-registry',
    'shop-pipeline-storefront',
    'shop-notifications',
    'shop-insight',
    'shop-production-platform',
    'shop-production-storefront',
    'shop-production-observability',
  ]);
});

it('writes metrics as CloudWatch reads them from a log', async () => {
  world();
  await handler(event, context);
  expect(metrics()._aws).toEqual({
    Timestamp: expect.any(Number) as number,
    CloudWatchMetrics: [
      {
        Namespace: 'DevOpsOnAws/Drift',
        Dimensions: [['Project']],
        Metrics: [
          { Name: 'DriftedResources', Unit: 'Count' },
          { Name: 'UncheckedResources', Unit: 'Count' },
        ],
      },
    ],
  });
});

it('says which property differs, expected and actual, and what to do', async () => {
  world(
    drift({
      PropertyDifferences: [
        {
          PropertyPath: '/SecurityGroupIngress/0/CidrIp',
          DifferenceType: 'NOT_EQUAL',
          ExpectedValue: '10.0.0.0/16',
          ActualValue: '0.0.0.0/0',
        },
      ],
    }),
  );
  await handler(event, context);
  expect(metrics()).toMatchObject({ DriftedResources: 1, UncheckedResources: 0 });
  expect(message()).toContain('shop: drift: 1 drifted');
  expect(message()).toContain(
    'shop-production-storefront: AWS::EC2::SecurityGroup SecurityGroup (sg-0123): /SecurityGroupIngress/0/CidrIp: expected 10.0.0.0/16, is 0.0.0.0/0.',
  );
  expect(message()).toContain('Set it back by hand');
  expect(message()).toContain('Never run cdk deploy --revert-drift');
  expect(message()).toContain('docs/runbooks/drift.md');
});

it('keeps secrets out of messages and logs', async () => {
  world(
    drift({
      LogicalResourceId: 'Function',
      ResourceType: 'AWS::Lambda::Function',
      PropertyDifferences: [
        {
          PropertyPath: '/Environment/Variables/DB_PASSWORD',
          DifferenceType: 'NOT_EQUAL',
          ExpectedValue: 'hunter2',
          ActualValue: 'hunter3',
        },
      ],
    }),
  );
  await handler(event, context);
  expect(message()).toContain('/Environment/Variables/DB_PASSWORD: expected (not shown), is (not shown)');
  expect(message() + written.join('')).not.toContain('hunter');
});

it('says what could not be checked: unknown is not ok', async () => {
  world(
    drift({ StackResourceDriftStatus: 'UNKNOWN', DriftStatusReason: 'not authorized to perform: ec2:X' }),
  );
  cloudFormation
    .on(DescribeStacksCommand, { StackName: 'shop-insight' })
    .rejects(
      Object.assign(new Error('Stack with id shop-insight does not exist'), { name: 'ValidationError' }),
    );
  await handler(event, context);
  expect(metrics()).toMatchObject({ UncheckedResources: 2 });
  expect(message()).toContain('shop-insight: could not be checked: the stack is not there');
  expect(message()).toContain('not authorized to perform: ec2:X');
});

it('does not say that nothing drifted when it could not look at everything, so that no alarm turns green', async () => {
  const gone = (stack: string) =>
    cloudFormation.on(DescribeStacksCommand, { StackName: stack }).rejects(new Error('no leave'));
  world();
  gone('shop-insight');
  await handler(event, context);
  expect(metrics()).not.toHaveProperty('DriftedResources');
  expect(JSON.stringify(metrics()._aws)).not.toContain('DriftedResources');

  written = [];
  world(drift({ StackResourceDriftStatus: 'DELETED' }));
  gone('shop-insight');
  await handler(event, context);
  expect(metrics()).toMatchObject({ DriftedResources: 1, UncheckedResources: 1 });
});

it('fails when nobody could be told, so that Lambda tries again', async () => {
  world(drift({ StackResourceDriftStatus: 'DELETED' }));
  sns.on(PublishCommand).rejects(new Error('no topic'));
  await expect(handler(event, context)).rejects.toThrow('no topic');
  expect(metrics()).toMatchObject({ DriftedResources: 1 });
});

it('stops looking in time to tell', async () => {
  world();
  await handler(event, { getRemainingTimeInMillis: () => 1000 });
  expect(cloudFormation.calls()).toHaveLength(0);
  expect(message()).toContain('shop: drift: 7 could not be checked');
});

it('keeps a message short, however much drifted', async () => {
  world();
  cloudFormation.on(DescribeStacksCommand).rejects(new Error('no'));
  const services = Array.from({ length: 20 }, (_, index) => `service-${index}`);
  const shape = { ...SHAPE, environments: SHAPE.environments.map((each) => ({ ...each, services })) };
  process.env[DRIFT_ENV.stacks] = JSON.stringify(shape);
  await handler(event, context);
  expect(message().match(/could not be checked: Error/g)).toHaveLength(12);
  expect(message()).toContain('… and 33 more.');
});

it('takes the role of an environment in another account, and no role at home', async () => {
  const expiration = new Date(Date.now() + 3_600_000);
  const Credentials = { AccessKeyId: 'a', SecretAccessKey: 'b', SessionToken: 'c', Expiration: expiration };
  sts.on(AssumeRoleCommand).resolves({ Credentials });
  const clientFor = clientsByPlace();
  const places = stackPlaces(SHAPE);
  const away = places.filter(({ environment }) => environment === 'production').map(clientFor);
  const home = clientFor({ stack: 'shop-registry', region: 'eu-central-1' });
  expect(new Set(away).size).toBe(1);
  expect(away[0]).not.toBe(home);
  expect(await away[0]?.config.region()).toBe('eu-west-1');
  expect(await away[0]?.config.credentials()).toMatchObject({ accessKeyId: 'a', sessionToken: 'c' });
  expect(sts.commandCalls(AssumeRoleCommand).map(({ args }) => args[0].input.RoleArn)).toEqual([
    'arn:aws:iam::222222222222:role/shop-production-drift-reader',
  ]);
});
