import { describeService } from '../../../../rehearsal/cloud/ecs/describe';
import { catalog, storefront, testTask } from '../support/models';
import { createScene, startOld, type Scene } from '../support/scene';

jest.mock('../../../../rehearsal/cloud/process/container');

const ROLLING = { ...catalog, task: testTask('catalog') };
let scene: Scene;

afterEach(() => scene.stop.abort());

test('under CodeDeploy a service has task sets, the live one is primary', async () => {
  scene = createScene(storefront);
  await startOld(scene);
  const next = scene.service.addFleet(storefront.task.arn, [scene.green], 'd-1');
  next.desired = 3;
  const [primary, replacement] = describeService(scene.service).taskSets;
  expect(primary).toMatchObject({
    status: 'PRIMARY',
    stabilityStatus: 'STEADY_STATE',
    runningCount: 2,
    pendingCount: 0,
    loadBalancers: [{ targetGroupArn: 'arn:blue', containerName: 'app', containerPort: 8080 }],
    taskSetArn: `arn:aws:ecs:eu-west-1:111111111111:task-set/shop/storefront/${primary?.id}`,
  });
  expect(primary).not.toHaveProperty('externalId');
  expect(replacement).toMatchObject({
    status: 'ACTIVE',
    stabilityStatus: 'STABILIZING',
    externalId: 'd-1',
    computedDesiredCount: 3,
    loadBalancers: [{ targetGroupArn: 'arn:green' }],
  });
  next.desired = 0;
  expect(describeService(scene.service).taskSets[1]?.status).toBe('DRAINING');
});

test('under the ECS controller it has deployments instead', async () => {
  scene = createScene(ROLLING);
  await startOld(scene);
  const description = describeService(scene.service);
  expect(description).toMatchObject({ taskSets: [], deploymentController: { type: 'ECS' } });
  expect(description.deployments).toMatchObject([
    { status: 'PRIMARY', desiredCount: 2, runningCount: 2, failedTasks: 0, rolloutState: 'COMPLETED' },
  ]);
  scene.service.deploying = true;
  expect(describeService(scene.service).deployments).toMatchObject([{ rolloutState: 'IN_PROGRESS' }]);
});

test('tasks of all fleets are counted together, those that do not run yet as pending', async () => {
  scene = createScene(ROLLING, (version) => (version === 'after' ? 'hang' : 'listen'));
  await startOld(scene);
  const arn = scene.definitions.registerImage(ROLLING.task.arn, 'catalog:after');
  scene.service.addFleet(arn, []).desired = 3;
  await scene.clock.advance(5);
  expect(describeService(scene.service)).toMatchObject({
    desiredCount: 2,
    runningCount: 2,
    pendingCount: 3,
    taskDefinition: ROLLING.task.arn,
  });
});

test('failed starts and events are told', async () => {
  scene = createScene(ROLLING, () => 'crash');
  await startOld(scene);
  scene.service.event('is unhappy.');
  const { deployments, events } = describeService(scene.service);
  expect(deployments).toMatchObject([{ failedTasks: 2 }]);
  expect(events).toEqual([{ createdAt: 5, message: '(service catalog) is unhappy.' }]);
});

test('a service without a fleet names the definition of its template', () => {
  scene = createScene(ROLLING);
  expect(describeService(scene.service)).toMatchObject({ taskDefinition: ROLLING.task.arn, runningCount: 0 });
});
