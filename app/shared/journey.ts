/** One thing that visitors of a service do. */
export interface JourneyStep {
  readonly method: 'GET' | 'POST';
  /** Path and query. */
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: string;
  /** How often it happens, against the other steps. */
  readonly weight: number;
}

/** Metadata of an ECS service in its template: what its visitors do, as a list of these steps. Nothing is made of it. */
export const JOURNEY_METADATA = 'rehearsal:journey';
