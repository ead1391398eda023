/** One span as a service exported it: only what a trace is drawn from. */
export interface ReceivedSpan {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly id: string;
  /** Id of the span that caused it; absent for the first span of a trace. */
  readonly parentId?: string;
  /** `service.name` of the process that exported it. */
  readonly service: string;
  /** Version label of the process: its annotation, else `service.version`; empty when it tells none. */
  readonly version: string;
  readonly name: string;
  readonly kind: SpanKind;
  /** Milliseconds since 1970 by the clock of the process, with fractions. */
  readonly startMs: number;
  readonly durationMs: number;
  /** True when the span says so, or when its HTTP status is 500 or more. */
  readonly failed: boolean;
  /** HTTP status of the answer; absent when there was none. */
  readonly status?: number;
  /** Message of the failure; absent when there is none. */
  readonly message?: string;
  /** Values of the annotations that the span has, and of the HTTP method and route. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** What a span is for, in the words of OpenTelemetry. */
export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';
