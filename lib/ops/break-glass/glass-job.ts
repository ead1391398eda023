import type { AlarmState } from '../aws/alarms';
import type { PlaceFacts, ServiceFacts } from '../place-facts';
import type { Place } from '../places';
import type { Fix } from './fix';

/** Everything that a break-glass release rests on. */
export interface GlassJob {
  readonly place: Place;
  readonly shared: ServiceFacts;
  readonly facts: PlaceFacts;
  readonly fix: Fix;
  /** The alarms that are red. */
  readonly red: readonly AlarmState[];
  readonly reason: string;
  /** ARN of who does it. */
  readonly who: string;
  readonly allAtOnce: boolean;
}

/**
 * How the release gets in: CodeDeploy stops every deployment while an alarm of its group is red, so there it takes a
 * deployment of its own; in every other case the pipeline only has to be let in.
 */
export function wayOf({ facts, red }: Pick<GlassJob, 'facts' | 'red'>): 'own-deployment' | 'pipeline' {
  return facts.stage.deploy.controller === 'code-deploy' && red.length > 0 ? 'own-deployment' : 'pipeline';
}
