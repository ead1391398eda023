import {
  CloudFormationClient,
  DescribeStacksCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import {
  ApplicationDoesNotExistException,
  CodeDeployClient,
  DeploymentGroupDoesNotExistException,
  ListDeploymentsCommand,
} from '@aws-sdk/client-codedeploy';
import {
  ClientException,
  ClusterNotFoundException,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  ListServiceDeploymentsCommand,
  ServiceNotFoundException,
} from '@aws-sdk/client-ecs';
import type { Service, ServiceDeploymentStatus } from '@aws-sdk/client-ecs';
import {
  DescribeListenersCommand,
  DescribeRulesCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  ListenerNotFoundException,
  RuleNotFoundException,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { handler } from '../../../lib/delivery/live-traffic/read-live-traffic.lambda';
import { recordLog, timeLeft } from '../handler-run';
import * as recorded from './recorded-states';
import { startStackListener } from './stack-listener';
import type { StackListener } from './stack-listener';

jest.mock('node:timers/promises', () => ({ setTimeout: () => Promise.resolve() }));

const { BLUE, GREEN, PRODUCTION, TEST, PRODUCTION_RULE, TEST_RULE, SERVICE, DEPLOYMENT, STACK } = recorded;
const $metadata = {};
const message = 'not there';

const cloudFormation = mockClient(CloudFormationClient);
const loadBalancing = mockClient(ElasticLoadBalancingV2Client);
const codeDeploy = mockClient(CodeDeployClient);
const ecs = mockClient(ECSClient);
let stack: StackListener;
let log: () => unknown[];

const PROPERTIES = {
  ServiceToken: 'arn:aws:lambda:us-east-1:111122223333:function:guard',
  Blue: BLUE,
  Green: GREEN,
  Production: 'Production12345678',
  Test: 'Test12345678',
  Service: 'Service12345678',
  Mover: 'code-deploy',
  Application: 'shop-sandbox-storefront',
  DeploymentGroup: 'release',
  TaskDefinition: 'Definition12345678',
  Image: 'images@sha256:recorded',
  ReleaseParameter: '/shop/sandbox/storefront/image',
  Architecture: 'arm64',
  Watched: { Service: { HealthCheckGracePeriodSeconds: '30' }, TaskDefinition: { Cpu: '256' } },
};
const NATIVE = { ...PROPERTIES, Mover: 'ecs-shift' };
const native = { ResourceProperties: NATIVE, OldResourceProperties: NATIVE };

type Changes = Readonly<Record<string, unknown>>;

const event = (RequestType: string, changes: Changes = {}) =>
  ({
    RequestType,
    ServiceToken: PROPERTIES.ServiceToken,
    ResponseURL: stack.url,
    StackId: STACK,
    RequestId: 'a1b2c3d4-5678-90ab-cdef-EXAMPLE11111',
    LogicalResourceId: 'LiveTraffic12345678',
    ResourceType: 'Custom::LiveTraffic',
    ResourceProperties: PROPERTIES,
    ...(RequestType !== 'Create' && { PhysicalResourceId: 'LiveTraffic12345678' }),
    ...(RequestType === 'Update' && { OldResourceProperties: PROPERTIES }),
    ...changes,
  }) as unknown as CloudFormationCustomResourceEvent;

const answerTo = async (request: CloudFormationCustomResourceEvent) => {
  await handler(request, timeLeft(60_000));
  return stack.received().map(({ body }) => body);
};
const weights = (production: readonly [number, number], test: readonly [number, number]) => ({
  Status: 'SUCCESS',
  Data: {
    ProductionBlueWeight: String(production[0]),
    ProductionGreenWeight: String(production[1]),
    TestBlueWeight: String(test[0]),
    TestGreenWeight: String(test[1]),
  },
});
const refusal = (reason: RegExp) => ({ Status: 'FAILED', Reason: expect.stringMatching(reason) as string });

/** The resources that the stack has, on two pages. */
const stackHas = (resources: Readonly<Record<string, string | undefined>>, status = 'UPDATE_IN_PROGRESS') => {
  const summaries = Object.entries(resources).map(([LogicalResourceId, PhysicalResourceId]) => ({
    LogicalResourceId,
    PhysicalResourceId,
    ResourceType: undefined,
    LastUpdatedTimestamp: new Date(0),
    ResourceStatus: 'CREATE_COMPLETE' as const,
  }));
  cloudFormation.on(DescribeStacksCommand, { StackName: STACK }).resolves({
    Stacks: [{ StackName: 's', CreationTime: new Date(0), StackStatus: status as 'CREATE_COMPLETE' }],
  });
  cloudFormation
    .on(ListStackResourcesCommand, { StackName: STACK })
    .resolves({ StackResourceSummaries: summaries.slice(0, 1), NextToken: 'more' })
    .on(ListStackResourcesCommand, { StackName: STACK, NextToken: 'more' })
    .resolves({ StackResourceSummaries: summaries.slice(1) });
};
const listeners = {
  Production12345678: PRODUCTION,
  Test12345678: TEST,
  Service12345678: SERVICE,
  Definition12345678: recorded.OWN_REVISION,
};
const rules = { ...listeners, Production12345678: PRODUCTION_RULE, Test12345678: TEST_RULE };
const live = (production: ReturnType<typeof recorded.toOne>, test: ReturnType<typeof recorded.toOne>) => {
  for (const [arn, ruleArn, actions] of [
    [PRODUCTION, PRODUCTION_RULE, production],
    [TEST, TEST_RULE, test],
  ] as const) {
    loadBalancing
      .on(DescribeListenersCommand, { ListenerArns: [arn] })
      .resolves({ Listeners: [recorded.listener(arn, actions)] })
      .on(DescribeRulesCommand, { RuleArns: [ruleArn] })
      .resolves({ Rules: [recorded.rule(ruleArn, actions)] });
  }
};
const tasks = (group: string, ...states: ('healthy' | 'draining' | 'unused')[]) =>
  loadBalancing.on(DescribeTargetHealthCommand, { TargetGroupArn: group }).resolves({
    TargetHealthDescriptions: states.map((State) => ({
      Target: { Id: '10.0.0.1' },
      TargetHealth: { State },
    })),
  });

beforeAll(async () => {
  stack = await startStackListener();
  log = recordLog();
});
afterAll(() => stack.close());

beforeEach(() => {
  log();
  for (const client of [cloudFormation, loadBalancing, codeDeploy, ecs]) client.reset();
  stackHas(listeners);
  live(recorded.toBoth([GREEN, 100], [BLUE, 0]), recorded.toBoth([GREEN, 100], [BLUE, 0]));
  tasks(BLUE);
  tasks(GREEN);
  codeDeploy.on(ListDeploymentsCommand).resolves({ deployments: [] });
  ecs.on(ListServiceDeploymentsCommand).resolves({ serviceDeployments: [] });
  running({ deployments: [recorded.deployment('PRIMARY', recorded.OWN_REVISION)] });
  ecs.on(DescribeTaskDefinitionCommand).resolves(recorded.taskDefinition('images@sha256:recorded'));
});

/** What ECS tells of the service. */
const running = (service: Service) =>
  ecs
    .on(DescribeServicesCommand, { cluster: 'sandbox-Cluster', services: [SERVICE] })
    .resolves({ services: [{ serviceArn: SERVICE, status: 'ACTIVE', ...service }] });

describe('the answer', () => {
  it('keeps users on green after CodeDeploy has gone there', async () => {
    expect(await answerTo(event('Update'))).toEqual([
      {
        ...weights([0, 100], [0, 100]),
        StackId: STACK,
        RequestId: 'a1b2c3d4-5678-90ab-cdef-EXAMPLE11111',
        LogicalResourceId: 'LiveTraffic12345678',
        PhysicalResourceId: 'LiveTraffic12345678',
      },
    ]);
    expect(log()).toMatchObject([{ request: 'Update', data: { ProductionGreenWeight: '100' } }]);
  });

  it('asks for the tasks only when no listener tells where users are', async () => {
    await answerTo(event('Update'));
    expect(loadBalancing.commandCalls(DescribeTargetHealthCommand)).toEqual([]);
  });

  it('reads the listener of now when that of the last time is not there, as in a rollback', async () => {
    const OldResourceProperties = { ...PROPERTIES, Production: 'NeverMade', Test: 'NeverMade' };
    expect(await answerTo(event('Update', { OldResourceProperties }))).toMatchObject([
      weights([0, 100], [0, 100]),
    ]);
  });

  it('goes to the signed address as it is, without a content type', async () => {
    await handler(event('Update'), timeLeft(60_000));
    expect(stack.received()).toMatchObject([{ method: 'PUT', headers: { 'content-type': '' } }]);
  });

  it('keeps users on the weights of the rules that ECS writes', async () => {
    stackHas(rules);
    live(recorded.toBoth([BLUE, 0], [GREEN, 100]), recorded.toBoth([BLUE, 100], [GREEN, 0]));
    expect(await answerTo(event('Update', native))).toMatchObject([weights([0, 100], [100, 0])]);
  });

  it('is blue and green when the stack is new: nothing is there to ask', async () => {
    stackHas({ Other: 'other', Production12345678: undefined }, 'CREATE_IN_PROGRESS');
    codeDeploy
      .on(ListDeploymentsCommand)
      .rejects(new ApplicationDoesNotExistException({ $metadata, message }));
    expect(await answerTo(event('Create'))).toMatchObject([
      { ...weights([100, 0], [0, 100]), PhysicalResourceId: 'LiveTraffic12345678' },
    ]);
    expect(loadBalancing.commandCalls(DescribeListenersCommand)).toEqual([]);
  });

  it('reads what is live also when the guard itself is new', async () => {
    expect(await answerTo(event('Create'))).toMatchObject([weights([0, 100], [0, 100])]);
  });

  it.each([
    ['listeners', listeners],
    ['rules', rules],
  ])('follows the tasks when the %s were deleted by hand', async (_, ids) => {
    stackHas(ids);
    loadBalancing
      .on(DescribeListenersCommand)
      .rejects(new ListenerNotFoundException({ $metadata, message }))
      .on(DescribeRulesCommand)
      .rejects(new RuleNotFoundException({ $metadata, message }));
    tasks(BLUE, 'draining', 'draining', 'draining');
    tasks(GREEN, 'unused', 'unused');
    expect(await answerTo(event('Update'))).toMatchObject([weights([0, 100], [100, 0])]);
  });

  describe('another mover of the traffic', () => {
    const change = {
      ResourceProperties: {
        ...NATIVE,
        Production: 'ProductionRule',
        Test: 'TestRule',
        Service: 'NewService',
      },
    };

    it('reads where users are from what has been written so far', async () => {
      live(recorded.toOne(BLUE), recorded.toOne(GREEN));
      expect(await answerTo(event('Update', change))).toMatchObject([weights([1, 0], [0, 1])]);
    });

    it('looks for deployments of the service that there is so far', async () => {
      ecs
        .on(ListServiceDeploymentsCommand, { service: SERVICE })
        .resolves({ serviceDeployments: [{ serviceDeploymentArn: DEPLOYMENT }] });
      const back = { ResourceProperties: { ...PROPERTIES, Service: 'New' }, OldResourceProperties: NATIVE };
      expect(await answerTo(event('Update', back))).toMatchObject([refusal(/is in progress/)]);
    });

    it('is refused while users are on green', async () => {
      expect(await answerTo(event('Update', change))).toMatchObject([refusal(/^The delivery changes from/)]);
    });
  });

  it('takes no listener for there that the stack has deleted', async () => {
    cloudFormation.on(ListStackResourcesCommand).resolves({
      StackResourceSummaries: Object.entries(listeners).map(([LogicalResourceId, PhysicalResourceId]) => ({
        LogicalResourceId,
        PhysicalResourceId,
        ResourceType: undefined,
        LastUpdatedTimestamp: new Date(0),
        ResourceStatus: 'DELETE_COMPLETE',
      })),
    });
    expect(await answerTo(event('Update'))).toMatchObject([weights([100, 0], [0, 100])]);
  });
});

describe('a refusal by AWS', () => {
  const refused = (name: string) => Object.assign(new Error('not authorized'), { name });

  it.each(['AccessDenied', 'AccessDeniedException'])('is asked again: %s', async (name) => {
    cloudFormation
      .on(DescribeStacksCommand)
      .rejectsOnce(refused(name))
      .rejectsOnce(refused(name))
      .resolves({
        Stacks: [{ StackName: 's', CreationTime: new Date(0), StackStatus: 'UPDATE_IN_PROGRESS' }],
      });
    expect(await answerTo(event('Update'))).toMatchObject([weights([0, 100], [0, 100])]);
  });

  it('that stays is the answer after twenty looks', async () => {
    cloudFormation.on(DescribeStacksCommand).rejects(refused('AccessDenied'));
    expect(await answerTo(event('Create'))).toMatchObject([refusal(/AccessDenied: not authorized/)]);
    expect(cloudFormation.commandCalls(DescribeStacksCommand)).toHaveLength(20);
  });

  it('is not what another error is', async () => {
    cloudFormation.on(DescribeStacksCommand).rejects(refused('ValidationError'));
    expect(await answerTo(event('Create'))).toMatchObject([refusal(/ValidationError/)]);
    expect(cloudFormation.commandCalls(DescribeStacksCommand)).toHaveLength(1);
  });
});

describe('a deployment in progress', () => {
  it('of CodeDeploy is a refusal with its name', async () => {
    codeDeploy
      .on(ListDeploymentsCommand, {
        applicationName: 'shop-sandbox-storefront',
        deploymentGroupName: 'release',
        includeOnlyStatuses: ['Created', 'Queued', 'InProgress', 'Baking', 'Ready'],
      })
      .resolves({ deployments: ['d-ABCDEF123'] });
    expect(await answerTo(event('Update'))).toMatchObject([
      refusal(/^Deployment d-ABCDEF123 is in progress/),
    ]);
    expect(log()).toMatchObject([{ reason: expect.stringContaining('d-ABCDEF123') as string }]);
  });

  it.each([
    ['moves the traffic', native],
    ['has moved it so far', { OldResourceProperties: NATIVE }],
  ])('of ECS is a refusal with its name, when ECS %s', async (_, changes) => {
    ecs
      .on(ListServiceDeploymentsCommand, {
        cluster: 'sandbox-Cluster',
        service: SERVICE,
        status: ['PENDING', 'IN_PROGRESS', 'STOP_REQUESTED', 'ROLLBACK_REQUESTED', 'ROLLBACK_IN_PROGRESS'],
      })
      .resolves({ serviceDeployments: [{ serviceDeploymentArn: DEPLOYMENT }] });
    expect(await answerTo(event('Update', changes))).toMatchObject([
      refusal(/service-deployment\/.* is in progress.*stop-service-deployment/),
    ]);
  });

  it.each([
    ['CodeDeploy moves the traffic, which ECS does not list', {}, 0],
    ['it has moved the traffic so far', { ResourceProperties: NATIVE }, 0],
    ['ECS moves the traffic', native, 1],
  ])('is looked for in one place: %s', async (_, changes, ofEcs) => {
    await handler(event('Update', changes), timeLeft(60_000));
    stack.received();
    expect(ecs.commandCalls(ListServiceDeploymentsCommand)).toHaveLength(ofEcs);
    expect(codeDeploy.commandCalls(ListDeploymentsCommand)).toHaveLength(1 - ofEcs);
  });

  it.each([
    [
      'the deployment group does not exist yet',
      {},
      () =>
        codeDeploy
          .on(ListDeploymentsCommand)
          .rejects(new DeploymentGroupDoesNotExistException({ $metadata, message })),
    ],
    [
      'the service was deleted by hand',
      native,
      () =>
        ecs.on(ListServiceDeploymentsCommand).rejects(new ServiceNotFoundException({ $metadata, message })),
    ],
    ['the stack has no service yet', native, () => stackHas({ ...listeners, Service12345678: undefined })],
  ])('is none when %s', async (_, changes, arrange) => {
    arrange();
    expect(await answerTo(event('Update', changes))).toMatchObject([{ Status: 'SUCCESS' }]);
  });

  it('is not looked for during a rollback, which must not depend on the answer', async () => {
    stackHas(listeners, 'UPDATE_ROLLBACK_IN_PROGRESS');
    codeDeploy.on(ListDeploymentsCommand).rejects(new Error('throttled'));
    expect(await answerTo(event('Update'))).toMatchObject([weights([0, 100], [0, 100])]);
  });

  it.each(['UPDATE_ROLLBACK_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS'])('does not stop %s', async (status) => {
    stackHas(listeners, status);
    live(recorded.toBoth([BLUE, 90], [GREEN, 10]), recorded.toOne(GREEN));
    codeDeploy.on(ListDeploymentsCommand).resolves({ deployments: ['d-ABCDEF123'] });
    expect(await answerTo(event('Update'))).toMatchObject([weights([90, 10], [0, 1])]);
  });
});

describe('a release that is not recorded', () => {
  const nextRevision = { ...NATIVE, Watched: { ...NATIVE.Watched, TaskDefinition: { Cpu: '512' } } };
  const write = { ResourceProperties: nextRevision, OldResourceProperties: NATIVE };
  const words =
    /^The service sandbox-Cluster\/sandbox-storefront-Service-x1Y2z3 runs images@sha256:live, but the release parameter \/shop\/sandbox\/storefront\/image says images@sha256:recorded,.*wait until its pipeline has ended.*put-parameter --overwrite --name \/shop\/sandbox\/storefront\/image --value images@sha256:live\)/;

  beforeEach(() => {
    live(recorded.toOne(BLUE), recorded.toOne(BLUE));
    running({ deployments: [recorded.deployment('PRIMARY', recorded.RELEASED_REVISION)] });
    ecs
      .on(DescribeTaskDefinitionCommand, { taskDefinition: recorded.RELEASED_REVISION })
      .resolves(recorded.taskDefinition('images@sha256:live'));
  });

  it.each([
    ['there is another revision', write],
    [
      'anything else of the service is written',
      { ...write, ResourceProperties: { ...NATIVE, Watched: { ...NATIVE.Watched, Service: {} } } },
    ],
    [
      'ECS gives way to CodeDeploy',
      { OldResourceProperties: NATIVE, ResourceProperties: { ...PROPERTIES, Service: 'New' } },
    ],
  ])('stops the deployment of the stack when %s', async (_, changes) => {
    expect(await answerTo(event('Update', changes))).toMatchObject([refusal(words)]);
  });

  /** The revision of CloudFormation runs, with the deployments of the service from the first to the last. */
  const own = (image: string, ...statuses: ServiceDeploymentStatus[]) => {
    running({ deployments: [recorded.deployment('PRIMARY', recorded.OWN_REVISION)] });
    ecs.on(DescribeTaskDefinitionCommand).resolves(recorded.taskDefinition(image));
    ecs.on(ListServiceDeploymentsCommand, { cluster: 'sandbox-Cluster', service: SERVICE }).resolves({
      serviceDeployments: statuses.map((status, at) => ({ status, createdAt: new Date(at) })),
    });
    ecs
      .on(ListServiceDeploymentsCommand, {
        status: ['PENDING', 'IN_PROGRESS', 'STOP_REQUESTED', 'ROLLBACK_REQUESTED', 'ROLLBACK_IN_PROGRESS'],
      })
      .resolves({ serviceDeployments: [] });
  };

  it('does not come back after ECS has taken it back', async () => {
    own('images@sha256:before', 'SUCCESSFUL', 'ROLLBACK_SUCCESSFUL');
    expect(await answerTo(event('Update', write))).toMatchObject([refusal(/runs images@sha256:before/)]);
  });

  it('never gives way to the placeholder, which is recorded when its name has changed', async () => {
    own('images@sha256:live');
    const placeholder = { ResourceProperties: { ...nextRevision, Image: 'images:placeholder' } };
    expect(await answerTo(event('Update', { ...write, ...placeholder }))).toMatchObject([
      refusal(/says images:placeholder/),
    ]);
  });

  it('of CodeDeploy stops only a change of the mover, because CloudFormation writes no version there', async () => {
    running({
      taskSets: [
        { status: 'ACTIVE', taskDefinition: recorded.OWN_REVISION },
        { status: 'PRIMARY', taskDefinition: recorded.RELEASED_REVISION },
      ],
    });
    const other = { ResourceProperties: { ...nextRevision, Mover: 'code-deploy' } };
    expect(await answerTo(event('Update', other))).toMatchObject([{ Status: 'SUCCESS' }]);
    expect(ecs.commandCalls(DescribeServicesCommand)).toEqual([]);
    const mover = { ResourceProperties: { ...nextRevision, Service: 'New' } };
    expect(await answerTo(event('Update', mover))).toMatchObject([refusal(words)]);
  });

  it.each<[string, Readonly<Record<string, unknown>>, () => unknown]>([
    [
      'it is recorded by now',
      { ...write, ResourceProperties: { ...nextRevision, Image: 'images@sha256:live' } },
      () => undefined,
    ],
    [
      'CloudFormation went back to its own revision when it rolled back',
      write,
      () => running({ deployments: [recorded.deployment('PRIMARY', recorded.OWN_REVISION)] }),
    ],
    [
      'CloudFormation went back to its own revision, and the guard was told of revisions by ARN so far',
      { ...write, OldResourceProperties: { ...NATIVE, TaskDefinition: recorded.OWN_REVISION } },
      () => running({ deployments: [recorded.deployment('PRIMARY', recorded.OWN_REVISION)] }),
    ],
    [
      'its own revision came after a version that ECS has taken back',
      write,
      () => own('images@sha256:before', 'ROLLBACK_SUCCESSFUL', 'SUCCESSFUL'),
    ],
    [
      'nothing was released yet',
      { ...write, ResourceProperties: { ...nextRevision, Image: 'images:other-placeholder' } },
      () => own('images:placeholder'),
    ],
    ['the stack rolls back', write, () => stackHas(listeners, 'UPDATE_ROLLBACK_IN_PROGRESS')],
    ['only a listener is written', native, () => undefined],
    [
      'the processor changes, so that no image of the other one can run',
      { ...write, ResourceProperties: { ...nextRevision, Architecture: 'x86_64' } },
      () => undefined,
    ],
    [
      'the guard was made before it knew of versions',
      { ...write, OldResourceProperties: { ...NATIVE, Architecture: undefined } },
      () => undefined,
    ],
    ['the service was deleted by hand', write, () => running({ status: 'DRAINING' })],
    ['ECS does not know the service', write, () => ecs.on(DescribeServicesCommand).resolves({})],
    ['ECS tells of no revision', write, () => running({})],
    [
      'the cluster was deleted by hand',
      write,
      () => ecs.on(DescribeServicesCommand).rejects(new ClusterNotFoundException({ $metadata, message })),
    ],
    [
      'its revision was deleted by hand',
      write,
      () => ecs.on(DescribeTaskDefinitionCommand).rejects(new ClientException({ $metadata, message })),
    ],
    [
      'its revision has other containers',
      write,
      () => ecs.on(DescribeTaskDefinitionCommand).resolves({ taskDefinition: {} }),
    ],
  ])('stops nothing when %s', async (_, changes, arrange) => {
    arrange();
    expect(await answerTo(event('Update', changes))).toMatchObject([{ Status: 'SUCCESS' }]);
  });

  it.each([
    ['the service', DescribeServicesCommand],
    ['its revision', DescribeTaskDefinitionCommand],
  ] as const)('is no guess when ECS does not tell about %s', async (_, command) => {
    ecs.on(command as typeof DescribeServicesCommand).rejects(new Error('throttled'));
    expect(await answerTo(event('Update', write))).toMatchObject([
      refusal(/^Amazon ECS does not tell what is live \(Error: throttled\)/),
    ]);
  });
});

describe('a service without a load balancer', () => {
  const { Service, Mover, Application, DeploymentGroup } = { ...PROPERTIES, Mover: 'ecs-rolling' };
  const { TaskDefinition, Watched } = PROPERTIES;
  const internal = { Service, Mover, Application, DeploymentGroup, TaskDefinition, Watched };
  const changes = { ResourceProperties: internal, OldResourceProperties: internal };

  it('may be written while no release is under way; nothing is asked about traffic', async () => {
    expect(await answerTo(event('Update', changes))).toMatchObject([{ Status: 'SUCCESS' }]);
    expect(loadBalancing.calls()).toEqual([]);
  });

  it('is asked about also when its guard is new', async () => {
    ecs
      .on(ListServiceDeploymentsCommand, { service: SERVICE })
      .resolves({ serviceDeployments: [{ serviceDeploymentArn: DEPLOYMENT }] });
    expect(await answerTo(event('Create', { ResourceProperties: internal }))).toMatchObject([
      refusal(/is in progress/),
    ]);
  });

  it('is not written during a release', async () => {
    ecs
      .on(ListServiceDeploymentsCommand, { service: SERVICE })
      .resolves({ serviceDeployments: [{ serviceDeploymentArn: DEPLOYMENT }] });
    expect(await answerTo(event('Update', changes))).toMatchObject([refusal(/is in progress/)]);
  });
});

describe('a refusal', () => {
  it('tells the split that a dead deployment has left', async () => {
    live(recorded.toBoth([BLUE, 90], [GREEN, 10]), recorded.toOne(GREEN));
    expect(await answerTo(event('Update'))).toMatchObject([refusal(/split \(blue 90, green 10\)/)]);
  });

  it('tells of a page that was switched on by hand', async () => {
    live(recorded.fixedResponse, recorded.toOne(GREEN));
    expect(await answerTo(event('Update'))).toMatchObject([refusal(/goes to fixed-response/)]);
  });

  it('tells that the live target group would be replaced', async () => {
    const replaced = { ResourceProperties: { ...PROPERTIES, Green: `${GREEN}-new` } };
    tasks(`${GREEN}-new`);
    expect(await answerTo(event('Update', replaced))).toMatchObject([
      refusal(/would replace that target group/),
    ]);
    expect(await answerTo(event('Create', replaced))).toMatchObject([refusal(/neither the blue nor/)]);
  });

  it('fits into what CloudFormation takes', async () => {
    codeDeploy.on(ListDeploymentsCommand).resolves({ deployments: ['d'.repeat(9000)] });
    const [body] = await answerTo(event('Update'));
    expect(JSON.stringify(body).length).toBeLessThan(4096);
  });
});

describe('AWS does not answer', () => {
  const throttled = Object.assign(new Error('Rate exceeded'), { name: 'ThrottlingException' });

  it.each([
    ['CloudFormation', () => cloudFormation.on(DescribeStacksCommand).rejects(throttled)],
    ['CloudFormation', () => cloudFormation.on(ListStackResourcesCommand).rejects(throttled)],
    ['Elastic Load Balancing', () => loadBalancing.on(DescribeListenersCommand).rejects(throttled)],
    ['CodeDeploy', () => codeDeploy.on(ListDeploymentsCommand).rejects(throttled)],
    ['Amazon ECS', () => ecs.on(ListServiceDeploymentsCommand).rejects(throttled)],
  ])('%s: the refusal says who, and why', async (service, arrange) => {
    arrange();
    expect(await answerTo(event('Update', service === 'Amazon ECS' ? native : {}))).toMatchObject([
      refusal(
        new RegExp(`^${service} does not tell what is live \\(ThrottlingException: Rate exceeded\\); deploy`),
      ),
    ]);
  });

  it('about the tasks: the refusal says so', async () => {
    stackHas({});
    loadBalancing.on(DescribeTargetHealthCommand).rejects('not an error class');
    expect(await answerTo(event('Update'))).toMatchObject([refusal(/^Elastic Load Balancing does not tell/)]);
  });

  it('in time: the refusal comes before Lambda ends the function', async () => {
    cloudFormation.on(DescribeStacksCommand).callsFake(() => new Promise(() => undefined));
    await handler(event('Update'), timeLeft(100));
    expect(stack.received()).toMatchObject([{ body: refusal(/within 80 ms/) }]);
  });
});

describe('deletion', () => {
  it('always succeeds and asks nobody, whatever is left', async () => {
    cloudFormation.rejects(new Error('gone'));
    loadBalancing.rejects(new Error('gone'));
    expect(await answerTo(event('Delete'))).toMatchObject([{ Status: 'SUCCESS', Data: {} }]);
    expect(cloudFormation.calls()).toEqual([]);
  });
});

describe('CloudFormation does not take the answer', () => {
  it('once: it gets it again', async () => {
    stack.statuses.push(500);
    expect(await answerTo(event('Update'))).toMatchObject([{ Status: 'SUCCESS' }, { Status: 'SUCCESS' }]);
  });

  it('at all: the function fails, so that Lambda calls it again', async () => {
    stack.statuses.push(403, 403, 403);
    await expect(handler(event('Delete'), timeLeft(60_000))).rejects.toThrow(/HTTP 403/);
    expect(stack.received()).toHaveLength(3);
  });
});
