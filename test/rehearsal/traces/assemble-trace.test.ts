import fc from 'fast-check';
import { assembleTrace } from '../../../rehearsal/traces/assemble-trace';
import type { ReceivedSpan } from '../../../rehearsal/traces/span';
import { testSpan } from './spans';

/** Each span as `depth:id@start` in the order of the waterfall. */
function outline(spans: readonly ReceivedSpan[]): string[] {
  return assembleTrace('trace', spans).spans.map(
    ({ span, depth, startMs }) => `${'-'.repeat(depth)}${span.id}@${startMs}`,
  );
}

const catalog = { service: 'catalog' };
const front = testSpan('front', undefined, 0, 20);
const call = testSpan('call', 'front', 2, 18, { kind: 'client' });
const back = testSpan('back', 'call', 4, 14, catalog);

describe('a trace across two services', () => {
  it.each([
    ['in order', [front, call, back]],
    ['with the late one first', [back, front, call]],
    ['from the last to the first', [back, call, front]],
  ])('has each span under the one that caused it, received %s', (_order, spans) => {
    expect(outline(spans)).toEqual(['front@0', '-call@2', '--back@4']);
    expect(assembleTrace('trace', spans)).toMatchObject({ startedAtMs: 1000, durationMs: 20, notes: [] });
  });

  it('tells how long each span waited for no other', () => {
    const { spans } = assembleTrace('trace', [front, call, back]);
    expect(spans.map(({ selfMs }) => selfMs)).toEqual([4, 6, 10]);
  });

  it('counts time in which two children were under way once', () => {
    const children = [
      testSpan('a', 'front', 2, 10),
      testSpan('b', 'front', 5, 12),
      testSpan('c', 'front', 6, 8),
    ];
    expect(assembleTrace('trace', [front, ...children]).spans[0]?.selfMs).toBe(10);
  });

  it('does not count what a child does after its parent has ended', () => {
    const { spans } = assembleTrace('trace', [front, testSpan('after', 'front', 15, 30)]);
    expect(spans[0]?.selfMs).toBe(15);
  });
});

describe('an odd trace', () => {
  it('with a missing parent keeps the span as a beginning, and says so', () => {
    expect(outline([front, back])).toEqual(['front@0', 'back@4']);
    expect(assembleTrace('trace', [front, back]).notes).toEqual([
      '1 span named a parent that was not received.',
    ]);
  });

  it('with two beginnings shows both, the earlier one first, and says so', () => {
    const second = testSpan('second', undefined, 30, 40);
    expect(outline([second, front])).toEqual(['front@0', 'second@30']);
    expect(assembleTrace('trace', [second, front])).toMatchObject({
      durationMs: 40,
      notes: ['It has 2 beginnings.'],
    });
  });

  it.each([
    ['itself', [testSpan('a', 'a', 0, 5)], ['a@0']],
    ['its own child', [testSpan('a', 'b', 0, 5), testSpan('b', 'a', 1, 4)], ['a@0', 'b@1']],
  ])('whose span names %s as its parent still shows every span once', (_what, spans, expected) => {
    expect(outline(spans)).toEqual(expected);
  });

  it('keeps what hangs below a circle in its place', () => {
    const circle = [testSpan('a', 'b', 0, 9), testSpan('b', 'a', 1, 8), testSpan('c', 'b', 2, 3)];
    expect(outline(circle)).toEqual(['a@0', 'b@1', '-c@2']);
  });

  it('of no time at all has no length', () => {
    expect(assembleTrace('trace', [testSpan('a', undefined, 0, 0)])).toMatchObject({ durationMs: 0 });
  });
});

describe('clocks that differ', () => {
  it.each([
    ['behind', -50],
    ['ahead', 50],
  ])(
    'are put right when the called service is %s: its time lies in the middle of the call',
    (_what, skew) => {
      const inner = testSpan('inner', 'back', 6 + skew, 10 + skew, catalog);
      const skewed = [front, call, testSpan('back', 'call', 4 + skew, 14 + skew, catalog), inner];
      expect(outline(skewed)).toEqual(['front@0', '-call@2', '--back@5', '---inner@7']);
      const { notes, durationMs } = assembleTrace('trace', skewed);
      expect(durationMs).toBe(20);
      expect(notes).toEqual(["1 span moved into the caller's time: the clocks of the processes differ."]);
    },
  );

  it('are left alone within the tolerance, and within one process', () => {
    expect(outline([call, testSpan('back', 'call', -1, 14, catalog)])).toEqual(['call@3', '-back@0']);
    expect(outline([call, testSpan('own', 'call', 12, 30)])).toEqual(['call@0', '-own@10']);
  });

  it('leave a span that its caller did not wait for at its place, and never before its caller', () => {
    const long = testSpan('long', 'call', 4, 100, catalog);
    expect(outline([call, long])).toEqual(['call@0', '-long@2']);
    const early = testSpan('early', 'call', -40, 56, catalog);
    expect(outline([call, early])).toEqual(['call@0', '-early@0']);
  });
});

describe('any spans at all', () => {
  const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
  const anySpan = (id: string) =>
    fc
      .tuple(
        fc.option(fc.constantFrom(...ids, 'gone'), { nil: undefined }),
        fc.nat(100),
        fc.nat(100),
        fc.constantFrom('storefront', 'catalog'),
      )
      .map(([parent, from, length, service]) => testSpan(id, parent, from, from + length, { service }));

  it('are each shown once, under a parent that stands before them, with sound numbers', () => {
    fc.assert(
      fc.property(fc.tuple(...ids.map(anySpan)), (spans) => {
        const trace = assembleTrace('trace', spans);
        expect(trace.spans.map(({ span }) => span.id).sort()).toEqual(ids);
        for (const [index, { span, depth, startMs, selfMs }] of trace.spans.entries()) {
          expect(startMs).toBeGreaterThanOrEqual(0);
          expect(startMs + span.durationMs).toBeLessThanOrEqual(trace.durationMs + 0.01);
          expect(selfMs).toBeGreaterThanOrEqual(0);
          if (depth === 0) continue;
          const above = trace.spans.slice(0, index).findLast((one) => one.depth === depth - 1);
          expect(above?.span.id).toBe(span.parentId);
        }
      }),
    );
  });

  it('as many as a trace may have, each in the one before, are put in order quickly', () => {
    const chain = Array.from({ length: 1000 }, (_none, index) =>
      testSpan(`s${index}`, index === 0 ? undefined : `s${index - 1}`, index, 2000 - index),
    );
    const { spans } = assembleTrace('trace', chain.reverse());
    expect(spans.map(({ depth }) => depth)).toEqual(chain.map((_none, index) => index));
  });
});
