import { CONTAINER_NAME } from '../../app/shared/contract';
import { appSpecFor } from './app-spec';
import { ReleaseError } from './release-error';
import { RELEASE_FILES } from './release-files';

interface ContainerDescription {
  readonly name?: string;
  readonly image?: string;
  readonly portMappings?: readonly { readonly containerPort?: number }[];
}

/** Answer of `ecs:DescribeTaskDefinition`, as far as it is read here; the rest is passed on. */
interface TaskDefinitionDescription {
  readonly taskDefinition?: {
    readonly containerDefinitions?: readonly ContainerDescription[];
  };
  readonly tags?: readonly { readonly key?: string; readonly value?: string }[];
}

export interface ReleaseSources {
  /** Text of the files of the build artifact, by name. */
  readonly build: ReadonlyMap<string, string>;
  /** The task definition that CloudFormation made last in this environment. */
  readonly description: TaskDefinitionDescription;
  /** Hook function of the environment; without one, ECS itself deploys and needs no AppSpec. */
  readonly hookFunction?: string;
}

export interface ReleaseDocuments {
  /** The image by digest. */
  readonly image: string;
  /** Text of the files for the deploy action, by name. */
  readonly files: ReadonlyMap<string, string>;
}

/** What `DescribeTaskDefinition` tells and `RegisterTaskDefinition` does not take. */
export const READ_ONLY_FIELDS = [
  'taskDefinitionArn',
  'revision',
  'status',
  'requiresAttributes',
  'compatibilities',
  'registeredAt',
  'registeredBy',
  'deregisteredAt',
  'deleteRequestedAt',
] as const;

/**
 * Renders the files that the deploy action of one environment reads.
 * @throws ReleaseError when the build artifact or the task definition is not what a release needs
 */
export function releaseDocuments({ build, description, hookFunction }: ReleaseSources): ReleaseDocuments {
  const image = imageOf(build);
  const taskDefinition = withImage(description, image);
  if (hookFunction === undefined) {
    const definitions = [{ name: CONTAINER_NAME, imageUri: image }];
    return { image, files: new Map([[RELEASE_FILES.imageDefinitions, json(definitions)]]) };
  }
  const appSpec = appSpecFor(fileOf(build, RELEASE_FILES.appSpec), hookFunction, portsOf(description));
  const files = new Map<string, string>([
    [RELEASE_FILES.taskDefinition, json(taskDefinition)],
    [RELEASE_FILES.appSpec, appSpec],
    [RELEASE_FILES.imageDetail, json({ ImageURI: image })],
  ]);
  return { image, files };
}

/**
 * The image by digest that the build made.
 * @throws ReleaseError when the build artifact names none
 */
export function imageOf(build: ReadonlyMap<string, string>): string {
  const detail = parsed(fileOf(build, RELEASE_FILES.imageDetail));
  const image: unknown =
    typeof detail === 'object' && detail !== null && 'ImageURI' in detail && detail.ImageURI;
  if (typeof image !== 'string') {
    throw new ReleaseError(
      `${RELEASE_FILES.imageDetail} of the build has no ImageURI; npm run image writes it`,
    );
  }
  if (!/^[\w./:-]+@sha256:[0-9a-f]{64}$/.test(image)) {
    throw new ReleaseError(
      `${image} is no image by digest; a tag can move, so only repository@sha256:… is released`,
    );
  }
  return image;
}

function withImage({ taskDefinition = {}, tags = [] }: TaskDefinitionDescription, image: string): object {
  const { containerDefinitions = [] } = taskDefinition;
  if (!containerDefinitions.some(({ name }) => name === CONTAINER_NAME)) {
    const names = containerDefinitions.map(({ name }) => name).join(', ') || 'none';
    throw new ReleaseError(
      `the task definition has no container '${CONTAINER_NAME}' (it has ${names}); deploy the stack of the service again`,
    );
  }
  const own = tags.filter(({ key = '' }) => !key.startsWith('aws:'));
  const readOnly: readonly string[] = READ_ONLY_FIELDS;
  return {
    ...Object.fromEntries(Object.entries(taskDefinition).filter(([field]) => !readOnly.includes(field))),
    containerDefinitions: containerDefinitions.map((container) =>
      container.name === CONTAINER_NAME ? { ...container, image } : container,
    ),
    // AWS keeps the prefix aws: for itself and takes no empty list of tags.
    ...(own.length > 0 && { tags: own }),
  };
}

/** What the container of the service listens on. */
function portsOf({ taskDefinition }: TaskDefinitionDescription): number[] {
  const own = taskDefinition?.containerDefinitions?.find(({ name }) => name === CONTAINER_NAME);
  return (own?.portMappings ?? []).flatMap(({ containerPort }) => containerPort ?? []);
}

function fileOf(build: ReadonlyMap<string, string>, name: string): string {
  const text = build.get(name);
  if (text !== undefined) return text;
  const names = [...build.keys()].join(', ') || 'nothing';
  throw new ReleaseError(
    `the build artifact has no ${name} (it has ${names}); see artifacts in buildspec.yml`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ReleaseError(`${RELEASE_FILES.imageDetail} of the build is no JSON`);
  }
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
