import { deployedServiceName } from '../shared/names';

/** End of the names of these alarms. */
export const IMPAIRED = '-impaired';

/** Alarm that says that users of a service get errors or wait too long. */
export function serviceImpairedName(project: string, environment: string, service: string): string {
  return `${deployedServiceName(project, environment, service)}${IMPAIRED}`;
}

/** Alarm that says that something which nobody may change by hand differs from its template, or that nobody has looked. */
export function driftAlarmName(project: string): string {
  return `${project}-drift`;
}
