import { ANNOTATIONS } from '../../../app/shared/contract';
import type { Environment } from '../../config/schema';
import { shortName } from './short-name';

/** Traces that belong together, for X-Ray to count and to watch. */
export interface TraceGroup {
  /** What they have in common, unique in their environment. */
  readonly what: string;
  /** At most 32 characters, unique in an account and region. */
  readonly groupName: string;
  /** Source of the syntax: X-Ray developer guide, "Use filter expressions". */
  readonly filterExpression: string;
}

/**
 * The traces of an environment that somebody should look at: those in which a service failed, and those of users who
 * waited longer than the slowest objective of its public services allows.
 */
export function traceGroups(project: string, environment: Environment): TraceGroup[] {
  const here = `annotation.${ANNOTATIONS.environment} = "${environment.name}"`;
  const group = (what: string, condition: string): TraceGroup => ({
    what,
    groupName: shortName(project, environment.name, what),
    filterExpression: `${here} AND ${condition}`,
  });
  return [
    group('faults', 'fault = true'),
    group('slow', `responsetime > ${slowestAllowedMs(environment) / 1000}`),
  ];
}

function slowestAllowedMs({ services }: Environment): number {
  const called = services.filter(({ exposure }) => exposure === 'public');
  return Math.max(...(called.length > 0 ? called : services).map(({ objective }) => objective.latencyMs));
}
