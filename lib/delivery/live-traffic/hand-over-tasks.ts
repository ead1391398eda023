import { setTimeout as sleep } from 'node:timers/promises';
import { UpdateServiceCommand } from '@aws-sdk/client-ecs';
import type { ECSClient, Service } from '@aws-sdk/client-ecs';
import { nextStep } from './decide-handover';
import type { HandoverSeen, TaskCounts } from './decide-handover';
import { runningService } from './ecs-services';
import type { HandoverProperties } from './guard-contract';
import type { Clients } from './read-live-traffic';
import { countTargets } from './routes';
import { clusterAndName, clusterOf } from './service-arn';
import { isRollingBack, physicalIds } from './stack-state';

/** Short enough not to be felt beside the start of a task, long enough for the rate limits of ECS. */
const PAUSE_MS = 5000;

/** What CloudFormation has just done. */
export interface StackChange {
  readonly stackId: string;
  readonly properties: HandoverProperties;
  /** ARN of the service of the last time; undefined when this is asked for the first time. */
  readonly before: string | undefined;
}

/** How long there is. */
export interface Patience {
  /** Ends the work. */
  readonly limit: AbortSignal;
  /**
   * Waits between two looks.
   * @default - five seconds
   */
  readonly pause?: () => Promise<unknown>;
}

/**
 * Gives a service that has just been made as many tasks as the one that it takes over from, and waits until they are
 * healthy. Without such a service, and while a stack rolls back, it does nothing: then the old one has its tasks.
 * @throws Error with what is missing when the time is over; CloudFormation then goes back to the old service
 */
export async function handOverTasks(
  clients: Clients,
  change: StackChange,
  patience: Patience,
): Promise<void> {
  const { stackId, properties } = change;
  if (change.before === properties.Service) return;
  const { cloudFormation } = clients;
  if (await isRollingBack(cloudFormation, stackId)) return;
  const before = change.before ?? (await otherService(clients, change));
  if (before !== undefined) await follow(clients, before, properties, patience);
}

/** CloudFormation keeps what it is going to delete in the list of the stack's resources until then. */
async function otherService(
  { cloudFormation }: Clients,
  { stackId, properties }: StackChange,
): Promise<string | undefined> {
  const ids = await physicalIds(cloudFormation, stackId);
  return [...ids.values()].find((id) => /^arn:[^:]+:ecs:.*:service\//.test(id) && id !== properties.Service);
}

async function follow(
  clients: Clients,
  before: string,
  properties: HandoverProperties,
  { limit, pause = () => sleep(PAUSE_MS, undefined, { signal: limit }).catch(() => undefined) }: Patience,
): Promise<void> {
  let why = 'AWS has not answered';
  let most = 0;
  while (!limit.aborted) {
    try {
      const seen = await look(clients, before, properties, limit);
      most = Math.max(most, seen.before?.desired ?? 0);
      const step = nextStep({ ...seen, most });
      if (step.kind === 'done') return;
      ({ why } = step);
      if (step.kind === 'raise') await raise(clients.ecs, properties.Service, step.tasks, limit);
    } catch (error) {
      // A new permission works after some seconds, and CloudFormation itself uses up the rate of the account.
      if (!limit.aborted) why = `AWS says ${String(error)}`;
    }
    await pause();
  }
  throw new Error(lateText(before, properties.Service, why));
}

/** Both are counted each time: the old service goes on scaling, and so does the new one. */
async function look(
  { ecs, loadBalancing }: Clients,
  before: string,
  { Service, Group, MaxTasks }: HandoverProperties,
  limit: AbortSignal,
): Promise<Omit<HandoverSeen, 'most'>> {
  const [old, own, healthy] = await Promise.all([
    runningService(ecs, before, limit),
    runningService(ecs, Service, limit),
    countTargets(loadBalancing, Group, (state) => state === 'healthy'),
  ]);
  return { before: countsOf(old), now: countsOf(own), healthy, maxTasks: Number(MaxTasks) };
}

/** A second task set of CodeDeploy, or a second deployment of ECS, is a release. */
function countsOf(service: Service | undefined): TaskCounts | undefined {
  if (!service) return undefined;
  const { desiredCount = 0, runningCount = 0, taskSets = [], deployments = [] } = service;
  const releasing = taskSets.length > 1 || deployments.length > 1;
  return { desired: desiredCount, running: runningCount, releasing };
}

async function raise(
  client: ECSClient,
  service: string,
  desiredCount: number,
  abortSignal: AbortSignal,
): Promise<void> {
  const request = new UpdateServiceCommand({ cluster: clusterOf(service), service, desiredCount });
  await client.send(request, { abortSignal });
}

function lateText(before: string, service: string, why: string): string {
  return (
    `The new ECS service ${clusterAndName(service)} has not got as many healthy tasks as ${clusterAndName(before)} in ` +
    `time: ${why}. CloudFormation takes the new one away again, and the old one goes on serving. See why its tasks ` +
    `do not start (aws ecs describe-services --cluster ${clusterOf(service)} --services ${service} ` +
    "--query 'services[].events[:5].message'), then deploy this stack again."
  );
}
