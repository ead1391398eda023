import { probe } from '../../../rehearsal/cloud/balancer/probe';
import { createCloud } from '../../../rehearsal/cloud/cloud';
import type { Cloud, CloudOptions, CodeDeployRequest } from '../../../rehearsal/cloud/types';
import type { ServiceModel } from '../../../rehearsal/model';
import { fakeClock, type FakeClock } from './support/fake-clock';
import { fakeContainers } from './support/fake-containers';
import { imageStore, testImage } from './support/images';
import { catalog, storefront, testModel, testTask } from './support/models';

jest.mock('../../../rehearsal/cloud/process/container');
jest.mock('../../../rehearsal/cloud/balancer/probe');

const plainCatalog: ServiceModel = { ...catalog, task: testTask('catalog') };
const IMAGES = ['storefront:before', 'storefront:older', 'catalog:before', 'catalog:after'];
let clock: FakeClock;
let cloud: Cloud;

function create(
  services: readonly ServiceModel[],
  service: string,
  changes: Partial<CloudOptions> = {},
): void {
  clock = fakeClock();
  fakeContainers();
  jest.mocked(probe).mockResolvedValue(200);
  cloud = createCloud({
    model: testModel(services),
    service,
    clock,
    emit: () => undefined,
    rate: 0,
    awsEndpoint: '',
    imageStore: imageStore(IMAGES.map((reference) => testImage(reference))),
    ...changes,
  });
}

/** Opens the ports, which takes its time on the wall, while cloud time passes. */
async function start(): Promise<void> {
  let done = false;
  const starting = cloud.start().finally(() => (done = true));
  starting.catch(() => undefined);
  while (!done) {
    await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(1);
  }
  await starting;
}

function codeDeploy(service: string, invokeHook?: CodeDeployRequest['invokeHook']): CodeDeployRequest {
  const taskDefinitionArn = `arn:aws:ecs:eu-west-1:111111111111:task-definition/${service}:1`;
  const never = (): Promise<never> => new Promise(() => undefined);
  return { service, taskDefinitionArn, hooks: { BeforeInstall: 'f' }, invokeHook: invokeHook ?? never };
}

afterEach(() => cloud.stop());

test('a second deployment of a service is refused while the first is under way', async () => {
  create([storefront], 'storefront');
  await start();
  const first = cloud.deployWithCodeDeploy(codeDeploy('storefront'));
  await expect(cloud.deployWithCodeDeploy(codeDeploy('storefront'))).rejects.toThrow(
    /^DeploymentLimitExceededException: the deployment group \S+ has an active deployment already$/,
  );
  await cloud.stop();
  expect(await first).toMatchObject({ status: 'failed', reason: 'the rehearsal was stopped' });
});

test('a service of the ECS controller is not deployed by CodeDeploy, and is free afterwards', async () => {
  create([plainCatalog, storefront], 'catalog');
  await start();
  const refused = 'service catalog has no CodeDeploy deployment group';
  await expect(cloud.deployWithCodeDeploy(codeDeploy('catalog'))).rejects.toThrow(refused);
  await expect(cloud.deployWithCodeDeploy(codeDeploy('catalog'))).rejects.toThrow(refused);
});

test('a production listener that is nowhere is told', async () => {
  const own = storefront.codeDeploy;
  if (own === undefined) throw new Error('the storefront is deployed by CodeDeploy');
  create([{ ...storefront, codeDeploy: { ...own, productionListenerArn: 'arn:lost' } }], 'storefront');
  await start();
  await expect(cloud.deployWithCodeDeploy(codeDeploy('storefront'))).rejects.toThrow(
    'no load balancer of this environment has the listener arn:lost',
  );
});

test('a service that no user could reach is refused at the start', async () => {
  create([{ ...plainCatalog, discovery: undefined }], 'catalog');
  await expect(start()).rejects.toThrow('service catalog has no entry that users could reach');
});

test('the image before the release may be another than that of the template', async () => {
  create([storefront], 'storefront', { before: { storefront: 'storefront:older' } });
  await start();
  const { taskDefinition = '' } = cloud.describeService('storefront') ?? {};
  expect(taskDefinition).toMatch(/storefront:2$/);
  expect(cloud.describeTaskDefinition(taskDefinition)).toMatchObject({
    containerDefinitions: [{ image: 'storefront:older' }],
  });
  expect(cloud.describeService('nobody')).toBeUndefined();
});

test('every address of the model has one here, and nothing was asked yet', async () => {
  create([plainCatalog, storefront], 'catalog');
  await start();
  expect([...cloud.origins().keys()].sort()).toEqual([
    'catalog.example.internal:8080',
    'shop.example.com:80',
    'shop.example.com:9000',
    'shop.example.internal:80',
    'shop.example.internal:9000',
  ]);
  expect(new Set(cloud.origins().values()).size).toBe(3);
  expect(cloud.rewrite('http://shop.example.com/a')).toBe(cloud.rewrite('http://shop.example.internal/a'));
  expect(cloud.rewrite('http://catalog.example.internal:8080/a')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/a$/);
  expect(cloud.statistics().requests).toMatchObject({ total: 0, failed: 0, servedByGreen: 0 });
  expect(cloud.statistics().alarms.map(({ state }) => state)).toContain('INSUFFICIENT_DATA');
});
