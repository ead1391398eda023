import type { SpanKind } from './traces/span';

/** One trace in the order of a waterfall. Times are milliseconds of this machine: a request takes as long as it takes at every speed. */
export interface TraceEvent {
  readonly type: 'trace';
  /** When the request began, in cloud seconds since the rehearsal began. */
  readonly at: number;
  readonly environment: string;
  /** As X-Ray writes it: `1-67891233-abcdef012345678912345678`. */
  readonly id: string;
  /** Why it is shown, in a few words. */
  readonly why: string;
  readonly durationMs: number;
  readonly spans: readonly TraceSpan[];
  /** What is odd about it, as sentences. */
  readonly notes: readonly string[];
}

/** One span of a trace; children follow their parent. */
export interface TraceSpan {
  readonly id: string;
  /** Absent for a span that nothing traced has caused. */
  readonly parentId?: string;
  readonly depth: number;
  readonly service: string;
  readonly version: string;
  readonly name: string;
  readonly kind: SpanKind;
  /** From the start of the trace. */
  readonly startMs: number;
  readonly durationMs: number;
  /** The part of the duration in which it waited for no child. */
  readonly selfMs: number;
  readonly failed: boolean;
  /** HTTP status; absent when there was no answer. */
  readonly status?: number;
  readonly message?: string;
  /** Annotations, HTTP method and route. */
  readonly attributes: Readonly<Record<string, string>>;
}
