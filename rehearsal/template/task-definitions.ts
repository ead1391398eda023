import { AGENT_CONTAINER_NAME } from '../../app/shared/contract';
import { toMebibytes } from '../mebibytes';
import type { ContainerHealthCheckModel, TaskModel } from '../model';
import type { Assembly, Entry } from './assembly';
import { asList, asNumber, asObject, asText, type JsonObject } from './json';
import { pairs } from './pairs';

/** ECS's default time between SIGTERM and SIGKILL. */
const DEFAULT_STOP_SECONDS = 30;
const DEFAULT_MEMORY_MIB = 512;

/** The task definition that a service names by ARN, by family and revision, or by family. */
export function findTaskDefinition(assembly: Assembly, reference: string): Entry | undefined {
  return assembly.ofType('AWS::ECS::TaskDefinition').find((entry) => {
    const familyAndRevision = entry.ref.slice(entry.ref.lastIndexOf('/') + 1);
    return [entry.ref, familyAndRevision, familyAndRevision.replace(/:1$/, '')].includes(reference);
  });
}

/** Reads the one container that is run: the one behind the load balancer, else the first essential one. */
export function readTask(entry: Entry, balancedContainer: string): TaskModel | undefined {
  const containers = entry.list('ContainerDefinitions').map((item) => asObject(item));
  const container =
    containers.find(({ Name }) => asText(Name) === balancedContainer) ??
    containers.find(({ Essential }) => asText(Essential) !== 'false');
  if (container === undefined) {
    entry.report('ContainerDefinitions', 'no essential container, so there is nothing to run');
    return undefined;
  }
  const others = containers.filter((one) => one !== container);
  for (const other of others.filter((one) => !isAgent(one))) {
    entry.report(`ContainerDefinitions.${asText(other.Name)}`, 'only one container of a task is run');
  }
  return { ...toTask(entry, container), ...(others.some(isAgent) && { hasAgent: true }) };
}

/** The container that takes traces has a stand-in of its own. */
function isAgent({ Name }: JsonObject): boolean {
  return asText(Name) === AGENT_CONTAINER_NAME;
}

function toTask(entry: Entry, container: JsonObject): TaskModel {
  const [port] = asList(container.PortMappings);
  const command = asList(container.Command).map(asText);
  const memory = toMebibytes(entry.value('Memory')) ?? toMebibytes(container.Memory);
  if (asList(container.Secrets).length > 0) {
    entry.report('ContainerDefinitions.Secrets', 'secret values are not in an assembly');
  }
  return {
    arn: entry.ref,
    family: entry.ref.slice(entry.ref.lastIndexOf('/') + 1).replace(/:1$/, ''),
    containerName: asText(container.Name),
    containerPort: asNumber(asObject(port).ContainerPort, 0),
    image: asText(container.Image),
    ...(command.length > 0 && { command }),
    environment: pairs(container.Environment, 'Name'),
    memoryMiB: memory ?? DEFAULT_MEMORY_MIB,
    stopTimeoutSeconds: asNumber(container.StopTimeout, DEFAULT_STOP_SECONDS),
    ...(container.HealthCheck !== undefined && {
      healthCheck: toHealthCheck(asObject(container.HealthCheck)),
    }),
    properties: entry.properties,
  };
}

/** Defaults: ECS API reference, HealthCheck. */
function toHealthCheck(check: JsonObject): ContainerHealthCheckModel {
  return {
    command: asList(check.Command).map(asText),
    intervalSeconds: asNumber(check.Interval, 30),
    timeoutSeconds: asNumber(check.Timeout, 5),
    retries: asNumber(check.Retries, 3),
    startPeriodSeconds: asNumber(check.StartPeriod, 0),
  };
}
