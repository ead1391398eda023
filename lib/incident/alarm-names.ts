import type { Place } from '../dora/history';
import { deployedServiceName } from '../shared/names';

/** End of the names of the alarms that say that a service is impaired. */
export const IMPAIRED = '-impaired';

/** Alarm that says that users of a service get errors or wait too long. */
export function serviceImpairedName(project: string, { service, environment }: Place): string {
  return `${deployedServiceName(project, environment, service)}${IMPAIRED}`;
}

/** Alarm that says that something which nobody may change by hand differs from its template, or that nobody has looked. */
export function driftAlarmName(project: string): string {
  return `${project}-drift`;
}

/** Title of the OpsItem that CloudWatch makes for an alarm. Source: AWS blog and what it makes; no page promises it. */
export function alarmTitle(alarm: string): string {
  return `CloudWatch alarm - '${alarm}' is in ALARM state`;
}

/** The alarm that such a title names, in whichever state. */
export function alarmInTitle(title: string): string | undefined {
  return /^CloudWatch alarm - '([^']+)'/i.exec(title)?.[1];
}
