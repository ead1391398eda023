import * as fc from 'fast-check';
import { heard } from '../../lib/incident/incident';
import type { Incident } from '../../lib/incident/incident';
import { incidentKept, keptSignals, outlived, signalData } from '../../lib/incident/kept-signals';
import type { ItemData } from '../../lib/incident/kept-signals';
import { CAUSES } from '../../lib/incident/signal';
import type { Signal } from '../../lib/incident/signal';

const place = { service: 'storefront', environment: 'production' };
const at = (minute: number): string => new Date(Date.UTC(2026, 10, 20, 10, minute)).toISOString();
const signal = (turn: Signal['turn'], minute: number, more: Partial<Signal> = {}): Signal => ({
  ...{ cause: 'impaired', turn, place, at: at(minute), text: `${turn} at ${minute}` },
  ...more,
});
const written = (...signals: readonly Signal[]): ItemData =>
  Object.assign({}, ...signals.map(signalData)) as ItemData;
const read = (data: Parameters<typeof keptSignals>[0]): Incident =>
  incidentKept(data, place, keptSignals(data, place));

const signals = fc.array(
  fc.record({
    cause: fc.constantFrom(...CAUSES),
    turn: fc.constantFrom('raised', 'cleared'),
    minute: fc.nat(12),
    lasted: fc.option(fc.nat(6), { nil: undefined }),
  }),
  { minLength: 1, maxLength: 14 },
);
const madeOf = ({
  cause,
  turn,
  minute,
  lasted,
}: typeof signals extends fc.Arbitrary<(infer T)[]> ? T : never) =>
  signal(turn, minute, {
    cause,
    ...(turn === 'cleared' && lasted !== undefined && { since: at(minute - lasted) }),
  });

it('makes the same incident of signals that were written by anybody in any order, however often', () => {
  fc.assert(
    fc.property(signals, fc.array(fc.nat(), { minLength: 14, maxLength: 14 }), (made, random) => {
      const all = made.map(madeOf);
      const shuffled = all
        .map((each, index) => ({ each, by: random[index] ?? 0 }))
        .toSorted((one, other) => one.by - other.by)
        .map(({ each }) => each);
      const whole = all.reduce<Incident>((incident, each) => heard(incident, each), { place, causes: {} });
      expect(read(written(...shuffled, ...all.slice(0, 3)))).toEqual(whole);
    }),
  );
});

it('loses nothing that counts when functions take away at one time, each by what it has read', () => {
  const views = fc.array(fc.array(fc.boolean(), { minLength: 14, maxLength: 14 }), { maxLength: 4 });
  fc.assert(
    fc.property(signals, views, (made, seen) => {
      const data = written(...made.map(madeOf));
      const entries = Object.entries(data);
      const gone = seen.flatMap((sees) =>
        outlived(keptSignals(Object.fromEntries(entries.filter((_entry, index) => sees[index])), place)),
      );
      expect(read(Object.fromEntries(entries.filter(([key]) => !gone.includes(key))))).toEqual(read(data));
    }),
    { numRuns: 500 },
  );
});

it('takes away what came between the first and the last', () => {
  const flapping = [0, 2, 4, 6].flatMap((minute) => [
    signal('raised', minute),
    signal('cleared', minute + 1, { since: at(minute) }),
  ]);
  const data = written(...flapping);
  const gone = outlived(keptSignals(data, place));
  expect(gone).toEqual(Object.keys(data).slice(2, 6));
});

it('two signals of one second have two keys, and one signal has one', () => {
  const [one, other] = [signal('raised', 0, { execution: 'a' }), signal('raised', 0, { execution: 'b' })];
  expect(Object.keys(written(one, other, one))).toHaveLength(2);
});

it('reads items that were open before signals had keys of their own', () => {
  const mark = (minute: number) => ({ first: at(minute), last: at(minute), text: 'before' });
  const old = {
    'cause-impaired': { Value: JSON.stringify({ raised: mark(0) }) },
    'cause-drift': { Value: JSON.stringify({ raised: mark(1) }) },
  };
  expect(read({ ...old, ...written(signal('cleared', 5)) }).causes).toEqual({
    impaired: { raised: mark(0), cleared: { first: at(5), last: at(5), text: 'cleared at 5' } },
    drift: { raised: mark(1) },
  });
});

it.each(['no JSON', '7', 'null', '{"raised":7}', '{"raised":{"first":"x"}}', '[1]', '{"cause":"impaired"}'])(
  'leaves out what somebody wrote in place of a signal: %s',
  (Value) => {
    const data = { 'cause-impaired': { Value }, 'heard-impaired-raised-x': { Value } };
    expect(read(data).causes).toEqual({});
  },
);
