import { createTraceStore } from '../../../rehearsal/traces/trace-store';
import { testSpan } from './spans';

const inTrace = (traceId: string, id: string, service = 'storefront') =>
  testSpan(id, undefined, 0, 1, { traceId, service });

it('keeps spans by trace and counts them by service', () => {
  const store = createTraceStore();
  store.add([inTrace('one', 'a'), inTrace('two', 'b'), inTrace('one', 'c', 'catalog')]);
  expect([...store.traces()].map(([id, spans]) => [id, spans.map((span) => span.id)])).toEqual([
    ['one', ['a', 'c']],
    ['two', ['b']],
  ]);
  expect(store.facts()).toEqual({ traces: 2, spans: { catalog: 1, storefront: 2 }, dropped: 0 });
});

it('counts a span once that is sent again', () => {
  const store = createTraceStore();
  store.add([inTrace('one', 'a')]);
  store.add([inTrace('one', 'a')]);
  expect(store.facts()).toEqual({ traces: 1, spans: { storefront: 1 }, dropped: 0 });
});

it('lets the oldest traces go when it is full, and still counts them', () => {
  const store = createTraceStore({ spans: 3, spansOfTrace: 10, services: 10 });
  store.add([inTrace('one', 'a'), inTrace('one', 'b'), inTrace('two', 'c'), inTrace('three', 'd')]);
  expect([...store.traces().keys()]).toEqual(['two', 'three']);
  expect(store.facts()).toEqual({ traces: 3, spans: { storefront: 4 }, dropped: 2 });
});

it('keeps so many spans of one trace, whatever it sends', () => {
  const store = createTraceStore({ spans: 100, spansOfTrace: 2, services: 10 });
  store.add(['a', 'b', 'c', 'd'].map((id) => inTrace('one', id)));
  expect(store.traces().get('one')).toHaveLength(2);
  expect(store.facts()).toMatchObject({ spans: { storefront: 4 }, dropped: 2 });
});

it('counts services beyond its bound together', () => {
  const store = createTraceStore({ spans: 100, spansOfTrace: 100, services: 2 });
  store.add(['x', 'y', 'z', 'w', 'x'].map((service, index) => inTrace('one', String(index), service)));
  expect(store.facts().spans).toEqual({ others: 2, x: 2, y: 1 });
});
