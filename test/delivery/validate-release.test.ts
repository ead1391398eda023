import { CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } from '@aws-sdk/client-codedeploy';
import {
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
} from '@aws-sdk/client-ecs';
import { mockClient } from 'aws-sdk-client-mock';
import { handler } from '../../lib/delivery/check-release.lambda';
import { checkedService, IMAGE, recordLog, release, timeLeft } from './handler-run';
import { CODE_DEPLOY_EVENT as event, ecsEvent, REVISION } from './hook-payloads';
import type { LoopbackService } from './loopback-service';

const CLUSTER = 'arn:aws:ecs:us-east-1:111122223333:cluster/sandbox';
const SERVICE = 'arn:aws:ecs:us-east-1:111122223333:service/sandbox/storefront';
const OLD = 'arn:aws:ecs:us-east-1:111122223333:task-definition/shop-sandbox-storefront:6';
const NEW = 'arn:aws:ecs:us-east-1:111122223333:task-definition/shop-sandbox-storefront:7';
const PLACEHOLDER = '111122223333.dkr.ecr.us-east-1.amazonaws.com/shop/placeholder:placeholder-arm64';

const ecs = mockClient(ECSClient);
const codeDeploy = mockClient(CodeDeployClient);
let service: LoopbackService;
let log: () => unknown[];

beforeAll(async () => {
  service = await checkedService('TEST_URL', { CLUSTER, SERVICE });
  log = recordLog();
});
afterAll(() => service.close());

beforeEach(() => {
  log();
  service.answer(release(IMAGE));
  codeDeploy.reset();
  ecs.reset();
  const taskSets = [
    { id: 'ecs-svc/1', status: 'PRIMARY', taskDefinition: OLD },
    { id: 'ecs-svc/2', status: 'ACTIVE', taskDefinition: NEW, externalId: event.DeploymentId },
  ];
  ecs
    .on(DescribeServicesCommand, { cluster: CLUSTER, services: [SERVICE] })
    .resolves({ services: [{ taskSets }] });
  ecs
    .on(DescribeServiceRevisionsCommand, { serviceRevisionArns: [REVISION] })
    .resolves({ serviceRevisions: [{ taskDefinition: NEW }] });
  ecs.on(DescribeTaskDefinitionCommand, { taskDefinition: NEW }).resolves({
    taskDefinition: {
      containerDefinitions: [
        { name: 'sidecar', image: 'other' },
        { name: 'app', image: IMAGE },
      ],
    },
  });
});

const answers = () =>
  codeDeploy.commandCalls(PutLifecycleEventHookExecutionStatusCommand).map(({ args: [{ input }] }) => input);
const answer = (status: string) => ({
  deploymentId: event.DeploymentId,
  lifecycleEventHookExecutionId: event.LifecycleEventHookExecutionId,
  status,
});

it('lets a new version pass that answers every check', async () => {
  await handler(event, timeLeft(60_000));
  expect(answers()).toEqual([answer('Succeeded')]);
  expect(log()).toEqual([
    {
      deploymentId: event.DeploymentId,
      good: true,
      message: 'all 2 checks passed',
      checks: [
        { path: '/ready', passed: true, attempts: 1, problems: [] },
        { path: '/api/version', passed: true, attempts: 1, problems: [] },
      ],
    },
  ]);
});

it('refuses when the old version answers', async () => {
  service.answer(release('repository@sha256:old'));
  await handler(event, timeLeft(60_000));
  expect(answers()).toEqual([answer('Failed')]);
  expect(log()).toMatchObject([
    { good: false, message: `/api/version: image repository@sha256:old answers instead of ${IMAGE}` },
  ]);
});

it('refuses a version that always fails', async () => {
  service.answer((_request, response) => void response.writeHead(500).end());
  await handler(event, timeLeft(60_000));
  expect(answers()).toEqual([answer('Failed')]);
});

it.each<[string, () => unknown, RegExp]>([
  [
    'ECS does not answer',
    () => ecs.on(DescribeServicesCommand).rejects(new Error('no permission')),
    /no permission/,
  ],
  [
    'the service is gone',
    () => ecs.on(DescribeServicesCommand).resolves({ services: [] }),
    /d-ABCDEF123 has no task set/,
  ],
  [
    'the deployment has no task set',
    () => ecs.on(DescribeServicesCommand).resolves({ services: [{ taskSets: [] }] }),
    /has no task set/,
  ],
  [
    'the task definition is gone',
    () => ecs.on(DescribeTaskDefinitionCommand).rejects(new Error('inactive')),
    /inactive/,
  ],
  [
    'the container has another name',
    () =>
      ecs
        .on(DescribeTaskDefinitionCommand)
        .resolves({ taskDefinition: { containerDefinitions: [{ name: 'web', image: IMAGE }] } }),
    /has no image for app/,
  ],
])('answers Failed when %s', async (_, arrange, message) => {
  // prettier-ignore
  arrange();
  await handler(event, timeLeft(60_000));
  expect(answers()).toEqual([answer('Failed')]);
  expect(log()).toMatchObject([{ good: false, message: expect.stringMatching(message) as string }]);
  expect(service.requests.size).toBe(0);
});

it('answers Failed when its own settings are broken', async () => {
  const { CHECKS } = process.env;
  process.env.CHECKS = 'not JSON';
  await handler(event, timeLeft(60_000)).finally(() => (process.env.CHECKS = CHECKS));
  expect(answers()).toEqual([answer('Failed')]);
});

it('answers Failed before Lambda ends it', async () => {
  service.answer(() => undefined);
  await handler(event, timeLeft(100));
  expect(answers()).toEqual([answer('Failed')]);
  expect(log()).toMatchObject([{ message: 'no result within 80 ms' }]);
});

it('answers again when CodeDeploy did not take the answer', async () => {
  codeDeploy.on(PutLifecycleEventHookExecutionStatusCommand).rejectsOnce(new Error('throttled')).resolves({});
  await handler(event, timeLeft(60_000));
  expect(answers()).toEqual([answer('Succeeded'), answer('Succeeded')]);
});

it('fails when CodeDeploy takes no answer, so that Lambda calls it again', async () => {
  codeDeploy.on(PutLifecycleEventHookExecutionStatusCommand).rejects(new Error('unavailable'));
  await expect(handler(event, timeLeft(60_000))).rejects.toThrow('unavailable');
  expect(answers()).toHaveLength(3);
});

describe('for ECS', () => {
  it('lets a new version pass that answers every check, and calls nobody', async () => {
    expect(await handler(ecsEvent(), timeLeft(60_000))).toEqual({ hookStatus: 'SUCCEEDED' });
    expect(service.requests).toEqual(
      new Map([
        ['/ready', 1],
        ['/api/version', 1],
      ]),
    );
    expect(answers()).toEqual([]);
    expect(log()).toMatchObject([
      { stage: 'POST_TEST_TRAFFIC_SHIFT', hookStatus: 'SUCCEEDED', message: 'all 2 checks passed' },
    ]);
  });

  it('refuses when the old version answers', async () => {
    service.answer(release('repository@sha256:old'));
    expect(await handler(ecsEvent(), timeLeft(60_000))).toEqual({ hookStatus: 'FAILED' });
  });

  it.each<[string, () => unknown, RegExp]>([
    [
      'ECS does not answer',
      () => ecs.on(DescribeServiceRevisionsCommand).rejects(new Error('throttled')),
      /throttled/,
    ],
    [
      'the revision is gone',
      () => ecs.on(DescribeServiceRevisionsCommand).resolves({ serviceRevisions: [] }),
      /there is no service revision arn:/,
    ],
    [
      'the task definition is gone',
      () => ecs.on(DescribeTaskDefinitionCommand).rejects(new Error('inactive')),
      /inactive/,
    ],
  ])('is called again when %s, and refuses at the third call', async (_, arrange, message) => {
    arrange();
    const first = await handler(ecsEvent(), timeLeft(60_000));
    const last = await handler(ecsEvent({ hookDetails: { attempt: 3 } }), timeLeft(60_000));
    expect(first).toEqual({ hookStatus: 'IN_PROGRESS', callBackDelay: 30, hookDetails: { attempt: 2 } });
    expect(last).toEqual({ hookStatus: 'FAILED' });
    expect(log()).toMatchObject([{ message: expect.stringMatching(message) as string }, { good: false }]);
    expect(service.requests.size).toBe(0);
  });

  it.each(['TEST_TRAFFIC_SHIFT', 'PRODUCTION_TRAFFIC_SHIFT'])(
    'stands in no way at %s, which a rollback goes through again',
    async (lifecycleStage) => {
      service.answer((_request, response) => void response.writeHead(500).end());
      const call = ecsEvent({ lifecycleStage });
      expect(await handler(call, timeLeft(60_000))).toEqual({ hookStatus: 'SUCCEEDED' });
      expect(ecs.calls()).toEqual([]);
    },
  );

  it('lets the image pass that the service is made with', async () => {
    const taskDefinition = { containerDefinitions: [{ name: 'app', image: PLACEHOLDER }] };
    ecs.on(DescribeTaskDefinitionCommand).resolves({ taskDefinition });
    expect(await handler(ecsEvent(), timeLeft(60_000))).toEqual({ hookStatus: 'SUCCEEDED' });
    expect(service.requests.size).toBe(0);
  });
});
