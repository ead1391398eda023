import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CloudFormationCustomResourceUpdateEvent } from 'aws-lambda';
import type { handler as Handler } from '../../../lib/delivery/live-traffic/read-live-traffic.lambda';
import { handlerDirectory } from '../../../lib/shared/bundle-handlers';
import { recordLog, timeLeft } from '../handler-run';
import { json, listenerXml, members, startLoopbackAws, xml, xmlError } from './loopback-aws';
import type { LoopbackAws } from './loopback-aws';
import {
  BLUE,
  GREEN,
  listener,
  OWN_REVISION,
  PRODUCTION,
  RELEASED_REVISION,
  SERVICE,
  STACK,
  taskDefinition,
  TEST,
  toBoth,
} from './recorded-states';
import { startStackListener } from './stack-listener';
import type { StackListener } from './stack-listener';

const properties = {
  Blue: BLUE,
  Green: GREEN,
  Production: 'Production',
  Test: 'Test',
  Service: 'Service',
  Mover: 'code-deploy',
  Application: 'shop-sandbox-storefront',
  DeploymentGroup: 'release',
  Watched: { Service: {}, TaskDefinition: {} },
};
const live = toBoth([GREEN, 100], [BLUE, 0]);

const resource = (id: string, arn: string) =>
  `<LogicalResourceId>${id}</LogicalResourceId><PhysicalResourceId>${arn}</PhysicalResourceId><ResourceStatus>CREATE_COMPLETE</ResourceStatus>`;

let aws: LoopbackAws;
let stack: StackListener;
let handler: typeof Handler;

beforeAll(async () => {
  [aws, stack] = await Promise.all([startLoopbackAws(), startStackListener()]);
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: aws.url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
  const bundle = join(
    handlerDirectory('lib/delivery/live-traffic/read-live-traffic.lambda.ts', tmpdir()),
    'index.js',
  );
  ({ handler } = createRequire(__filename)(bundle) as { handler: typeof Handler });
  recordLog();
});
afterAll(() => Promise.all([aws.close(), stack.close()]));

beforeEach(() => {
  aws.calls.splice(0);
  Object.assign(aws.answers, {
    DescribeStacks: [
      xml(
        'DescribeStacks',
        members('Stacks', ['<StackName>s</StackName><StackStatus>UPDATE_IN_PROGRESS</StackStatus>']),
      ),
    ],
    ListStackResources: [
      xml(
        'ListStackResources',
        members('StackResourceSummaries', [resource('Production', PRODUCTION), resource('Test', TEST)]),
      ),
    ],
    DescribeListeners: [
      xml('DescribeListeners', members('Listeners', [listenerXml(listener(PRODUCTION, live))])),
    ],
    DescribeTargetHealth: [xml('DescribeTargetHealth', members('TargetHealthDescriptions', []))],
    ListDeployments: [json({ deployments: [] })],
  });
});

const ServiceToken = 'arn:aws:lambda:us-east-1:111122223333:function:guard';
const update = async (changes: Partial<CloudFormationCustomResourceUpdateEvent> = {}) => {
  const event: CloudFormationCustomResourceUpdateEvent = {
    RequestType: 'Update',
    ServiceToken,
    ResponseURL: stack.url,
    StackId: STACK,
    RequestId: 'a1b2c3d4-5678-90ab-cdef-EXAMPLE11111',
    LogicalResourceId: 'LiveTraffic',
    PhysicalResourceId: 'LiveTraffic',
    ResourceType: 'Custom::LiveTraffic',
    ResourceProperties: { ServiceToken, ...properties },
    OldResourceProperties: { ServiceToken, ...properties },
    ...changes,
  };
  await handler(event, timeLeft(60_000));
  return stack.received().map(({ body }) => body);
};

it('understands what the services send', async () => {
  expect(await update()).toMatchObject([
    { Status: 'SUCCESS', Data: { ProductionBlueWeight: '0', ProductionGreenWeight: '100' } },
  ]);
});

it('understands that a listener or a deployment group is not there', async () => {
  aws.answers.DescribeListeners = [xmlError('ListenerNotFound', 'One or more listeners not found')];
  aws.answers.ListDeployments = [
    json({ __type: 'DeploymentGroupDoesNotExistException', message: 'none' }, 400),
  ];
  expect(await update()).toMatchObject([
    { Status: 'SUCCESS', Data: { ProductionBlueWeight: '100', TestGreenWeight: '100' } },
  ]);
});

it('asks a service again that is too busy', async () => {
  aws.answers.DescribeStacks?.unshift(xmlError('Throttling', 'Rate exceeded'));
  expect(await update()).toMatchObject([{ Status: 'SUCCESS' }]);
  expect(aws.calls.filter((call) => call === 'DescribeStacks')).toHaveLength(2);
});

it('names the deployment that is in progress', async () => {
  aws.answers.ListDeployments = [json({ deployments: ['d-ABCDEF123'] })];
  expect(await update()).toMatchObject([
    { Status: 'FAILED', Reason: expect.stringMatching(/^Deployment d-ABCDEF123 is in progress/) as string },
  ]);
});

describe('what ECS sends of services', () => {
  const service = (desiredCount: number) =>
    json({
      services: [
        {
          serviceArn: SERVICE,
          status: 'ACTIVE',
          desiredCount,
          runningCount: desiredCount,
          deployments: [{ id: 'ecs-svc/1', status: 'PRIMARY', taskDefinition: RELEASED_REVISION }],
        },
      ],
    });
  const ecs = { ...properties, Mover: 'ecs-rolling', TaskDefinition: 'Definition', Image: 'images@sha256:1' };
  const write = {
    ResourceProperties: { ServiceToken, ...ecs, Watched: { Service: {}, TaskDefinition: { Cpu: '512' } } },
    OldResourceProperties: { ServiceToken, ...ecs },
  };

  beforeEach(() => {
    const id = members('StackResourceSummaries', [
      resource('Service', SERVICE),
      resource('Definition', OWN_REVISION),
    ]);
    Object.assign(aws.answers, {
      ListStackResources: [xml('ListStackResources', id)],
      ListServiceDeployments: [json({ serviceDeployments: [] })],
      DescribeServices: [service(2)],
      DescribeTaskDefinition: [json(taskDefinition('images@sha256:2'))],
    });
  });

  it('is the version that is live', async () => {
    expect(await update(write)).toMatchObject([
      { Status: 'FAILED', Reason: expect.stringContaining('runs images@sha256:2, but') as string },
    ]);
  });

  it('may be that the version is not there any more', async () => {
    aws.answers.DescribeTaskDefinition = [
      json({ __type: 'ClientException', message: 'Unable to describe task definition.' }, 400),
    ];
    expect(await update(write)).toMatchObject([{ Status: 'SUCCESS' }]);
  });
});
