import { MalformedExportError, parseExport } from '../../../rehearsal/traces/otlp';

const SPAN = {
  traceId: '6B02AE8F9E750ABD6FBA2EA32ADB6BB6',
  spanId: '0102030405060708',
  name: 'GET /',
  kind: 2,
  startTimeUnixNano: '1790000000123456789',
  endTimeUnixNano: '1790000000125956789',
};

function text(...spans: unknown[]): string {
  const attributes = [{ key: 'service.name', value: { stringValue: 'storefront' } }];
  return JSON.stringify({ resourceSpans: [{ resource: { attributes }, scopeSpans: [{ spans }] }] });
}

function attribute(key: string, value: Record<string, unknown>): object {
  return { ...SPAN, attributes: [{ key, value }] };
}

it('reads a span as far as a trace is drawn from it', () => {
  const { spans, rejected } = parseExport(text({ ...SPAN, parentSpanId: '', unknown: { deep: [1] } }));
  expect(rejected).toBe(0);
  expect(spans).toEqual([
    {
      traceId: '6b02ae8f9e750abd6fba2ea32adb6bb6',
      id: '0102030405060708',
      service: 'storefront',
      version: '',
      name: 'GET /',
      kind: 'server',
      startMs: 1790000000123.456,
      durationMs: 2.5,
      failed: false,
      attributes: {},
    },
  ]);
});

it.each([
  [
    'a status of 500 as a number',
    attribute('http.response.status_code', { intValue: 500 }),
    { failed: true, status: 500 },
  ],
  [
    'a status of 404 as a text',
    attribute('http.response.status_code', { intValue: '404' }),
    { failed: false, status: 404 },
  ],
  ['a status that is none', attribute('http.response.status_code', { stringValue: 'x' }), { failed: false }],
  [
    'an error',
    { ...SPAN, status: { code: 2, message: 'no answer' } },
    { failed: true, message: 'no answer' },
  ],
  [
    'the annotation of the version',
    attribute('release_version', { stringValue: 'abc' }),
    { version: 'abc', attributes: { release_version: 'abc' } },
  ],
  [
    'an attribute that is not kept',
    attribute('http.request.header.cookie', { stringValue: 'secret' }),
    { attributes: {} },
  ],
  [
    'a list as a value',
    attribute('http.route', { arrayValue: { values: [] } }),
    { attributes: { 'http.route': '' } },
  ],
  ['a key of every object', attribute('__proto__', { stringValue: 'x' }), { attributes: {} }],
  ['a kind that is none', { ...SPAN, kind: 77 }, { kind: 'internal' }],
  ['an end before its start', { ...SPAN, endTimeUnixNano: '1' }, { durationMs: 0 }],
  ['a name without end', { ...SPAN, name: 'x'.repeat(9999) }, { name: 'x'.repeat(200) }],
])('reads a span with %s', (_what, span, expected) => {
  const { spans } = parseExport(text(span));
  expect(spans).toEqual([expect.objectContaining(expected)]);
  if ('status' in expected) return;
  expect(spans[0]).not.toHaveProperty('status');
});

it.each([
  ['no trace id', { ...SPAN, traceId: undefined }],
  ['a trace id of zeros', { ...SPAN, traceId: '0'.repeat(32) }],
  ['a span id that is too short', { ...SPAN, spanId: '0102' }],
  ['a parent that is no id', { ...SPAN, parentSpanId: 'mother' }],
  ['no start', { ...SPAN, startTimeUnixNano: undefined }],
  ['a start that is no number', { ...SPAN, startTimeUnixNano: 'noon' }],
  ['a start beyond all time', { ...SPAN, startTimeUnixNano: '9'.repeat(500) }],
  ['a name that is none', { ...SPAN, name: 5 }],
])('rejects a span with %s, and keeps the others', (_what, span) => {
  expect(parseExport(text(span, SPAN, null))).toMatchObject({ rejected: 2, spans: [{ name: 'GET /' }] });
});

it.each([
  ['no JSON', 'hello', 'the body is no JSON'],
  ['nothing', '', 'the body is no JSON'],
  ['a list', '[]', 'the body is no ExportTraceServiceRequest'],
  ['spans that are none', '{"resourceSpans":"many"}', 'the body is no ExportTraceServiceRequest'],
  [
    'nested without end',
    `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
    'the body is no ExportTraceServiceRequest',
  ],
  ['too many spans', text(...Array.from({ length: 10_001 }, () => 0)), 'the body has more than 10000 spans'],
])('refuses a body that is %s', (_what, body, message) => {
  expect(() => parseExport(body)).toThrow(new MalformedExportError(message));
});

it('takes an export of nothing', () => {
  expect(parseExport('{}')).toEqual({ spans: [], rejected: 0 });
});
