import { z } from 'zod';
import { ANNOTATIONS } from '../../app/shared/contract';
import type { ReceivedSpan, SpanKind } from './span';

/** A body that is no export of traces; the message says what is wrong with it. */
export class MalformedExportError extends Error {}

/** The spans of an export, and how many of it could not be read. */
export interface ParsedExport {
  readonly spans: readonly ReceivedSpan[];
  readonly rejected: number;
}

/** Spans in one request at most, as at the endpoint of X-Ray. */
const MOST_SPANS = 10_000;
/** Texts are cut after this many characters. */
const LONGEST_TEXT = 200;
const KINDS: readonly SpanKind[] = ['internal', 'internal', 'server', 'client', 'producer', 'consumer'];
/** The value of `status.code` that means failure. */
const STATUS_ERROR = 2;
const STATUS_KEY = 'http.response.status_code';
const KEPT: ReadonlySet<string> = new Set([
  ...Object.values(ANNOTATIONS),
  'http.request.method',
  'http.route',
]);

const value = z
  .object({
    stringValue: z.string().optional(),
    boolValue: z.boolean().optional(),
    intValue: z.union([z.number(), z.string()]).optional(),
    doubleValue: z.number().optional(),
  })
  .transform(({ stringValue, boolValue, intValue, doubleValue }) =>
    String(stringValue ?? boolValue ?? intValue ?? doubleValue ?? '').slice(0, LONGEST_TEXT),
  );
const attributes = z.array(z.object({ key: z.string(), value })).default([]);
const nanoseconds = z.union([z.string().regex(/^\d{1,20}$/), z.number().nonnegative()]);
const id = (digits: number) =>
  z
    .string()
    .regex(new RegExp(`^(?!0+$)[0-9a-fA-F]{${digits}}$`))
    .toLowerCase();
const span = z.object({
  traceId: id(32),
  spanId: id(16),
  parentSpanId: z.union([id(16), z.literal('')]).optional(),
  name: z.string(),
  kind: z.number().optional(),
  startTimeUnixNano: nanoseconds,
  endTimeUnixNano: nanoseconds,
  attributes,
  status: z.object({ code: z.number().optional(), message: z.string().optional() }).optional(),
});
const body = z.object({
  resourceSpans: z
    .array(
      z.object({
        resource: z.object({ attributes }).optional(),
        scopeSpans: z.array(z.object({ spans: z.array(z.unknown()).default([]) })).default([]),
      }),
    )
    .default([]),
});

/**
 * Reads the body of an export in the JSON form of OTLP; a span that cannot be read is counted and left out.
 * Format: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 * @throws MalformedExportError when the body as a whole is no export
 */
export function parseExport(text: string): ParsedExport {
  const parsed = body.safeParse(parseJson(text));
  if (!parsed.success) throw new MalformedExportError('the body is no ExportTraceServiceRequest');
  const found = parsed.data.resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const process = pairs(resource?.attributes ?? []);
    return scopeSpans.flatMap(({ spans }) => spans.map((each) => ({ each, process })));
  });
  if (found.length > MOST_SPANS) throw new MalformedExportError(`the body has more than ${MOST_SPANS} spans`);
  const spans = found.flatMap(({ each, process }) => {
    const read = span.safeParse(each);
    return read.success ? [toSpan(read.data, process)] : [];
  });
  return { spans, rejected: found.length - spans.length };
}

type Pairs = ReadonlyMap<string, string>;

function toSpan(told: z.infer<typeof span>, process: Pairs): ReceivedSpan {
  const own = pairs(told.attributes);
  const startMs = milliseconds(told.startTimeUnixNano);
  const status = Number(own.get(STATUS_KEY) ?? Number.NaN);
  const message = told.status?.message?.slice(0, LONGEST_TEXT) ?? '';
  return {
    traceId: told.traceId,
    id: told.spanId,
    ...(told.parentSpanId ? { parentId: told.parentSpanId } : {}),
    service: process.get('service.name') ?? 'unknown',
    version: own.get(ANNOTATIONS.version) ?? process.get('service.version') ?? '',
    name: told.name.slice(0, LONGEST_TEXT),
    kind: KINDS[told.kind ?? 0] ?? 'internal',
    startMs,
    durationMs: Math.max(0, milliseconds(told.endTimeUnixNano) - startMs),
    failed: told.status?.code === STATUS_ERROR || status >= 500,
    ...(Number.isInteger(status) ? { status } : {}),
    ...(message === '' ? {} : { message }),
    attributes: Object.fromEntries([...own].filter(([key]) => KEPT.has(key))),
  };
}

function pairs(list: z.infer<typeof attributes>): Pairs {
  return new Map(list.map(({ key, value: text }) => [key, text]));
}

/** Nanoseconds since 1970 have more digits than a number keeps, so microseconds are made of the digits. */
function milliseconds(nanos: string | number): number {
  return typeof nanos === 'number' ? nanos / 1e6 : Number(BigInt(nanos) / 1_000n) / 1e3;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new MalformedExportError('the body is no JSON');
  }
}
