import type { Place } from '../places';
import { labelled } from '../text';
import type { HeldImage } from '../versions';
import type { Route } from './route';

/** What a rollback is going to do. */
export interface RollbackPlan {
  readonly place: Place;
  /** Name of the version that is released now. */
  readonly from: string;
  readonly target: HeldImage;
  readonly route: Route;
  readonly pipeline: string;
  /** Environments of the pipeline in order. */
  readonly environments: readonly string[];
}

/** What will happen, for the person who is asked. */
export function planLines({ place, from, target, route, pipeline, environments }: RollbackPlan): string[] {
  const { name } = place.environment;
  return [
    `Roll back ${place.service.name} in ${name}`,
    ...labelled('now', from),
    ...labelled('then', `${target.version} (${target.digest.slice(0, 19)})`),
    ...(route.kind === 'stage'
      ? [
          ...labelled('how', `the pipeline ${pipeline} runs its stage ${name} again with`),
          ...labelled('', `execution ${route.executionId} (RollbackStage).`),
          ...labelled('reach', `${name} only; nothing else changes.`),
        ]
      : [
          ...labelled('how', `a new execution of the pipeline ${pipeline} with VERSION=${target.digest}:`),
          ...labelled('', 'nothing is built; the scan of the image must still pass.'),
          ...labelled('reach', `EVERY environment of the pipeline, in order: ${environments.join(', ')}.`),
          ...labelled('because', `${route.because}, so the stage alone cannot go back.`),
        ]),
  ];
}
