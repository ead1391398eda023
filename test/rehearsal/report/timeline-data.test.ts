import { position, roundUp, timeMarks } from '../../../rehearsal/report/scale';
import { timelineData } from '../../../rehearsal/report/timeline-data';
import { TEST_EVENTS } from '../cli/result-fixture';

describe('timelineData', () => {
  const data = timelineData(TEST_EVENTS);

  it('begins the weights with whoever answered before the first shift', () => {
    expect(data.colours).toEqual(['blue', 'green']);
    expect(data.weights.get('blue')).toEqual([
      { at: 60, value: 100 },
      { at: 140, value: 90 },
      { at: 206, value: 100 },
    ]);
    expect(data.weights.get('green')?.map(({ value }) => value)).toEqual([0, 10, 0]);
  });

  it('sorts samples by colour', () => {
    expect(data.failed.get('green')).toEqual([{ at: 200, value: 2 }]);
    expect(data.p99.get('blue')?.map(({ value }) => value)).toEqual([9, 9]);
  });

  it('draws alarms without what their names share, each state until the next', () => {
    expect(data.alarms.map(({ name, note }) => [name, note])).toEqual([
      ['blue-errors', undefined],
      ['green-errors', 'in ALARM'],
    ]);
    expect(data.alarms[1]?.spans).toMatchObject([
      { from: 140, to: 205, state: 'INSUFFICIENT_DATA' },
      { from: 205, to: data.to, state: 'ALARM' },
    ]);
  });

  it('draws actions with their duration and deployments with their steps', () => {
    expect(data.phases.map(({ name, note }) => [name, note])).toEqual([
      ['Build', '10 s'],
      ['Deploy', '3 min 30 s'],
      ['d-1', 'Created, Stopped'],
      ['d-2', 'Succeeded'],
    ]);
  });

  it('lets an action that never ended last until the end', () => {
    const started = {
      type: 'action' as const,
      at: 5,
      stage: 's',
      action: 'Deploy',
      status: 'started' as const,
    };
    const { phases } = timelineData([started, { type: 'note', at: 50, text: 'x' }]);
    expect(phases[0]?.spans[0]).toMatchObject({ from: 5, to: 50, state: 'started' });
  });
});

describe('scale', () => {
  it.each([
    [0, 700, 8, [0, 120, 240, 360, 480, 600]],
    [10, 65, 8, [10, 20, 30, 40, 50, 60]],
    [0, 3800, 8, [0, 600, 1200, 1800, 2400, 3000, 3600]],
  ])('marks %d to %d', (from, to, most, expected) => expect(timeMarks(from, to, most)).toEqual(expected));

  it.each([
    [0, 1],
    [1, 1],
    [3, 5],
    [11, 20],
    [50, 50],
    [51, 100],
    [940, 1000],
  ])('rounds %d up to %d', (value, expected) => expect(roundUp(value)).toBe(expected));

  it.each([
    [5, 0, 10, 50],
    [-1, 0, 10, 0],
    [99, 0, 10, 100],
    [1, 1, 1, 0],
  ])('places %d between %d and %d at %d %%', (value, from, to, expected) =>
    expect(position(value, from, to)).toBe(expected),
  );
});
