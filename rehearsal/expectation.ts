import type { CauseKind } from './cause';
import { bakeSeconds } from './cloud/ecs/rolling';
import { EVALUATION_SECONDS, periodOf } from './cloud/metrics/alarms';
import { publicationSeconds } from './cloud/metrics/publication';
import { trafficSteps } from './cloud/traffic-steps';
import type { RehearsalResult } from './events';
import { readsFaults } from './faults-from-outside';
import type { AlarmModel, AssemblyModel, ServiceModel } from './model';
import { routingOf } from './native-routing';

/** How a rehearsal may end. */
export type Outcome = RehearsalResult['outcome'];

/** One way for a release to end: how, by what, and what it may cost users. */
export interface Ending {
  readonly outcome: Outcome;
  /** Kinds of what may have ended it; empty when it was released. */
  readonly causes: readonly CauseKind[];
  /** Percent of the requests during the deployment that may fail at most; with 0 none may fail at any time. */
  readonly mayFailPercent: number;
}

/** A good version, which nobody may notice. */
export const RELEASED: Ending = { outcome: 'released', causes: [], mayFailPercent: 0 };

/** A bad version that nothing takes back: everyone keeps it. */
export const KEPT: Ending = { outcome: 'released', causes: [], mayFailPercent: 100 };

/** A release that ended before its time; unless said, before any user met it. */
export function endedBy(
  outcome: 'rolled-back' | 'stopped',
  causes: readonly CauseKind[],
  mayFailPercent = 0,
): Ending {
  return { outcome, causes, mayFailPercent };
}

/** How long an alarm takes: at least, and at most. A period of an alarm begins at any time in relation to the release. */
interface AlarmSeconds {
  readonly least: number;
  readonly most: number;
}

/** What of a service decides how a bad release of it ends, as its templates say. */
export interface Safeguards {
  /** Smoke checks run against the new version before users reach it; `perhaps`: only a file of its source could tell. */
  readonly checked: boolean | 'perhaps';
  /** Cloud seconds for which users reach the new version and an alarm can still take it back. */
  readonly watchedSeconds: number;
  /** Cloud seconds that the quickest of those alarms takes: errors are found by it. */
  readonly quickest: AlarmSeconds;
  /** Cloud seconds that the slowest of them takes: answers that are only slow may be found by no other. */
  readonly slowest: AlarmSeconds;
  /** Most percent of the traffic that the new version has by so many cloud seconds after its first request. */
  readonly exposedPercent: (seconds: number) => number;
  /** The service calls another one of its environment. */
  readonly callsOthers: boolean;
}

/** Reads the safeguards of a service. */
export function safeguardsOf(model: AssemblyModel, service: ServiceModel): Safeguards {
  const names = rollbackAlarmsOf(service);
  const alarms = model.alarms.filter(({ name }) => names.includes(name));
  const least = alarms.map((alarm) => detection(alarm).least);
  const most = alarms.map((alarm) => detection(alarm).most);
  const hostnames = model.services.flatMap(({ discovery }) => discovery?.hostname ?? []);
  return {
    checked: isChecked(service),
    watchedSeconds: alarms.length === 0 ? 0 : watchedSeconds(service, alarms),
    quickest: { least: Math.min(...least), most: Math.min(...most) },
    slowest: { least: Math.max(...least), most: Math.max(...most) },
    exposedPercent: (seconds) => exposedPercent(service, seconds),
    callsOthers: Object.values(service.task.environment).some((value) =>
      hostnames.some((hostname) => hostname !== service.discovery?.hostname && value.includes(hostname)),
    ),
  };
}

/** The AppSpec names the hooks of CodeDeploy; the services of this project always have one. */
function isChecked(service: ServiceModel): Safeguards['checked'] {
  if (service.codeDeploy === undefined) return (service.native?.hooks.length ?? 0) > 0;
  return readsFaults(service) ? true : 'perhaps';
}

/**
 * Seconds from the first bad request until an alarm is red. The period in which the fault begins may be bad as a whole
 * or not at all, and each of its data points has to be published first.
 */
function detection(alarm: AlarmModel): AlarmSeconds {
  const period = periodOf(alarm);
  const namespaces = alarm.queries.flatMap(({ metric }) => metric?.namespace ?? []);
  const late = Math.max(0, ...namespaces.map(publicationSeconds));
  // What has come is seen at the next evaluation; of a log, a part of the last minute may have come before it ended.
  const evaluations = late / EVALUATION_SECONDS;
  return {
    least: (alarm.datapointsToAlarm - 1) * period + Math.floor(evaluations) * EVALUATION_SECONDS,
    most: (alarm.evaluationPeriods + 1) * period + Math.ceil(evaluations) * EVALUATION_SECONDS,
  };
}

/** Errors that only an alarm can find: taken back when there is time for one to go off, else everyone keeps them. */
export function foundByAlarm(safeguards: Safeguards): readonly Ending[] {
  return foundWithin(safeguards, safeguards.quickest);
}

/** Slow answers, which smoke checks or the alarm on latency find; without the checks, the alarm has to. */
export function foundSlow(safeguards: Safeguards): readonly Ending[] {
  const byAlarm = foundWithin(safeguards, safeguards.slowest);
  if (safeguards.checked === false) return byAlarm;
  if (safeguards.checked === 'perhaps') return [FOUND_BY_HOOK, ...byAlarm];
  return [FOUND_BY_HOOK, ...byAlarm.filter(({ outcome }) => outcome === 'rolled-back')];
}

/** Errors that smoke checks find before users do; without them, an alarm or the checks after the release have to. */
export function foundByChecks(safeguards: Safeguards): readonly Ending[] {
  if (safeguards.checked === false) return foundByAlarm(safeguards);
  return safeguards.checked === true ? [FOUND_BY_HOOK] : [FOUND_BY_HOOK, ...foundByAlarm(safeguards)];
}

const FOUND_BY_HOOK = endedBy('rolled-back', ['hook']);

/** Without checks before users come, there may be some after it: a gate that says no undoes the release too. */
function foundWithin(safeguards: Safeguards, { least, most }: AlarmSeconds): readonly Ending[] {
  const { watchedSeconds: watched, checked, exposedPercent: exposed } = safeguards;
  const causes: readonly CauseKind[] =
    checked === 'perhaps' ? ['hook', 'alarm', 'gate'] : checked ? ['alarm'] : ['alarm', 'gate'];
  const found = endedBy('rolled-back', causes, exposed(most));
  if (watched >= most) return [found];
  return watched < least ? [KEPT] : [found, KEPT];
}

function rollbackAlarmsOf({ codeDeploy, deploymentAlarms }: ServiceModel): readonly string[] {
  if (codeDeploy !== undefined) {
    return codeDeploy.rollbackEvents.includes('DEPLOYMENT_STOP_ON_ALARM') ? codeDeploy.alarmNames : [];
  }
  return deploymentAlarms?.rollback === true ? deploymentAlarms.names : [];
}

/** ECS watches a rolling deployment for a time that follows from the alarms; the others for their waits. */
function watchedSeconds({ codeDeploy, native }: ServiceModel, alarms: readonly AlarmModel[]): number {
  if (codeDeploy === undefined && native === undefined) return bakeSeconds(alarms);
  const [routing, after] =
    codeDeploy === undefined
      ? [native && routingOf(native), native?.bakeSeconds ?? 0]
      : [codeDeploy.routing, codeDeploy.terminationWaitSeconds];
  const steps = routing === undefined ? [] : trafficSteps(routing);
  return steps.reduce((sum, { waitSeconds }) => sum + waitSeconds, after);
}

/** Tasks of a rolling deployment take over as fast as they start. */
function exposedPercent({ codeDeploy, native }: ServiceModel, seconds: number): number {
  const routing = codeDeploy?.routing ?? (native && routingOf(native));
  let until = 0;
  for (const { greenPercent, waitSeconds } of routing === undefined ? [] : trafficSteps(routing)) {
    until += waitSeconds;
    if (seconds <= until) return greenPercent;
  }
  return 100;
}
