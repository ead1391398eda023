import {
  CloudFormationClient,
  DescribeStacksCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import type { StackResourceSummary } from '@aws-sdk/client-cloudformation';
import { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { DescribeServicesCommand, ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import type { Service } from '@aws-sdk/client-ecs';
import {
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { nextStep } from '../../../lib/delivery/live-traffic/decide-handover';
import type { HandoverSeen } from '../../../lib/delivery/live-traffic/decide-handover';
import { handOverTasks } from '../../../lib/delivery/live-traffic/hand-over-tasks';
import { handler } from '../../../lib/delivery/live-traffic/read-live-traffic.lambda';
import { recordLog, timeLeft } from '../handler-run';
import { BLUE, SERVICE as OLD, STACK } from './recorded-states';
import { startStackListener } from './stack-listener';
import type { StackListener } from './stack-listener';

const NEW = OLD.replace('-Service-x1Y2z3', '-ShiftingService-a4B5c6');

const cloudFormation = mockClient(CloudFormationClient);
const loadBalancing = mockClient(ElasticLoadBalancingV2Client);
const ecs = mockClient(ECSClient);
const clients = {
  cloudFormation: new CloudFormationClient({}),
  loadBalancing: new ElasticLoadBalancingV2Client({}),
  codeDeploy: new CodeDeployClient({}),
  ecs: new ECSClient({}),
};

/** The two services and the tasks in their target group; `sick` ones are never healthy. */
interface World {
  old: Service | undefined;
  own: Service;
  sick: number;
}
let world: World;

/** What a stack has in the cleanup still before it, on one page. */
const stackHas = (services: readonly string[], status = 'UPDATE_IN_PROGRESS') => {
  cloudFormation.on(DescribeStacksCommand, { StackName: STACK }).resolves({
    Stacks: [{ StackName: 's', CreationTime: new Date(0), StackStatus: status as 'CREATE_COMPLETE' }],
  });
  const others = ['arn:aws:ecs:us-east-1:111122223333:task-definition/shop:7', BLUE];
  cloudFormation.on(ListStackResourcesCommand).resolves({
    StackResourceSummaries: [...others, ...services].map(
      (PhysicalResourceId, index): StackResourceSummary => ({
        LogicalResourceId: `Resource${index}`,
        PhysicalResourceId,
        ResourceType: undefined,
        LastUpdatedTimestamp: new Date(0),
        ResourceStatus: 'CREATE_COMPLETE',
      }),
    ),
  });
};
const running = ({ runningCount = 0 }: Service) => runningCount;

beforeEach(() => {
  for (const client of [cloudFormation, loadBalancing, ecs]) client.reset();
  world = {
    old: { status: 'ACTIVE', desiredCount: 6, runningCount: 6 },
    own: { status: 'ACTIVE', desiredCount: 1, runningCount: 1 },
    sick: 0,
  };
  stackHas([OLD, NEW]);
  ecs
    .on(DescribeServicesCommand, { cluster: 'sandbox-Cluster', services: [OLD] })
    .callsFake(() => Promise.resolve({ services: world.old ? [world.old] : [] }))
    .on(DescribeServicesCommand, { cluster: 'sandbox-Cluster', services: [NEW] })
    .callsFake(() => Promise.resolve({ services: [world.own] }))
    .on(UpdateServiceCommand)
    .callsFake(({ desiredCount }: { desiredCount: number }) => {
      world.own = { ...world.own, desiredCount };
      return Promise.resolve({});
    });
  loadBalancing.on(DescribeTargetHealthCommand, { TargetGroupArn: BLUE }).callsFake(() => {
    const tasks = running(world.old ?? {}) + running(world.own);
    const targets = Array.from({ length: tasks }, (_, index) => ({
      TargetHealth: { State: index < world.sick ? ('initial' as const) : ('healthy' as const) },
    }));
    return Promise.resolve({ TargetHealthDescriptions: targets });
  });
});

const change = (before?: string, MaxTasks = '10') => ({
  stackId: STACK,
  properties: { Service: NEW, Group: BLUE, MaxTasks },
  before,
});
const raised = () => ecs.commandCalls(UpdateServiceCommand).map(({ args: [{ input }] }) => input);

/** Hands over, `looks` times at most; ECS starts two tasks between two looks. */
async function handOver(request = change(OLD), looks = 10, meanwhile: () => void = () => undefined) {
  const limit = new AbortController();
  let left = looks;
  const pause = (): Promise<void> => {
    world.own.runningCount = Math.min(world.own.desiredCount ?? 0, running(world.own) + 2);
    meanwhile();
    left -= 1;
    if (left === 0) limit.abort();
    return Promise.resolve();
  };
  await handOverTasks(clients, request, { limit: limit.signal, pause });
}

/** What happens the first time only. */
function once(happens: () => void): () => void {
  let left = 1;
  return () => {
    if (left > 0) happens();
    left -= 1;
  };
}

describe('a service that takes over from another one', () => {
  it('is given as many tasks, and CloudFormation waits until they run', async () => {
    await handOver();
    expect(raised()).toEqual([{ cluster: 'sandbox-Cluster', service: NEW, desiredCount: 6 }]);
    expect(world.own.runningCount).toBe(6);
  });

  it('finds the other one in the stack when it is asked for the first time', async () => {
    await handOver(change());
    expect(world.own.runningCount).toBe(6);
  });

  it('is raised again when its scaling takes it to the smallest number meanwhile', async () => {
    await handOver(
      change(OLD),
      10,
      once(() => Object.assign(world.own, { desiredCount: 2 })),
    );
    expect(raised().map(({ desiredCount }) => desiredCount)).toEqual([6, 6]);
    expect(world.own.runningCount).toBe(6);
  });

  it('follows the old one, which goes on scaling', async () => {
    await handOver(
      change(OLD),
      10,
      once(() => Object.assign(world.old ?? {}, { desiredCount: 8, runningCount: 8 })),
    );
    expect(world.own).toMatchObject({ desiredCount: 8, runningCount: 8 });
  });

  it('keeps the most that the old one had, which scales in while both serve', async () => {
    await handOver(
      change(OLD),
      10,
      once(() => Object.assign(world.old ?? {}, { desiredCount: 3, runningCount: 3 })),
    );
    expect(world.own).toMatchObject({ desiredCount: 6, runningCount: 6 });
  });

  it('goes on after an error of AWS: a new permission takes some seconds', async () => {
    const denied = Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' });
    ecs
      .on(UpdateServiceCommand)
      .rejectsOnce(denied)
      .callsFake(({ desiredCount }: { desiredCount: number }) => {
        world.own = { ...world.own, desiredCount };
        return {};
      });
    await handOver();
    expect(world.own.runningCount).toBe(6);
  });

  it.each<[string, Partial<World>]>([
    ['is gone', { old: undefined }],
    ['is on its way out', { old: { status: 'DRAINING', desiredCount: 6, runningCount: 6 } }],
    ['was stopped by hand', { old: { status: 'ACTIVE', desiredCount: 0, runningCount: 0 } }],
  ])('is left alone when the old one %s', async (_, changes) => {
    Object.assign(world, changes);
    await handOver(change(OLD), 1);
    expect(raised()).toEqual([]);
  });
});

describe('nothing is asked for', () => {
  it('while the service is the same', async () => {
    await handOver(change(NEW));
    expect(cloudFormation.calls()).toEqual([]);
    expect(ecs.calls()).toEqual([]);
  });

  it('when the stack is new and has one service', async () => {
    stackHas([NEW], 'CREATE_IN_PROGRESS');
    await handOver(change());
    expect(ecs.calls()).toEqual([]);
  });

  it.each(['UPDATE_ROLLBACK_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS'])('in %s', async (status) => {
    stackHas([OLD, NEW], status);
    await handOver();
    expect(ecs.calls()).toEqual([]);
  });
});

describe('when the time is over', () => {
  it.each<[string, () => unknown, RegExp]>([
    ['too few run', () => ecs.on(UpdateServiceCommand).resolves({}), /in time: 1 of 6 tasks run\. /],
    [
      'some are not healthy',
      () => (world.sick = 2),
      /in time: 10 of the 12 tasks of both services are healthy/,
    ],
    [
      'a release has begun',
      () => (world.old = { ...world.old, taskSets: [{ status: 'PRIMARY' }, { status: 'ACTIVE' }] }),
      /in time: a release of the old service has begun/,
    ],
    [
      'AWS has not answered',
      () => ecs.on(DescribeServicesCommand).rejects(new Error('Rate exceeded')),
      /in time: AWS says Error: Rate exceeded/,
    ],
  ])('and %s, the answer says so and what to do', async (_, arrange, why) => {
    arrange();
    const answer = handOver();
    await expect(answer).rejects.toThrow(why);
    await expect(answer).rejects.toThrow(
      /^The new ECS service sandbox-Cluster\/sandbox-storefront-ShiftingService-a4B5c6 has not got as many healthy tasks as sandbox-Cluster\/sandbox-storefront-Service-x1Y2z3 .*the old one goes on serving.*describe-services --cluster sandbox-Cluster/,
    );
  });
});

describe('the next step', () => {
  const seen: HandoverSeen = {
    before: { desired: 4, running: 4, releasing: false },
    now: { desired: 4, running: 4, releasing: false },
    most: 4,
    healthy: 8,
    maxTasks: 10,
  };
  it.each<[string, Partial<HandoverSeen>, object]>([
    ['as many run', {}, { kind: 'done' }],
    ['more run', { now: { desired: 9, running: 9, releasing: false }, healthy: 13 }, { kind: 'done' }],
    ['fewer are wanted', { now: { desired: 3, running: 3, releasing: false } }, { kind: 'raise', tasks: 4 }],
    ['fewer run', { now: { desired: 4, running: 3, releasing: false } }, { kind: 'wait' }],
    ['one is not healthy', { healthy: 7 }, { kind: 'wait' }],
    [
      'its own deployment is not over',
      { now: { desired: 4, running: 4, releasing: true } },
      { kind: 'done' },
    ],
    ['the old ones are elsewhere, after a release', { healthy: 4 }, { kind: 'wait' }],
    [
      'the old one is told to have more',
      { before: { desired: 6, running: 4, releasing: false }, most: 6 },
      { kind: 'raise', tasks: 6 },
    ],
    [
      'the old one has more than it should, which go',
      { before: { desired: 2, running: 4, releasing: false }, most: 2, healthy: 4 },
      { kind: 'done' },
    ],
    [
      'both scale in, because each feels half of the load',
      {
        before: { desired: 2, running: 2, releasing: false },
        now: { desired: 2, running: 2, releasing: false },
      },
      { kind: 'raise', tasks: 4 },
    ],
    [
      'the new one may have fewer',
      { now: { desired: 1, running: 1, releasing: false }, maxTasks: 3 },
      { kind: 'raise', tasks: 3 },
    ],
    [
      'the new one has all that it may have',
      { now: { desired: 3, running: 3, releasing: false }, maxTasks: 3, healthy: 7 },
      { kind: 'done' },
    ],
    ['the new one is not there', { now: undefined }, { kind: 'wait' }],
    ['there is no old one', { before: undefined, now: undefined }, { kind: 'done' }],
  ])('when %s', (_, changes, step) => {
    expect(nextStep({ ...seen, ...changes })).toMatchObject(step);
  });
});

describe('the handler', () => {
  let stack: StackListener;
  beforeAll(async () => {
    stack = await startStackListener();
    recordLog();
  });
  afterAll(() => stack.close());

  const answerTo = async (RequestType: string, changes: Readonly<Record<string, unknown>> = {}) => {
    const event = {
      RequestType,
      ResourceType: 'Custom::TaskHandover',
      ResponseURL: stack.url,
      StackId: STACK,
      RequestId: 'a1b2c3d4-5678-90ab-cdef-EXAMPLE11111',
      LogicalResourceId: 'Handover',
      ...(RequestType !== 'Create' && { PhysicalResourceId: 'Handover' }),
      ResourceProperties: change().properties,
      ...(RequestType === 'Update' && { OldResourceProperties: { ...change().properties, Service: OLD } }),
      ...changes,
    } as unknown as CloudFormationCustomResourceEvent;
    await handler(event, timeLeft(200));
    return stack.received().map(({ body }) => body);
  };

  it('answers at once when the tasks run', async () => {
    Object.assign(world.own, { desiredCount: 6, runningCount: 6 });
    expect(await answerTo('Update')).toMatchObject([
      { Status: 'SUCCESS', Data: {}, PhysicalResourceId: 'Handover' },
    ]);
    expect(await answerTo('Create')).toMatchObject([{ Status: 'SUCCESS' }]);
  });

  it('gives up before Lambda ends it', async () => {
    expect(await answerTo('Update')).toMatchObject([
      { Status: 'FAILED', Reason: expect.stringMatching(/in time: 1 of 6 tasks run/) as string },
    ]);
  });

  it('asks nobody when the resource or its stack goes', async () => {
    expect(await answerTo('Delete')).toMatchObject([{ Status: 'SUCCESS' }]);
    expect([...cloudFormation.calls(), ...ecs.calls()]).toEqual([]);
  });
});
