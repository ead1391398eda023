/**
 * What the functions that watch deliveries made of a run: the events that AWS would have told were matched against the
 * rules of the templates, and every function that a rule names was really run.
 */
export interface Aftermath {
  /** Events that reached a function, counted for each function. */
  readonly delivered: number;
  /** Functions that failed on an event, with the reason; empty when all is well. */
  readonly failed: readonly string[];
  /** The five metrics of DORA as the bundled function wrote them after the run; absent when nothing was deployed. */
  readonly dora?: DeliveryNumbers;
  /** The same after the release that is played to end an incident; absent when none was open. */
  readonly doraAfterRecovery?: DeliveryNumbers;
  readonly incidents: readonly IncidentFact[];
  /** Subjects of the messages that people got, in their order. */
  readonly messages: readonly string[];
}

/** The metrics of delivery of one service in one environment; one that has no value yet is absent. */
export interface DeliveryNumbers {
  /** Changes that reached users, in the thirty days before. */
  readonly deployments?: number;
  readonly deploymentsPerDay?: number;
  /** From commit to users. */
  readonly leadTimeSeconds?: number;
  readonly failPercent?: number;
  /** From the begin of a failed deployment to the next good one. */
  readonly recoverySeconds?: number;
  readonly reworkPercent?: number;
}

/** An incident that was opened. */
export interface IncidentFact {
  readonly id: string;
  readonly title: string;
  /** Not judged when this machine was the limit: a slow one opens incidents of its own. */
  readonly severity: 'high' | 'medium' | 'not judged';
  /** Whether it was over at the end, with the release that is played. */
  readonly resolved: boolean;
}

/** The draft of a postmortem that the bundled function wrote when an incident was over; told once for each. */
export interface PostmortemEvent {
  readonly type: 'postmortem';
  readonly at: number;
  /** Id of the incident. */
  readonly incident: string;
  /** Wall time of cloud second 0, which the times of the draft count from; ISO 8601. */
  readonly startedAt: string;
  readonly markdown: string;
}
