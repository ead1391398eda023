import { AGENT_CONTAINER_NAME, CONTAINER_PORT } from '../../../app/shared/contract';
import { toMebibytes } from '../../mebibytes';
import type { ContainerHealthCheckModel, TaskModel } from '../../model';
import type { TaskDefinitionDocument } from '../types';

/** Properties whose keys are data, not names of the API. */
const FREE_KEYS = new Set(['DockerLabels', 'Options', 'DriverOpts', 'Labels']);

/** Template properties (PascalCase) as the ECS API spells them (camelCase). */
export function toApiShape(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toApiShape);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      apiName(key),
      FREE_KEYS.has(key) ? inner : toApiShape(inner),
    ]),
  );
}

function apiName(name: string): string {
  return name.replace(/^[A-Z]+(?=[A-Z][a-z])|^[A-Z]/, (start) => start.toLowerCase());
}

interface ContainerDocument {
  readonly name?: string;
  readonly image?: string;
  readonly command?: readonly string[];
  readonly essential?: boolean;
  readonly memory?: number | string;
  readonly stopTimeout?: number;
  readonly environment?: readonly { readonly name: string; readonly value: string }[];
  readonly portMappings?: readonly { readonly containerPort?: number | string }[];
  readonly healthCheck?: {
    readonly command: readonly string[];
    readonly interval?: number;
    readonly timeout?: number;
    readonly retries?: number;
    readonly startPeriod?: number;
  };
}

/**
 * What is run of a registered task definition: the container of a name that services run, else the one that has a port.
 * Defaults are those of ECS.
 */
export function toTaskModel(
  document: TaskDefinitionDocument,
  run: ReadonlySet<string> = new Set(),
): TaskModel {
  const all = (document['containerDefinitions'] ?? []) as readonly ContainerDocument[];
  const containers = all.filter(({ name }) => name !== AGENT_CONTAINER_NAME);
  const container =
    containers.find(({ name = '' }) => run.has(name)) ??
    containers.find(({ portMappings = [] }) => portMappings.length > 0) ??
    containers[0];
  if (container?.name === undefined || container.image === undefined) {
    throw new Error(`task definition ${document.family}: a container with a name and an image is needed`);
  }
  return {
    arn: document.taskDefinitionArn,
    family: document.family,
    containerName: container.name,
    containerPort: Number(container.portMappings?.[0]?.containerPort ?? CONTAINER_PORT),
    image: container.image,
    ...(container.command && { command: container.command }),
    environment: Object.fromEntries((container.environment ?? []).map(({ name, value }) => [name, value])),
    memoryMiB: toMebibytes(document['memory']) ?? toMebibytes(container.memory) ?? 0,
    stopTimeoutSeconds: container.stopTimeout ?? 30,
    ...(container.healthCheck && { healthCheck: healthCheckModel(container.healthCheck) }),
    properties: document,
  };
}

function healthCheckModel(check: NonNullable<ContainerDocument['healthCheck']>): ContainerHealthCheckModel {
  return {
    command: check.command,
    intervalSeconds: check.interval ?? 30,
    timeoutSeconds: check.timeout ?? 5,
    retries: check.retries ?? 3,
    startPeriodSeconds: check.startPeriod ?? 0,
  };
}
