import type { LoadBalancerModel } from '../../model';
import { repeat } from '../clock';
import type { MetricStore } from '../metrics/store';
import type { Clock } from '../types';
import type { TargetGroup } from './target-group';

/** What one request through the balancer came to. */
export interface Served {
  /** The group that was asked; absent when the listener forwards nowhere. */
  readonly group?: TargetGroup;
  /** Status that the user got. */
  readonly status: number;
  /** Who made that answer. */
  readonly by: 'target' | 'balancer';
  /** Whether the connection to the target that was chosen could not be made. */
  readonly refused?: boolean;
  /** Whether the load made it; everything else, such as a release check, is one request on AWS too. */
  readonly load: boolean;
  /** Seconds on the wall until the target began to answer; absent when the balancer answered. */
  readonly targetSeconds?: number;
}

/** Writes the metrics of one load balancer under their CloudWatch names. */
export interface BalancerMetrics {
  served(served: Served): void;
  /** Reports host counts until the signal is aborted. */
  run(groups: readonly TargetGroup[], signal: AbortSignal): Promise<void>;
}

const NAMESPACE = 'AWS/ApplicationELB';
/** Cloud seconds between two reports of the host counts. */
const REPORT_SECONDS = 10;

/**
 * Makes the metrics of a load balancer. A request of the load counts as `speed` requests: it is the sample of a
 * load that would keep its rate in cloud time, and thresholds on counts per minute mean the same.
 * Names: docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
export function createBalancerMetrics(
  model: LoadBalancerModel,
  store: MetricStore,
  clock: Clock,
): BalancerMetrics {
  const whole = { LoadBalancer: model.metricName };
  const record = (group: TargetGroup | undefined, name: string, value: number, weight: number): void => {
    const at = clock.now();
    store.record({ namespace: NAMESPACE, name, dimensions: whole }, at, value, weight);
    if (group === undefined) return;
    const dimensions = { ...whole, TargetGroup: group.model.metricName };
    store.record({ namespace: NAMESPACE, name, dimensions }, at, value, weight);
  };
  const hosts = (group: TargetGroup): void => {
    const { initial, healthy, unhealthy } = group.counts();
    if (initial + healthy + unhealthy === 0) return;
    const dimensions = { ...whole, TargetGroup: group.model.metricName };
    store.record({ namespace: NAMESPACE, name: 'HealthyHostCount', dimensions }, clock.now(), healthy);
    store.record({ namespace: NAMESPACE, name: 'UnHealthyHostCount', dimensions }, clock.now(), unhealthy);
  };
  return {
    served({ group, status, by, refused, load, targetSeconds }) {
      const requests = load ? clock.speed : 1;
      const family = `${Math.floor(status / 100)}XX_Count`;
      // It counts what it found a target for, whether or not that one answered; with none it answers 503 itself.
      if (by === 'target' || status !== 503) record(group, 'RequestCount', 1, requests);
      if (by === 'target') record(group, `HTTPCode_Target_${family}`, 1, requests);
      else {
        record(undefined, `HTTPCode_ELB_${family}`, 1, requests);
        record(undefined, `HTTPCode_ELB_${status}_Count`, 1, requests);
      }
      if (refused) record(group, 'TargetConnectionErrorCount', 1, requests);
      if (targetSeconds !== undefined) record(group, 'TargetResponseTime', targetSeconds, requests);
    },
    run: (groups, signal) => repeat(clock, REPORT_SECONDS, signal, () => groups.forEach(hosts)),
  };
}
