import { periodOf } from './cloud/metrics/alarms';
import { trafficSteps } from './cloud/traffic-steps';
import type { RehearsalResult } from './events';
import type { AssemblyModel, ServiceModel } from './model';
import { routingOf } from './native-routing';

/** How a rehearsal may end. */
export type Outcome = RehearsalResult['outcome'];

/** How long an alarm takes: at least, and at most. A period of an alarm begins at any time in relation to the release. */
interface AlarmSeconds {
  readonly least: number;
  readonly most: number;
}

/** What of a service decides how a bad release of it ends, as its templates say. */
export interface Safeguards {
  /** Smoke checks run against the new version before users reach it. */
  readonly checked: boolean;
  /** Cloud seconds for which users reach the new version and an alarm can still take it back. */
  readonly watchedSeconds: number;
  /** Cloud seconds that the quickest of those alarms takes: errors are found by it. */
  readonly quickest: AlarmSeconds;
  /** Cloud seconds that the slowest of them takes: answers that are only slow may be found by no other. */
  readonly slowest: AlarmSeconds;
  /** The service calls another one of its environment. */
  readonly callsOthers: boolean;
}

/** Reads the safeguards of a service. */
export function safeguardsOf(model: AssemblyModel, service: ServiceModel): Safeguards {
  const names = rollbackAlarmsOf(service);
  const alarms = model.alarms.filter(({ name }) => names.includes(name));
  const least = alarms.map((alarm) => alarm.datapointsToAlarm * periodOf(alarm));
  const most = alarms.map((alarm) => (alarm.evaluationPeriods + 1) * periodOf(alarm));
  const { codeDeploy, native } = service;
  const hostnames = model.services.flatMap(({ discovery }) => discovery?.hostname ?? []);
  return {
    checked: codeDeploy !== undefined || (native?.hooks.length ?? 0) > 0,
    watchedSeconds: alarms.length === 0 ? 0 : watchedSeconds(service, Math.max(...most)),
    quickest: { least: Math.min(...least), most: Math.min(...most) },
    slowest: { least: Math.max(...least), most: Math.max(...most) },
    callsOthers: Object.values(service.task.environment).some((value) =>
      hostnames.some((hostname) => hostname !== service.discovery?.hostname && value.includes(hostname)),
    ),
  };
}

/** Errors that only an alarm can find: taken back when there is time for one to go off, else everyone keeps them. */
export function foundByAlarm({ watchedSeconds: watched, quickest }: Safeguards): readonly Outcome[] {
  return foundWithin(watched, quickest);
}

/** Slow answers, which smoke checks find before users do; without them, the alarm on latency has to. */
export function foundSlow(safeguards: Safeguards): readonly Outcome[] {
  return safeguards.checked ? ['rolled-back'] : foundWithin(safeguards.watchedSeconds, safeguards.slowest);
}

/** Metrics come some seconds late, so that an alarm may need a little more than its periods. */
function foundWithin(watched: number, { least, most }: AlarmSeconds): readonly Outcome[] {
  if (watched > most) return ['rolled-back'];
  return watched < least ? ['released'] : ['rolled-back', 'released'];
}

/** Errors that smoke checks find before users do; without them, an alarm has to. */
export function foundByChecks(safeguards: Safeguards): readonly Outcome[] {
  return safeguards.checked ? ['rolled-back'] : foundByAlarm(safeguards);
}

function rollbackAlarmsOf({ codeDeploy, deploymentAlarms }: ServiceModel): readonly string[] {
  if (codeDeploy !== undefined) {
    return codeDeploy.rollbackEvents.includes('DEPLOYMENT_STOP_ON_ALARM') ? codeDeploy.alarmNames : [];
  }
  return deploymentAlarms?.rollback === true ? deploymentAlarms.names : [];
}

/** ECS watches a rolling deployment for as long as its slowest alarm needs; the others for their waits. */
function watchedSeconds({ codeDeploy, native }: ServiceModel, slowestAlarm: number): number {
  if (codeDeploy === undefined && native === undefined) return slowestAlarm;
  const [routing, after] =
    codeDeploy === undefined
      ? [native && routingOf(native), native?.bakeSeconds ?? 0]
      : [codeDeploy.routing, codeDeploy.terminationWaitSeconds];
  const steps = routing === undefined ? [] : trafficSteps(routing);
  return steps.reduce((sum, { waitSeconds }) => sum + waitSeconds, after);
}
