import type { Route } from './balancer/route';
import type { TargetGroup } from './balancer/target-group';
import type { DeploymentContext } from './deployment';

/** What traffic is moved between, and who is told. */
export interface Shift {
  readonly context: Pick<DeploymentContext, 'clock' | 'emit'>;
  readonly live: TargetGroup;
  readonly replacement: TargetGroup;
}

type Way = Pick<Route, 'forward' | 'setForward'>;

/** Gives the replacement this percent of a listener or rule, and tells the new weights. */
export function shiftTraffic(
  shift: Shift,
  route: Way,
  name: 'production' | 'test',
  greenPercent: number,
): void {
  route.setForward([
    { item: shift.live, weight: 100 - greenPercent },
    { item: shift.replacement, weight: greenPercent },
  ]);
  tellTraffic(shift, route, name);
}

/** Tells the weights of a listener or rule, in percent by the label of the target group. */
export function tellTraffic(shift: Shift, route: Way, name: 'production' | 'test'): void {
  const { context, live, replacement } = shift;
  const weights = Object.fromEntries(
    [live, replacement].map((group) => [group.model.label, percentOf(route, group)]),
  );
  context.emit({ type: 'traffic', at: context.clock.now(), listener: name, weights });
}

/** Percent of a listener's or rule's traffic that a target group gets; 0 when it forwards nowhere. */
export function percentOf(route: Way, group: TargetGroup): number {
  const forward = route.forward();
  const sum = forward.reduce((total, { weight }) => total + weight, 0);
  return sum === 0 ? 0 : ((forward.find(({ item }) => item === group)?.weight ?? 0) / sum) * 100;
}
