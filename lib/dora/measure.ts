import { deploymentsOf, groupBy } from './deployments';
import type { Fact } from './facts';
import type { Place } from './history';
import { judge } from './judged';
import type { Judged } from './judged';
import { doraMetrics } from './metrics';
import type { DoraMetrics, Window } from './metrics';

/** The five metrics of one place, with the deployments that they are made of. */
export interface Measured extends Place {
  readonly metrics: DoraMetrics;
  /** Everything that is known of the place, the oldest first; more than what ended in the window. */
  readonly history: readonly Judged[];
}

/** Measures each of the places over a window, in the order of the places. */
export function measure(facts: readonly Fact[], places: readonly Place[], window: Window): Measured[] {
  const byPlace = groupBy(deploymentsOf(facts), keyOf);
  return places.map(({ service, environment }) => {
    const history = judge(byPlace.get(keyOf({ service, environment })) ?? []);
    return { service, environment, metrics: doraMetrics(history, window), history };
  });
}

function keyOf({ service, environment }: Place): string {
  return `${service} ${environment}`;
}
