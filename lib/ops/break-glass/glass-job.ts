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
