import { alarmStates, place, share, text } from '../../../lib/observability/dashboards/widget';
import type { Widget } from '../../../lib/observability/dashboards/widget';

const box = (width: number, height: number): Widget => ({ type: 'metric', width, height, properties: {} });
const at = (rows: readonly (readonly Widget[])[]) => place(rows).map(({ x, y }) => [x, y]);

describe('place', () => {
  it('puts a row side by side and the next one below its highest widget', () => {
    expect(at([[box(8, 3), box(16, 6)], [box(24, 2)], [box(12, 1), box(12, 1)]])).toEqual([
      [0, 0],
      [8, 0],
      [0, 6],
      [0, 8],
      [12, 8],
    ]);
  });

  it('gives an empty row no space', () => {
    expect(at([[box(24, 2)], [], [box(24, 2)]])).toEqual([
      [0, 0],
      [0, 2],
    ]);
  });

  it('refuses a row that is wider than the grid', () => {
    expect(() => place([[box(12, 1), box(13, 1)]])).toThrow('a row of 25 columns; a dashboard has 24');
  });
});

it.each([
  [1, 24],
  [2, 12],
  [3, 8],
  [5, 4],
])('shares the grid between %i widgets: %i columns each', (count, columns) => {
  expect(share(count)).toBe(columns);
});

it('puts text over the whole width', () => {
  expect(text('## Orders', 1)).toMatchObject({ width: 24, height: 1, properties: { markdown: '## Orders' } });
});

describe('states of alarms', () => {
  const arns = (count: number) => Array.from({ length: count }, (_, index) => `arn:${index}`);
  const shown = (count: number) =>
    alarmStates('Red', arns(count), { width: 8, height: 5 }).map(({ properties }) => [
      properties.title,
      (properties.alarms as string[]).length,
    ]);

  it('are no widget where there is no alarm', () => expect(shown(0)).toEqual([]));
  it('are one widget for a hundred', () => expect(shown(100)).toEqual([['Red', 100]]));
  it('say that more than a hundred do not fit', () => {
    expect(shown(101)).toEqual([['Red (100 of 101)', 100]]);
  });
});
