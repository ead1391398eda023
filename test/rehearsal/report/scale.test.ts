import fc from 'fast-check';
import { position, roundUp, timeMarks } from '../../../rehearsal/report/scale';

const seconds = fc.integer({ min: 0, max: 1_000_000 });

test('marks are evenly spread round times within the axis, neither too many nor none', () => {
  fc.assert(
    fc.property(seconds, fc.integer({ min: 60, max: 100_000 }), (from, length) => {
      const marks = timeMarks(from, from + length, 8);
      expect(marks.length).toBeGreaterThan(0);
      expect(marks.length).toBeLessThanOrEqual(9);
      expect(Math.min(...marks)).toBeGreaterThanOrEqual(from);
      expect(Math.max(...marks)).toBeLessThanOrEqual(from + length);
      const steps = marks.slice(1).map((mark, index) => mark - (marks[index] ?? 0));
      expect(new Set(steps).size).toBeLessThanOrEqual(1);
      expect(marks.every((mark) => mark % 5 === 0)).toBe(true);
    }),
  );
});

test('an axis that is longer than every step is divided evenly', () => {
  expect(timeMarks(0, 8_000_000, 8)).toHaveLength(9);
});

test('rounding up gives 1, 2 or 5 times a power of ten, at most two and a half times the value', () => {
  fc.assert(
    fc.property(fc.double({ min: 1, max: 1e9, noNaN: true }), (value) => {
      const rounded = roundUp(value);
      expect(rounded).toBeGreaterThanOrEqual(value);
      expect(rounded).toBeLessThanOrEqual(value * 2.5);
      expect(['1', '2', '5']).toContain(String(rounded).replace(/0*$/, ''));
    }),
  );
});

test('positions keep the order and stay between 0 and 100 percent', () => {
  const number = fc.double({ min: -1000, max: 1000, noNaN: true });
  fc.assert(
    fc.property(number, number, (one, other) => {
      const [low, high] = [Math.min(one, other), Math.max(one, other)];
      expect(position(low, -500, 500)).toBeLessThanOrEqual(position(high, -500, 500));
      expect(position(low, -500, 500)).toBeGreaterThanOrEqual(0);
      expect(position(high, -500, 500)).toBeLessThanOrEqual(100);
    }),
  );
});
