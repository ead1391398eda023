import { pollSeconds } from '../clock';
import {
  DeploymentFailure,
  DeploymentRecord,
  redAlarm,
  whileWatching,
  type DeploymentContext,
} from '../deployment';
import { periodOf } from '../metrics/alarms';
import type { DeploymentOutcome } from '../types';
import type { Fleet } from './fleet';
import { rollingTargets } from './rolling-plan';
import { mayRollBack, openBreaker, TookTooLong, watchedAlarms } from './safety-nets';

/** What a rolling deployment needs. */
export interface RollingContext extends DeploymentContext {
  /** The new revision. */
  readonly taskDefinitionArn: string;
  /** Cloud seconds after which the caller no longer waits; the deployment itself goes on, as on ECS. */
  readonly timeoutSeconds: number;
  /** Cloud seconds to watch the deployment alarms for after the old tasks are gone. */
  readonly bakeSeconds: number;
}

/** Cloud seconds that ECS watches deployment alarms after the old tasks are gone; see BEHAVIOUR.md. */
export function bakeSeconds(alarms: readonly Parameters<typeof periodOf>[0][]): number {
  return alarms.reduce((most, alarm) => Math.max(most, (alarm.evaluationPeriods + 1) * periodOf(alarm)), 0);
}

/**
 * One rolling deployment of the ECS controller, with circuit breaker and deployment alarms:
 * docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html and deployment-alarm-failure.html
 */
export async function deployRolling(context: RollingContext): Promise<DeploymentOutcome> {
  const { service, signal } = context;
  const old = service.primary;
  if (old === undefined) throw new Error(`service ${service.model.name} has no running deployment`);
  const next = service.addFleet(context.taskDefinitionArn, old.groups);
  const record = new DeploymentRecord(next.id, context);
  const watched = watchedAlarms(context);
  const problem = (): DeploymentFailure | undefined =>
    openBreaker(service, next) ?? redAlarm(context, watched);
  service.primary = next;
  record.tell('IN_PROGRESS', `ECS deployment ${next.id} in progress`);
  try {
    await whileWatching(context, problem, (failed) => rollOut(context, record, old, next, failed));
    record.tell('COMPLETED', `ECS deployment ${next.id} completed`);
    return record.outcome('succeeded');
  } catch (thrown) {
    signal.throwIfAborted();
    if (!(thrown instanceof DeploymentFailure)) throw thrown;
    record.stopped();
    record.tell('FAILED', thrown.message);
    if (mayRollBack(service, thrown)) {
      await rollBack(context, record, old, next);
      return record.outcome('rolled-back', thrown);
    }
    // A failed deployment starts no further tasks; one that only took too long goes on.
    if (!(thrown instanceof TookTooLong)) next.desired = next.counts().running;
    return record.outcome('failed', thrown);
  }
}

async function rollOut(
  context: RollingContext,
  record: DeploymentRecord,
  old: Fleet,
  next: Fleet,
  signal: AbortSignal,
): Promise<void> {
  const { clock, service, timeoutSeconds } = context;
  const deadline = clock.now() + timeoutSeconds;
  await replace(context, old, next, signal, () => {
    const { ready } = next.counts();
    if (ready > 0) record.exposed((ready / Math.max(1, ready + old.counts().ready)) * 100);
    if (clock.now() > deadline) throw new TookTooLong(timeoutSeconds);
  });
  await service.removeFleet(old);
  service.event('has reached a steady state.');
  record.tell('BAKE', `watching the alarms for ${context.bakeSeconds} s`);
  await clock.sleep(context.bakeSeconds, signal);
}

/** Moves the service from one fleet to the other within its minimum and maximum. */
async function replace(
  { service, clock }: RollingContext,
  from: Fleet,
  to: Fleet,
  signal: AbortSignal,
  eachRound: () => void = () => undefined,
): Promise<void> {
  const { desiredCount: desired, minimumHealthyPercent, maximumPercent } = service.model;
  const done = (): boolean =>
    to.desired === desired && to.isSteady() && from.desired === 0 && from.isSteady();
  while (!done()) {
    const [old, next] = [from, to].map((fleet) => ({ ...fleet.counts() }));
    if (old !== undefined && next !== undefined) {
      const targets = rollingTargets({
        desired,
        minimumHealthyPercent,
        maximumPercent,
        old: { alive: old.pending + old.running, ready: old.ready },
        next: { alive: next.pending + next.running, ready: next.ready },
      });
      from.desired = Math.min(from.desired, targets.old);
      to.desired = Math.max(to.desired, targets.next);
    }
    eachRound();
    await clock.sleep(pollSeconds(clock), signal);
  }
}

async function rollBack(
  context: RollingContext,
  record: DeploymentRecord,
  old: Fleet,
  next: Fleet,
): Promise<void> {
  const { service, signal } = context;
  const known = service.fleets.includes(old);
  const target = known ? old : service.addFleet(old.definition.arn, old.groups);
  record.rollbackDeploymentId = target.id;
  record.tell('IN_PROGRESS', `rolling back to ${target.id}`, target.id);
  service.primary = target;
  next.desired = next.counts().ready;
  target.failures = 0;
  await replace(context, next, target, signal);
  await service.removeFleet(next);
  record.tell('COMPLETED', `ECS deployment rolled back to ${target.id}`, target.id);
}
