import { SpanStatusCode, type Attributes, type Span } from '@opentelemetry/api';
import { tellError } from './scrub';
import { writeTraceHeaders } from './trace-headers';

/** A call to another service, as the trace sees it. */
export interface OutgoingCall {
  /** Headers that carry the trace along. */
  readonly headers: Readonly<Record<string, string>>;
  /** Ends the span with the status of the answer. */
  end(status: number): void;
  /** Ends the span without an answer. */
  fail(error: Error): void;
}

/** A call to make. */
export interface CallFacts {
  /** Name of the span. */
  readonly name: string;
  readonly attributes: Attributes;
}

/** A call of a request that is not sampled, remembered in case the request fails. Times are `performance.now()`. */
export interface RememberedCall extends CallFacts {
  readonly spanId: string;
  readonly startedAt: number;
  endedAt?: number;
  status?: number;
  error?: Error;
}

/** A call that belongs to a sampled request. */
export function tracedCall(span: Span): OutgoingCall {
  const { traceId, spanId } = span.spanContext();
  return {
    headers: writeTraceHeaders({ traceId, spanId, sampled: true }),
    end(status) {
      setStatus(span, status, 400);
      span.end();
    },
    fail(error) {
      setError(span, error);
      span.end();
    },
  };
}

/** A call that becomes a span only when the request it belongs to fails. */
export function rememberedCall(traceId: string, remembered: RememberedCall): OutgoingCall {
  return {
    headers: writeTraceHeaders({ traceId, spanId: remembered.spanId, sampled: false }),
    end(status) {
      remembered.endedAt = performance.now();
      remembered.status = status;
    },
    fail(error) {
      remembered.endedAt = performance.now();
      remembered.error = error;
    },
  };
}

/** Says with which status an exchange ended; from `firstError` on it is an error. */
export function setStatus(span: Span, status: number, firstError: number): void {
  span.setAttribute('http.response.status_code', status);
  if (status < firstError) return;
  span.setAttribute('error.type', String(status));
  span.setStatus({ code: SpanStatusCode.ERROR });
}

/** Says which error ended an exchange. */
export function setError(span: Span, error: Error): void {
  const { type, message, stack } = tellError(error);
  span.recordException({ name: type, message, stack });
  span.setAttribute('error.type', type);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
}
