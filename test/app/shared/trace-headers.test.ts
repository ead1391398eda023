import { readTraceParent, writeAmazonTraceId, writeTraceHeaders } from '../../../app/shared/trace-headers';

const traceId = '6b0256d45aef6a811c4041b8ea3b4559';
const spanId = '00f067aa0ba902b7';

test.each([
  ['nothing', {}, undefined],
  ['a sampled parent', { traceparent: `00-${traceId}-${spanId}-01` }, { traceId, spanId, sampled: true }],
  [
    'a parent that is not sampled',
    { traceparent: `00-${traceId}-${spanId}-00` },
    { traceId, spanId, sampled: false },
  ],
  [
    'other flags beside sampled',
    { traceparent: `00-${traceId}-${spanId}-03` },
    { traceId, spanId, sampled: true },
  ],
  [
    'a later version with more fields',
    { traceparent: `01-${traceId}-${spanId}-01-x` },
    { traceId, spanId, sampled: true },
  ],
  ['nonsense', { traceparent: 'hello' }, undefined],
  ['capital letters', { traceparent: `00-${traceId.toUpperCase()}-${spanId}-01` }, undefined],
  ['the invalid trace id', { traceparent: `00-${'0'.repeat(32)}-${spanId}-01` }, undefined],
  ['the invalid span id', { traceparent: `00-${traceId}-${'0'.repeat(16)}-01` }, undefined],
  ['the invalid version', { traceparent: `ff-${traceId}-${spanId}-01` }, undefined],
  [
    'a load balancer that names the trace only',
    { 'x-amzn-trace-id': 'Root=1-6b0256d4-5aef6a811c4041b8ea3b4559' },
    { traceId, spanId: undefined, sampled: undefined },
  ],
  [
    'a load balancer that passes a caller on',
    {
      'x-amzn-trace-id': `Self=1-6b0256d4-000000000000000000000000;Root=1-6b0256d4-5aef6a811c4041b8ea3b4559;Parent=${spanId};Sampled=1`,
    },
    { traceId, spanId, sampled: true },
  ],
  [
    'both headers',
    {
      traceparent: `00-${traceId}-${spanId}-00`,
      'x-amzn-trace-id': 'Root=1-11111111-222222222222222222222222',
    },
    { traceId, spanId, sampled: false },
  ],
  [
    'an Amazon header of zeros',
    { 'x-amzn-trace-id': `Root=1-${'0'.repeat(8)}-${'0'.repeat(24)}` },
    undefined,
  ],
  [
    'a parent of zeros',
    { 'x-amzn-trace-id': `Root=1-6b0256d4-5aef6a811c4041b8ea3b4559;Parent=${'0'.repeat(16)};Sampled=9` },
    { traceId, spanId: undefined, sampled: undefined },
  ],
  ['a longer Amazon id', { 'x-amzn-trace-id': 'Root=1-6b0256d4-5aef6a811c4041b8ea3b4559ff' }, undefined],
  ['flags that go on', { traceparent: `00-${traceId}-${spanId}-01ff` }, undefined],
  ['a broken Amazon header', { 'x-amzn-trace-id': 'Root=2-zz' }, undefined],
])('reads %s', (_what, headers, expected) => {
  expect(readTraceParent(headers)).toEqual(expected);
});

test.each([true, false])('either header that is written can be read back, sampled: %p', (sampled) => {
  const span = { traceId, spanId, sampled };
  const { traceparent, 'x-amzn-trace-id': amazon } = writeTraceHeaders(span);
  expect(readTraceParent({ traceparent })).toEqual(span);
  expect(readTraceParent({ 'x-amzn-trace-id': amazon })).toEqual(span);
});

test('a trace can be named without a decision', () => {
  const headers = { 'x-amzn-trace-id': writeAmazonTraceId(traceId) };
  expect(readTraceParent(headers)).toEqual({ traceId, spanId: undefined, sampled: undefined });
});
