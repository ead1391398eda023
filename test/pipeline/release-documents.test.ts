import { readFileSync } from 'node:fs';
import type { RegisterTaskDefinitionCommandInput, TaskDefinition } from '@aws-sdk/client-ecs';
import { parse } from 'yaml';
import { READ_ONLY_FIELDS, releaseDocuments } from '../../lib/pipeline/release-documents';
import type { ReleaseSources } from '../../lib/pipeline/release-documents';
import { appSpec, buildFiles, IMAGE, taskDefinition } from './release-sources';

/** What is left of a description after the read-only fields must be what a registration takes. */
type LeftOver = Exclude<keyof TaskDefinition, (typeof READ_ONLY_FIELDS)[number]>;
const leftOver: Record<LeftOver, keyof RegisterTaskDefinitionCommandInput> = {
  family: 'family',
  taskRoleArn: 'taskRoleArn',
  executionRoleArn: 'executionRoleArn',
  networkMode: 'networkMode',
  containerDefinitions: 'containerDefinitions',
  volumes: 'volumes',
  placementConstraints: 'placementConstraints',
  requiresCompatibilities: 'requiresCompatibilities',
  cpu: 'cpu',
  memory: 'memory',
  pidMode: 'pidMode',
  ipcMode: 'ipcMode',
  proxyConfiguration: 'proxyConfiguration',
  inferenceAccelerators: 'inferenceAccelerators',
  ephemeralStorage: 'ephemeralStorage',
  runtimePlatform: 'runtimePlatform',
  enableFaultInjection: 'enableFaultInjection',
};

const sources = (changes: Partial<ReleaseSources> = {}): ReleaseSources => ({
  build: buildFiles(),
  description: { taskDefinition },
  hookFunction: 'hook-function',
  ...changes,
});

const rendered = (name: string, changes: Partial<ReleaseSources> = {}): string => {
  const text = releaseDocuments(sources(changes)).files.get(name);
  if (text === undefined) throw new Error(`no ${name}`);
  return text;
};

const registered = (changes: Partial<ReleaseSources> = {}): RegisterTaskDefinitionCommandInput =>
  JSON.parse(rendered('taskdef.json', changes)) as RegisterTaskDefinitionCommandInput;

describe('with a hook function', () => {
  it('gives CodeDeploy its three files and names the image', () => {
    const { image, files } = releaseDocuments(sources());

    expect(image).toBe(IMAGE);
    expect([...files.keys()]).toEqual(['taskdef.json', 'appspec.yml', 'imageDetail.json']);
    expect(JSON.parse(rendered('imageDetail.json'))).toEqual({ ImageURI: IMAGE });
  });

  it('fills the hook into the AppSpec of the project and leaves the task definition to CodePipeline', () => {
    const template = readFileSync('appspec.yml', 'utf8');
    const build = buildFiles({ 'appspec.yml': template });

    const spec = parse(rendered('appspec.yml', { build })) as {
      Resources: [{ TargetService: { Properties: { TaskDefinition: string } } }];
      Hooks: unknown;
    };

    expect(spec.Hooks).toEqual([{ AfterAllowTestTraffic: 'hook-function' }]);
    expect(spec.Resources[0].TargetService.Properties.TaskDefinition).toBe('<TASK_DEFINITION>');
  });

  it('leaves no placeholder but one in the AppSpec, comments included', () => {
    const build = buildFiles({ 'appspec.yml': readFileSync('appspec.yml', 'utf8') });

    expect(rendered('appspec.yml', { build }).match(/<[A-Z_]+>/g)).toEqual(['<TASK_DEFINITION>']);
  });
});

it('without a hook function gives ECS its one file', () => {
  const { image, files } = releaseDocuments(sources({ hookFunction: undefined }));

  expect(image).toBe(IMAGE);
  expect([...files].map(([name, text]) => [name, JSON.parse(text) as unknown])).toEqual([
    ['imagedefinitions.json', [{ name: 'app', imageUri: IMAGE }]],
  ]);
});

it('needs no AppSpec where ECS itself deploys', () => {
  const build = new Map([...buildFiles()].filter(([name]) => name !== 'appspec.yml'));

  expect(() => releaseDocuments(sources({ build, hookFunction: undefined }))).not.toThrow();
});

describe('the task definition', () => {
  it('gets the new image in the container of the service and nowhere else', () => {
    const { containerDefinitions } = registered();

    expect(containerDefinitions?.map(({ name, image }) => ({ name, image }))).toEqual([
      { name: 'app', image: IMAGE },
      { name: 'sidecar', image: 'public.ecr.aws/sidecar:1' },
    ]);
  });

  it('keeps everything else of the container, and all of the ones beside it', () => {
    const [before, beside] = taskDefinition.containerDefinitions;

    expect(registered().containerDefinitions).toEqual([{ ...before, image: IMAGE }, beside]);
  });

  it('loses what a registration does not take, and only that', () => {
    const rest = { ...registered(), containerDefinitions: undefined };

    expect(rest).toEqual({
      family: 'devops-on-aws-sandbox-storefront',
      networkMode: 'awsvpc',
      cpu: '256',
      memory: '512',
      volumes: [],
    });
    expect(Object.keys(leftOver)).toEqual(expect.arrayContaining(Object.keys(rest)));
    expect(READ_ONLY_FIELDS.filter((field) => field in rest)).toEqual([]);
  });

  it('keeps its tags without those of AWS', () => {
    const tags = [
      { key: 'team', value: 'shop' },
      { key: 'aws:cloudformation:stack-name', value: 'x' },
    ];

    expect(registered({ description: { taskDefinition, tags } }).tags).toEqual([
      { key: 'team', value: 'shop' },
    ]);
  });

  it.each([[[]], [[{ key: 'aws:cloudformation:stack-id', value: 'x' }]], [undefined]])(
    'has no tags at all when %j leaves none',
    (tags) => {
      expect(registered({ description: { taskDefinition, tags } })).not.toHaveProperty('tags');
    },
  );
});

describe('fails with a message that says what to do when', () => {
  const [app, sidecar] = taskDefinition.containerDefinitions;

  it.each<[string, Partial<ReleaseSources>, string]>([
    [
      'the artifact has no image detail',
      { build: new Map([['release.json', '{}']]) },
      'the build artifact has no imageDetail.json (it has release.json); see artifacts in buildspec.yml',
    ],
    [
      'the artifact is empty',
      { build: new Map() },
      'the build artifact has no imageDetail.json (it has nothing); see artifacts in buildspec.yml',
    ],
    [
      'the image detail is no JSON',
      { build: buildFiles({ 'imageDetail.json': 'ImageURI: x' }) },
      'imageDetail.json of the build is no JSON',
    ],
    [
      'the image detail is null',
      { build: buildFiles({ 'imageDetail.json': 'null' }) },
      'imageDetail.json of the build has no ImageURI; npm run image writes it',
    ],
    [
      'the image detail names no image',
      { build: buildFiles({ 'imageDetail.json': '{"ImageURI":7}' }) },
      'imageDetail.json of the build has no ImageURI; npm run image writes it',
    ],
    [
      'the image is named by tag',
      { build: buildFiles({ 'imageDetail.json': '{"ImageURI":"repo:latest"}' }) },
      'repo:latest is no image by digest; a tag can move, so only repository@sha256:… is released',
    ],
    [
      'the digest is cut off',
      { build: buildFiles({ 'imageDetail.json': JSON.stringify({ ImageURI: IMAGE.slice(0, -1) }) }) },
      `${IMAGE.slice(0, -1)} is no image by digest; a tag can move, so only repository@sha256:… is released`,
    ],
    [
      'the container has another name',
      { description: { taskDefinition: { containerDefinitions: [{ ...app, name: 'web' }, sidecar ?? {}] } } },
      "the task definition has no container 'app' (it has web, sidecar); deploy the stack of the service again",
    ],
    [
      'there is no task definition',
      { description: {} },
      "the task definition has no container 'app' (it has none); deploy the stack of the service again",
    ],
    [
      'the artifact has no AppSpec',
      { build: new Map([...buildFiles()].filter(([name]) => name !== 'appspec.yml')) },
      'the build artifact has no appspec.yml (it has imageDetail.json, release.json); see artifacts in buildspec.yml',
    ],
    [
      'the AppSpec sends traffic to a port that the container does not have',
      { build: buildFiles({ 'appspec.yml': appSpec({ port: '9090' }) }) },
      'ContainerPort: must be a port of the container app (8080)',
    ],
    [
      'the container has no port',
      { description: { taskDefinition: { containerDefinitions: [{ name: 'app' }] } } },
      'ContainerPort: must be a port of the container app (it has none)',
    ],
    [
      'the image would break out of what names it',
      { build: buildFiles({ 'imageDetail.json': JSON.stringify({ ImageURI: `a","b":"c${IMAGE}` }) }) },
      'is no image by digest',
    ],
  ])('%s', (_, changes, message) => {
    expect(() => releaseDocuments(sources(changes))).toThrow(message);
  });
});
