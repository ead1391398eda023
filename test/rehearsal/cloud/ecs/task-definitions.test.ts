import { toApiShape } from '../../../../rehearsal/cloud/ecs/task-definition';
import { createTaskDefinitions } from '../../../../rehearsal/cloud/ecs/task-definitions';
import { versionOf } from '../../../../rehearsal/cloud/ecs/version';
import { testImage } from '../support/images';
import { catalog } from '../support/models';

const ARN = 'arn:aws:ecs:eu-west-1:111111111111:task-definition/catalog';

test('template properties are described in the spelling of the API', () => {
  const properties = {
    ContainerDefinitions: [
      {
        Name: 'app',
        DockerLabels: { 'My.Label': 'x' },
        LogConfiguration: { Options: { 'awslogs-group': 'g' } },
      },
    ],
    EFSVolumeConfiguration: { FilesystemId: 'fs-1' },
    Cpu: '256',
  };
  expect(toApiShape(properties)).toEqual({
    containerDefinitions: [
      {
        name: 'app',
        dockerLabels: { 'My.Label': 'x' },
        logConfiguration: { options: { 'awslogs-group': 'g' } },
      },
    ],
    efsVolumeConfiguration: { filesystemId: 'fs-1' },
    cpu: '256',
  });
});

test('what the template defines is found by ARN, by family and revision, and by family', () => {
  const definitions = createTaskDefinitions([catalog]);
  for (const reference of [`${ARN}:1`, 'catalog:1', 'catalog']) {
    expect(definitions.document(reference)).toMatchObject({
      taskDefinitionArn: `${ARN}:1`,
      family: 'catalog',
      revision: 1,
    });
  }
  expect(definitions.document('catalog:2')).toBeUndefined();
  expect(() => definitions.model('catalog:2')).toThrow('there is no task definition catalog:2');
});

test('a registered definition is the next revision and is run as it says', () => {
  const definitions = createTaskDefinitions([catalog]);
  const arn = definitions.register({
    family: 'catalog',
    memory: '1024',
    containerDefinitions: [
      { name: 'agent', image: 'agent' },
      {
        name: 'app',
        image: 'catalog:after',
        portMappings: [{ containerPort: 9090 }],
        environment: [{ name: 'A', value: '1' }],
        healthCheck: { command: ['CMD', 'true'], interval: 7 },
      },
    ],
  });
  expect(arn).toBe(`${ARN}:2`);
  expect(definitions.model(arn)).toMatchObject({
    containerName: 'app',
    containerPort: 9090,
    image: 'catalog:after',
    environment: { A: '1' },
    memoryMiB: 1024,
    stopTimeoutSeconds: 30,
    healthCheck: {
      command: ['CMD', 'true'],
      intervalSeconds: 7,
      timeoutSeconds: 5,
      retries: 3,
      startPeriodSeconds: 0,
    },
  });
});

test('the container that takes traces is never the one that runs, wherever it stands', () => {
  const definitions = createTaskDefinitions([catalog]);
  const agent = { name: 'cloudwatch-agent', image: 'agent:1', portMappings: [{ containerPort: 2000 }] };
  const app = { name: 'app', image: 'catalog:after' };
  const arn = definitions.register({ family: 'catalog', containerDefinitions: [agent, app] });
  expect(definitions.model(arn)).toMatchObject({ containerName: 'app', image: 'catalog:after' });
});

test('of several containers the one runs that the services run, also after one with a port', () => {
  const definitions = createTaskDefinitions([catalog]);
  const daemon = { name: 'xray', image: 'xray:1', portMappings: [{ containerPort: 2000, protocol: 'udp' }] };
  const app = { name: 'app', image: 'catalog:after', portMappings: [{ containerPort: '9090' }] };
  const arn = definitions.register({ family: 'another', containerDefinitions: [daemon, app] });
  expect(definitions.model(arn)).toMatchObject({ containerName: 'app', containerPort: 9090 });
});

test.each([
  ['2GB', undefined, 2048],
  ['0.5 GB', undefined, 512],
  ['1024', '2GB', 1024],
  [undefined, 256, 256],
  [undefined, undefined, 0],
])('memory %j of a task and %j of its container are %i MiB', (memory, own, memoryMiB) => {
  const definitions = createTaskDefinitions([catalog]);
  const containerDefinitions = [{ name: 'app', image: 'catalog:after', memory: own }];
  const arn = definitions.register({ family: 'catalog', cpu: '1 vCPU', memory, containerDefinitions });
  expect(definitions.model(arn).memoryMiB).toBe(memoryMiB);
});

test('another image makes a new revision that is the same otherwise', () => {
  const definitions = createTaskDefinitions([catalog]);
  const arn = definitions.registerImage(`${ARN}:1`, 'catalog:after');
  const { image, environment, healthCheck } = definitions.model(arn);
  expect(image).toBe('catalog:after');
  expect(environment).toEqual(catalog.task.environment);
  expect(healthCheck?.retries).toBe(catalog.task.healthCheck?.retries);
  expect(definitions.model(`${ARN}:1`).image).toBe('catalog:before');
});

test('a definition without a container that can run is refused', () => {
  const definitions = createTaskDefinitions([catalog]);
  expect(() => definitions.register({ family: 'empty', containerDefinitions: [] })).toThrow(
    'task definition empty: a container with a name and an image is needed',
  );
});

test.each([
  ['what it was built as', testImage('r:1', { RELEASE_VERSION: 'abc' }), 'abc'],
  ['else its tag', undefined, '1'],
])('the version of an image is %s', (_, image, expected) => expect(versionOf(image, 'r:1')).toBe(expected));
