import type { IncomingHttpHeaders } from 'node:http';

/** What a caller said about the trace that a request belongs to. */
export interface TraceParent {
  /** 32 lowercase hexadecimal digits. */
  readonly traceId: string;
  /** 16 lowercase hexadecimal digits; undefined when the caller started the trace without a span. */
  readonly spanId?: string;
  /** The caller's sampling decision; undefined when it left the choice to us. */
  readonly sampled?: boolean;
}

/** Version ff and ids of zeros only are invalid: https://www.w3.org/TR/trace-context/#traceparent-header */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)/;
/** Here as well: an id of zeros names nothing, and would join the traces of everybody who sends one. */
const XRAY_ROOT = /(?:^|;)\s?Root=1-(?!0{8}-0{24})([0-9a-f]{8})-([0-9a-f]{24})(?:;|$)/;
const XRAY_PARENT = /(?:^|;)\s?Parent=(?!0{16})([0-9a-f]{16})(?:;|$)/;
const XRAY_SAMPLED = /(?:^|;)\s?Sampled=([01])(?:;|$)/;
const SAMPLED_FLAG = 1;

/** Reads the W3C `traceparent` header, or the `X-Amzn-Trace-Id` header that a load balancer adds. */
export function readTraceParent(headers: IncomingHttpHeaders): TraceParent | undefined {
  const { traceparent } = headers;
  if (typeof traceparent === 'string') {
    const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent) ?? [];
    if (traceId && spanId && flags) {
      return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & SAMPLED_FLAG) === SAMPLED_FLAG };
    }
  }
  const amazon = headers['x-amzn-trace-id'];
  return typeof amazon === 'string' ? readAmazonTraceId(amazon) : undefined;
}

/** A span that a call to another service belongs to. */
export interface CallingSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly sampled: boolean;
}

/** Both headers that carry a trace along: whoever is called may read either. */
export function writeTraceHeaders({ traceId, spanId, sampled }: CallingSpan): Record<string, string> {
  return {
    traceparent: `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`,
    'x-amzn-trace-id': `${writeAmazonTraceId(traceId)};Parent=${spanId};Sampled=${sampled ? '1' : '0'}`,
  };
}

/** Writes the `X-Amzn-Trace-Id` header that names a trace and leaves the sampling decision to the receiver. */
export function writeAmazonTraceId(traceId: string): string {
  return `Root=1-${traceId.slice(0, 8)}-${traceId.slice(8)}`;
}

function readAmazonTraceId(header: string): TraceParent | undefined {
  const [, time, random] = XRAY_ROOT.exec(header) ?? [];
  if (!time || !random) return undefined;
  const sampled = XRAY_SAMPLED.exec(header)?.[1];
  return {
    traceId: time + random,
    spanId: XRAY_PARENT.exec(header)?.[1],
    sampled: sampled === undefined ? undefined : sampled === '1',
  };
}
