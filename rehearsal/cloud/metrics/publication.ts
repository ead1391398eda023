/**
 * Cloud seconds between the end of a minute and the moment at which CloudWatch shows an alarm the values of that minute.
 * No page of AWS gives a number; BEHAVIOUR.md names what these rest on.
 */
const LATE_SECONDS = { balancer: 90, containerInsights: 60, log: 30 } as const;

/** A minute is what AWS services put into one data point. */
const MINUTE = 60;

/** Seconds after the end of a minute until its values of a namespace are known; everything else is written to a log. */
export function publicationSeconds(namespace: string): number {
  if (namespace === 'AWS/ApplicationELB') return LATE_SECONDS.balancer;
  return namespace === 'ECS/ContainerInsights' ? LATE_SECONDS.containerInsights : LATE_SECONDS.log;
}

/**
 * When a value that was measured at `at` is known. A load balancer and Container Insights report whole minutes; a line of
 * a log is on its way by itself.
 */
export function knownAt(namespace: string, at: number): number {
  const late = publicationSeconds(namespace);
  const whole = namespace === 'AWS/ApplicationELB' || namespace === 'ECS/ContainerInsights';
  return (whole ? (Math.floor(at / MINUTE) + 1) * MINUTE : at) + late;
}
