import type { LoadBalancerModel } from '../../model';
import type { MetricStore } from '../metrics/store';
import type { Clock } from '../types';
import { startListener, type Listener } from './listener';
import { createBalancerMetrics } from './metrics';
import { createTargetGroup, type TargetGroup } from './target-group';

/** One load balancer with its listeners and target groups. */
export interface Balancer {
  readonly model: LoadBalancerModel;
  listener(arn: string): Listener | undefined;
  group(arn: string): TargetGroup | undefined;
  readonly listeners: readonly Listener[];
  close(): Promise<void>;
}

/** Opens every listener that forwards to a target group; listeners that redirect are not needed here. */
export async function startBalancer(
  model: LoadBalancerModel,
  { store, clock }: { readonly store: MetricStore; readonly clock: Clock },
): Promise<Balancer> {
  const ended = new AbortController();
  const metrics = createBalancerMetrics(model, store, clock);
  const groups = model.targetGroups.map((group) => createTargetGroup(group, clock));
  const find = (arn: string | undefined): TargetGroup | undefined =>
    groups.find((group) => group.model.arn === arn);
  const listeners = await Promise.all(
    model.listeners.flatMap((listener) => {
      const group = find(listener.targetGroupArn);
      if (group === undefined) return [];
      return [startListener({ model: listener, forward: [{ item: group, weight: 1 }], metrics })];
    }),
  );
  void metrics.run(groups, ended.signal);
  return {
    model,
    listeners,
    listener: (arn) => listeners.find((listener) => listener.model.arn === arn),
    group: find,
    close: async () => {
      ended.abort();
      for (const group of groups) group.close();
      await Promise.all(listeners.map((listener) => listener.close()));
    },
  };
}
