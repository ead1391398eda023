import { groupsOfListener } from '../../listeners';
import type { ListenerModel, LoadBalancerModel } from '../../model';
import type { MetricStore } from '../metrics/store';
import type { Clock } from '../types';
import { startListener, type Listener, type ListenerProps } from './listener';
import { createBalancerMetrics } from './metrics';
import { createRoute, type Forward, type Route } from './route';
import { createTargetGroup, type TargetGroup } from './target-group';

/** One load balancer with its listeners and target groups. */
export interface Balancer {
  readonly model: LoadBalancerModel;
  listener(arn: string): Listener | undefined;
  /** The default action of a listener or one of its rules, by its ARN. */
  route(arn: string): Pick<Route, 'forward' | 'setForward'> | undefined;
  group(arn: string): TargetGroup | undefined;
  readonly listeners: readonly Listener[];
  close(): Promise<void>;
}

/** Idle timeout of a load balancer unless set: cloud seconds, and least milliseconds on the wall. */
const IDLE_SECONDS = 60;
const IDLE_FLOOR_MS = 5_000;

/** Opens every listener that forwards to a target group, by default or by a rule; others are not needed here. */
export async function startBalancer(
  model: LoadBalancerModel,
  { store, clock }: { readonly store: MetricStore; readonly clock: Clock },
): Promise<Balancer> {
  const ended = new AbortController();
  const metrics = createBalancerMetrics(model, store, clock);
  const groups = model.targetGroups.map((group) => createTargetGroup(group, clock));
  const find = (arn: string | undefined): TargetGroup | undefined =>
    groups.find((group) => group.model.arn === arn);
  const forwardTo: ForwardTo = (arn, weight = 1) => {
    const group = find(arn);
    return group === undefined ? [] : [{ item: group, weight }];
  };
  const idleTimeoutMs = clock.allowance(IDLE_SECONDS, IDLE_FLOOR_MS);
  const listeners = await Promise.all(
    model.listeners
      .filter((listener) => groupsOfListener(listener).some((arn) => find(arn) !== undefined))
      .map((listener) => openListener(listener, forwardTo, { metrics, idleTimeoutMs })),
  );
  void metrics.run(groups, ended.signal);
  return {
    model,
    listeners,
    listener: (arn) => listeners.find((listener) => listener.model.arn === arn),
    route: (arn) => listeners.flatMap((one) => [one, ...one.rules]).find((one) => one.arn === arn),
    group: find,
    close: async () => {
      ended.abort();
      for (const group of groups) group.close();
      await Promise.all(listeners.map((listener) => listener.close()));
    },
  };
}

type ForwardTo = (targetGroupArn: string | undefined, weight?: number) => Forward;

function openListener(
  model: ListenerModel,
  forwardTo: ForwardTo,
  more: Pick<ListenerProps, 'metrics' | 'idleTimeoutMs'>,
): Promise<Listener> {
  const rules = (model.rules ?? []).map(({ arn, conditions, targets }) => ({
    conditions,
    route: createRoute(
      arn,
      targets.flatMap(({ targetGroupArn, weight }) => forwardTo(targetGroupArn, weight)),
    ),
  }));
  return startListener({ model, forward: forwardTo(model.targetGroupArn), rules, ...more });
}
