import { ENV, SERVICE_METRICS } from '../../app/shared/contract';
import type { VersionSummary } from '../events';
import type { ServiceModel } from '../model';
import { matches } from './balancer/target-health';
import type { Environment } from './environment';
import type { LoadResult } from './load';
import type { EmfValue } from './process/emf';
import { createTally, type Tally } from './tally';
import { entryGroup, entryService } from './users-entry';

/** What each version of each service did, from the first request to the last. */
export interface Versions {
  /** One request of the users, who reach one service of the environment. */
  addUser(result: LoadResult): void;
  /** What a task told about its own requests; left out for the service that the users reach. */
  addTold(service: string, version: string, metrics: readonly EmfValue[]): void;
  /** Those of the service that the users reach come first, each in the order of its first request. */
  summaries(): VersionSummary[];
}

interface Row {
  readonly service: string;
  readonly version: string;
  readonly seenBy: VersionSummary['seenBy'];
  readonly tally: Tally;
  /** Status with which each step of the users was refused; undefined once it was answered in another way. */
  readonly refused: Map<string, number | undefined>;
}

/** Makes an empty record. */
export function createVersions(environment: Environment): Versions {
  const rows = new Map<string, Row>();
  const entry = entryService(environment);
  const group = entryGroup(environment);
  // A health check may take a refusal for a good answer.
  const isWanted = (step: string, status: number): boolean =>
    group !== undefined &&
    step === `GET ${group.healthCheck.path}` &&
    matches(group.healthCheck.matcher, status);
  const rowOf = (service: ServiceModel, version: string, seenBy: Row['seenBy']): Row => {
    const key = `${service.name} ${version}`;
    const row = rows.get(key) ?? {
      service: labelOf(service),
      version,
      seenBy,
      tally: createTally(),
      refused: new Map(),
    };
    rows.set(key, row);
    return row;
  };
  return {
    addUser: ({ version, failed, latencyMs, step, status }) => {
      const { tally, refused } = rowOf(entry, version, 'users');
      tally.add({ colour: '', failed, latencyMs });
      if (step === undefined) return;
      const isRefusal = status !== undefined && status >= 400 && status < 500 && !isWanted(step, status);
      if (!isRefusal) refused.set(step, undefined);
      else if (!refused.has(step)) refused.set(step, status);
    },
    addTold: (name, version, metrics) => {
      const service = environment.services.find((one) => one.name === name);
      const requests = sumOf(metrics, SERVICE_METRICS.requests);
      if (service === undefined || service === entry || requests === 0) return;
      const { tally } = rowOf(service, version, 'service');
      tally.addMany(
        requests,
        sumOf(metrics, SERVICE_METRICS.errors),
        valuesOf(metrics, SERVICE_METRICS.latency),
      );
    },
    summaries: () =>
      [...rows.values()].sort(usersFirst).map(({ tally, refused, ...row }) => {
        const { total, failed, failedPercent, p50Ms, p99Ms } = tally.summary();
        const rounded = {
          failedPercent: round(failedPercent, 100),
          p50Ms: round(p50Ms, 10),
          p99Ms: round(p99Ms, 10),
        };
        const onlyRefused = [...refused].flatMap(([step, status]) => (status ? [`${step}: ${status}`] : []));
        return {
          ...{ ...row, requests: total, failed, ...rounded },
          ...(onlyRefused.length > 0 && { onlyRefused }),
        };
      }),
  };
}

function usersFirst(one: Row, other: Row): number {
  return Number(other.seenBy === 'users') - Number(one.seenBy === 'users');
}

/** The name by which a service calls itself in its traces, else that of ECS. */
export function labelOf({ task, name }: ServiceModel): string {
  return task.environment[ENV.service] ?? name;
}

/** The first series of that name: a record may repeat its values for several sets of dimensions. */
function valuesOf(metrics: readonly EmfValue[], name: string): readonly number[] {
  return metrics.find((metric) => metric.name === name)?.values ?? [];
}

function sumOf(metrics: readonly EmfValue[], name: string): number {
  return valuesOf(metrics, name).reduce((sum, value) => sum + value, 0);
}

function round(value: number, by: number): number {
  return Math.round(value * by) / by;
}
