import type { Aftermath, PostmortemEvent } from './aftermath';
import type { PlacedCause } from './cause';
import type { ExpectedEnding, Verdict } from './judge';
import type { TraceEvent } from './trace-event';
import type { TraceFacts } from './traces/trace-store';

/**
 * The stream that a rehearsal emits: one flat union, one renderer per form (terminal, JSON lines, report).
 * `at` is seconds of cloud time since the rehearsal began. What users and alarms of one environment do has its
 * `environment`; a cloud, which knows of one only, leaves it out.
 */
export type RehearsalEvent =
  | { readonly type: 'stage'; readonly at: number; readonly stage: string; readonly status: Progress }
  | {
      readonly type: 'action';
      readonly at: number;
      readonly stage: string;
      readonly action: string;
      readonly status: Progress;
      readonly detail?: string;
    }
  /** A phase of a build; `seconds` is real time and given at the end. */
  | {
      readonly type: 'phase';
      readonly at: number;
      readonly stage: string;
      readonly action: string;
      readonly phase: string;
      readonly status: Progress;
      readonly seconds?: number;
    }
  /** A line that a build phase, a service or a function printed. */
  | { readonly type: 'log'; readonly at: number; readonly source: string; readonly line: string }
  /** A sentence for the person who watches. */
  | { readonly type: 'note'; readonly at: number; readonly text: string }
  | {
      readonly type: 'task';
      readonly at: number;
      readonly service: string;
      readonly task: string;
      readonly version: string;
      readonly status: 'starting' | 'running' | 'healthy' | 'unhealthy' | 'stopping' | 'stopped';
      readonly detail?: string;
    }
  | {
      readonly type: 'deployment';
      readonly at: number;
      readonly id: string;
      readonly service: string;
      readonly status: string;
      readonly detail?: string;
    }
  /** Weights of a listener after a change, percent by target group label. */
  | {
      readonly type: 'traffic';
      readonly at: number;
      readonly listener: 'production' | 'test';
      readonly weights: Readonly<Record<string, number>>;
      readonly environment?: string;
    }
  | {
      readonly type: 'hook';
      readonly at: number;
      readonly event: string;
      readonly function: string;
      readonly status: 'Started' | 'Succeeded' | 'Failed';
      readonly detail?: string;
    }
  | {
      readonly type: 'alarm';
      readonly at: number;
      readonly name: string;
      readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
      readonly reason: string;
      readonly environment?: string;
    }
  /** What the users saw in one sampling interval, by target group label (or version for rolling). */
  | {
      readonly type: 'sample';
      readonly at: number;
      readonly colour: string;
      readonly requests: number;
      readonly failed: number;
      readonly p50Ms: number;
      readonly p99Ms: number;
      readonly environment?: string;
    }
  /** A trace that the services exported, chosen for what it tells about the release; told at the end. */
  | TraceEvent
  | PostmortemEvent
  | RehearsalResult;

export type Progress = 'started' | 'succeeded' | 'failed';

/** Counts and latencies (milliseconds) of requests. */
export interface RequestSummary {
  readonly total: number;
  readonly failed: number;
  readonly failedPercent: number;
  /** Answered by the new version. */
  readonly servedByGreen: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** What one version of one service did. */
export interface VersionSummary {
  readonly service: string;
  /** `none` when no task answered. */
  readonly version: string;
  /** Who counted: the users, or the service itself when they cannot reach it. */
  readonly seenBy: 'users' | 'service';
  readonly requests: number;
  readonly failed: number;
  readonly failedPercent: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** What users asked for and only ever were refused, such as `GET /cart: 404`; absent when there is nothing. */
  readonly onlyRefused?: readonly string[];
}

/** The last event of every rehearsal. */
export interface RehearsalResult {
  readonly type: 'result';
  readonly at: number;
  readonly service: string;
  readonly environment: string;
  readonly scenario: string;
  readonly strategy: { readonly controller: 'code-deploy' | 'ecs'; readonly kind: string };
  readonly outcome: 'released' | 'rolled-back' | 'stopped';
  /** Name of the action that did not succeed; absent when released. */
  readonly stoppedAt?: string;
  readonly reason?: string;
  /** The same by kind, with its place in the pipeline; absent when released. */
  readonly cause?: PlacedCause;
  readonly versionBefore: string;
  readonly versionAfter: string;
  /** Version that the service answers with after the pipeline has ended; absent when it was never started. */
  readonly servingVersion?: string;
  /**
   * All requests of the users in the environment since the load began: the one count of failures that every output
   * shows. Each stands for `speed` requests in cloud time.
   */
  readonly requests: RequestSummary;
  /** Those between the start and the end of the deployment: what a scenario allows is a share of them. */
  readonly window: RequestSummary;
  readonly cloudSeconds: { readonly total: number; readonly detect: number; readonly rollback: number };
  readonly hooks: readonly { readonly event: string; readonly function: string; readonly status: string }[];
  /** Worst state that each alarm had; an alarm that went off is `ALARM`, although it is quiet again. */
  readonly alarms: readonly { readonly name: string; readonly state: string }[];
  /** Errors and latency of each version of each service since the load began. */
  readonly versions: readonly VersionSummary[];
  /** What was traced, counted; absent when no task of the environment has a container that takes traces. */
  readonly traces?: TraceFacts;
  /** What the functions that watch deliveries made of the run; absent when no rule of the assembly calls one. */
  readonly aftermath?: Aftermath;
  readonly unchecked: readonly string[];
  /** Cloud seconds per second of wall time. */
  readonly speed: number;
  /** By what this machine was the limit, each in a sentence; when it was, no incident of the run is judged. */
  readonly limits: readonly string[];
  /** Every end that the scenario wants, by environment. */
  readonly expected: readonly ExpectedEnding[];
  /** Whether this is one of them. */
  readonly verdict: Verdict;
  /**
   * All environments of a run over more than one, in order; the other fields are those of the last one that was
   * reached. Absent in a run over one environment.
   */
  readonly environments?: readonly EnvironmentResult[];
}

/** How one of several environments ended; numbers are there when it was reached. */
export interface EnvironmentResult
  extends
    Pick<RehearsalResult, 'environment' | 'strategy' | 'stoppedAt' | 'reason' | 'cause' | 'servingVersion'>,
    Partial<
      Pick<
        RehearsalResult,
        'requests' | 'window' | 'cloudSeconds' | 'hooks' | 'alarms' | 'versions' | 'traces'
      >
    > {
  readonly outcome: RehearsalResult['outcome'] | 'not-reached';
}
