import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { BatchSpanProcessor, type SpanExporter, type SpanProcessor } from '@opentelemetry/sdk-trace-base';

/** Spans that wait for the collector at most; more are dropped, so that its absence costs a few megabytes. */
export const MAX_WAITING_SPANS = 1_024;

const MAX_SPANS_AT_ONCE = 256;
/** Milliseconds that one delivery may take. */
const TIMEOUT_MS = 2_000;
/** Milliseconds that a span waits for others to go with. */
const DELAY_MS = 1_000;

/** Sends spans to the collector in the background, and loses them when it does not take them. */
export function exportTo(endpoint: string): SpanProcessor {
  return inBatches(new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, timeoutMillis: TIMEOUT_MS }));
}

/** Hands spans on in batches, and never keeps more than `MAX_WAITING_SPANS`. */
export function inBatches(exporter: SpanExporter): SpanProcessor {
  return new BatchSpanProcessor(exporter, {
    maxQueueSize: MAX_WAITING_SPANS,
    maxExportBatchSize: MAX_SPANS_AT_ONCE,
    scheduledDelayMillis: DELAY_MS,
    exportTimeoutMillis: TIMEOUT_MS,
  });
}
