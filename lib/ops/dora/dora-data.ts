import type { Judged } from '../../dora/judged';
import { endedWithin } from '../../dora/metrics';
import type { Window } from '../../dora/metrics';
import type { MeasuredPlace } from './dora-text';

/** The report as one JSON object; times are ISO 8601, durations seconds, ratios 0 to 1. */
export function reportData(
  places: readonly MeasuredPlace[],
  window: Window,
  about: { readonly source: object; readonly notes: readonly string[] },
): object {
  return {
    ...window,
    ...about,
    places: places.map((place) => {
      if ('problem' in place) return place;
      const { service, environment, metrics, history } = place;
      return { service, environment, ...metrics, deployments: endedWithin(history, window).map(deployment) };
    }),
  };
}

/** What the numbers are made of. */
function deployment({ id, execution, commit, kind, trigger, outcome, ...more }: Judged): object {
  const { startedAt, finishedAt, authoredAt, recoveredAt, bad, unplanned, reason } = more;
  return {
    ...{ id, execution, commit, kind, trigger, outcome, authoredAt, startedAt, finishedAt },
    ...{ bad, recoveredAt, unplanned, reason },
  };
}
