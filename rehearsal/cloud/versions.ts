import { ENV, SERVICE_METRICS } from '../../app/shared/contract';
import type { VersionSummary } from '../events';
import { isProductionListener } from '../listeners';
import type { ServiceModel } from '../model';
import type { Environment } from './environment';
import type { LoadResult } from './load';
import type { EmfValue } from './process/emf';
import { createTally, type Tally } from './tally';

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
}

/** Makes an empty record. */
export function createVersions(environment: Environment): Versions {
  const rows = new Map<string, Row>();
  const entry = entryService(environment);
  const rowOf = (service: ServiceModel, version: string, seenBy: Row['seenBy']): Row => {
    const key = `${service.name} ${version}`;
    const row = rows.get(key) ?? { service: labelOf(service), version, seenBy, tally: createTally() };
    rows.set(key, row);
    return row;
  };
  return {
    addUser: ({ version, failed, latencyMs }) =>
      rowOf(entry, version, 'users').tally.add({ colour: '', failed, latencyMs }),
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
      [...rows.values()].sort(usersFirst).map(({ tally, ...row }) => {
        const { total, failed, failedPercent, p50Ms, p99Ms } = tally.summary();
        const rounded = {
          failedPercent: round(failedPercent, 100),
          p50Ms: round(p50Ms, 10),
          p99Ms: round(p99Ms, 10),
        };
        return { ...row, requests: total, failed, ...rounded };
      }),
  };
}

function usersFirst(one: Row, other: Row): number {
  return Number(other.seenBy === 'users') - Number(one.seenBy === 'users');
}

/** The service that the load reaches: the one behind the entry, else the rehearsed one itself. */
function entryService({ services, loadBalancers, entryListenerArn, rehearsed }: Environment): ServiceModel {
  const listener = loadBalancers
    .flatMap(({ listeners }) => listeners)
    .find(({ arn }) => arn === entryListenerArn);
  const behind = services.find((service) => listener && isProductionListener(listener, service));
  return behind ?? rehearsed;
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
