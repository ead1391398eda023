import { repeat } from '../clock';
import type { EcsService } from '../ecs/service';
import type { Clock } from '../types';
import type { MetricStore } from './store';

/** Cloud seconds between two reports. */
const REPORT_SECONDS = 60;

/**
 * Reports how many tasks each service has and wants, as Container Insights does, until the signal is aborted.
 * Names: docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html
 */
export function reportTaskCounts(
  services: readonly EcsService[],
  store: MetricStore,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  return repeat(clock, REPORT_SECONDS, signal, () => {
    for (const { model, fleets } of services) {
      const dimensions = { ClusterName: model.cluster, ServiceName: model.name };
      const record = (name: string, value: number): void =>
        store.record({ namespace: 'ECS/ContainerInsights', name, dimensions }, clock.now(), value);
      record('RunningTaskCount', sum(fleets.map((fleet) => fleet.counts().running)));
      record('DesiredTaskCount', sum(fleets.map(({ desired }) => desired)));
    }
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
