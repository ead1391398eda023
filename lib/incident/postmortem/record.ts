import type { Place, ReleaseHistory } from '../../dora/history';

/** What a moment of the timeline is about. */
export type Kind = 'commit' | 'release' | 'step' | 'alarm' | 'operator' | 'flag' | 'incident' | 'users';

/** One moment of the timeline. */
export interface Moment {
  readonly at: Date;
  readonly kind: Kind;
  /** What happened, as a sentence without its dot. */
  readonly text: string;
}

/** What users met in one minute. */
export interface Minute {
  readonly at: Date;
  readonly requests: number;
  readonly failed: number;
}

/** Something that belongs into the draft and is not there, and why. */
export interface Missing {
  readonly what: string;
  readonly why: string;
}

/** Everything that is known of an incident, or of any other time, when its draft is written. */
export interface IncidentRecord {
  readonly project: string;
  readonly place: Place;
  /** What it was called, where it was an incident. */
  readonly title?: string;
  /** Id of the OpsItem, where there is one. */
  readonly incident?: string;
  readonly severity?: 'high' | 'medium';
  /** The first reason for it; the beginning of the window where it was no incident. */
  readonly from: Date;
  /** When its last cause ended; the end of the window where it was no incident. */
  readonly to: Date;
  /** Deployments, alarms and what people did, of the time from well before `from`. */
  readonly history: ReleaseHistory;
  /** Moments that the history has no place for: steps of deployments, feature flags, the incident itself. */
  readonly moments: readonly Moment[];
  /** One entry for each minute that was measured; undefined when nothing could be read. */
  readonly minutes?: readonly Minute[];
  /** How the service is released, in words, for example `canary:10%/5m`. */
  readonly strategy?: string;
  readonly links: readonly { readonly text: string; readonly url: string }[];
  readonly missing: readonly Missing[];
  /** Where the people are, as IANA names it. */
  readonly timeZone: string;
  readonly writtenAt: Date;
}
