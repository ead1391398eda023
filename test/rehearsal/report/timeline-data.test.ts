import type { RehearsalEvent } from '../../../rehearsal/events';
import { position, roundUp, timeMarks } from '../../../rehearsal/report/scale';
import { timelineData } from '../../../rehearsal/report/timeline-data';
import type { EnvironmentCurves, TimelineData } from '../../../rehearsal/report/timeline-data';
import { TEST_EVENTS } from '../cli/result-fixture';

/** The curves of the one environment that there is. */
function onlyOne({ environments }: TimelineData): EnvironmentCurves {
  const [only, ...others] = environments;
  if (only === undefined || others.length > 0) throw new Error(`${environments.length} environments`);
  return only;
}

describe('timelineData', () => {
  const data = timelineData(TEST_EVENTS);
  const users = onlyOne(data);

  it('begins the weights with whoever answered before the first shift', () => {
    expect(users.colours).toEqual(['blue', 'green']);
    expect(users.weights.get('blue')).toEqual([
      { at: 60, value: 100 },
      { at: 140, value: 90 },
      { at: 206, value: 100 },
    ]);
    expect(users.weights.get('green')?.map(({ value }) => value)).toEqual([0, 10, 0]);
  });

  it('sorts samples by colour', () => {
    expect(users.failed.get('green')).toEqual([{ at: 200, value: 2 }]);
    expect(users.p99.get('blue')?.map(({ value }) => value)).toEqual([9, 9]);
  });

  it('draws alarms without what their names share, each state until the next', () => {
    expect(data.alarms.map(({ name, note }) => [name, note])).toEqual([
      ['green-errors', 'in ALARM'],
      ['blue-errors', undefined],
    ]);
    expect(data.alarms[0]?.spans).toMatchObject([
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

  it('tells actions of one name in two stages apart', () => {
    const act = (at: number, stage: string, action: string, status: 'started' | 'succeeded') =>
      ({ type: 'action', at, stage, action, status }) as const;
    const { phases } = timelineData([
      act(0, 'Build', 'Build', 'started'),
      act(5, 'Build', 'Build', 'succeeded'),
      act(10, 'staging', 'Deploy', 'started'),
      act(40, 'staging', 'Deploy', 'succeeded'),
      act(50, 'production', 'Deploy', 'started'),
      act(90, 'production', 'Deploy', 'succeeded'),
    ]);
    expect(phases.map(({ name, note }) => [name, note])).toEqual([
      ['Build', '5 s'],
      ['staging: Deploy', '30 s'],
      ['production: Deploy', '40 s'],
    ]);
  });

  it('gives an action that a rollback runs again a time of its own', () => {
    const act = (at: number, status: 'started' | 'succeeded' | 'failed') =>
      ({ type: 'action', at, stage: 'sandbox', action: 'Deploy', status }) as const;
    const { phases } = timelineData([
      act(10, 'started'),
      act(40, 'failed'),
      act(100, 'started'),
      act(105, 'succeeded'),
      act(200, 'started'),
      { type: 'note', at: 220, text: 'x' },
    ]);
    expect(phases.map(({ note, spans }) => [note, spans[0]?.state, spans[0]?.to])).toEqual([
      ['30 s', 'failed', 40],
      ['5 s', 'succeeded', 105],
      ['20 s', 'started', 220],
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

describe('the edges of a timeline', () => {
  const sample = (at: number, colour: string): RehearsalEvent => ({
    type: 'sample',
    at,
    colour,
    requests: 10,
    failed: 1,
    p50Ms: 2,
    p99Ms: 3,
  });
  const weights = (at: number, blue: number, listener: 'production' | 'test'): RehearsalEvent => ({
    type: 'traffic',
    at,
    listener,
    weights: { blue, green: 100 - blue },
  });
  const alarm = (at: number, name: string, state: 'OK' | 'ALARM'): RehearsalEvent => ({
    type: 'alarm',
    at,
    name,
    state,
    reason: 'r',
  });

  it('keeps environments apart, also when the last sample of one comes late', () => {
    const inside = (event: RehearsalEvent, environment: string) =>
      ({ ...event, environment }) as RehearsalEvent;
    const { environments, alarms } = timelineData([
      inside(sample(10, 'blue'), 'staging'),
      inside(weights(20, 0, 'production'), 'staging'),
      inside(alarm(25, 'shop-staging', 'OK'), 'staging'),
      inside(sample(40, 'blue'), 'production'),
      inside(sample(41, 'green'), 'staging'),
      inside(weights(50, 90, 'production'), 'production'),
      { type: 'note', at: 60, text: 'x' },
    ]);
    expect(environments.map(({ name, to }) => [name, to])).toEqual([
      ['staging', 41],
      ['production', 60],
    ]);
    expect(environments.map(({ weights: shares }) => shares.get('blue'))).toEqual([
      [
        { at: 10, value: 100 },
        { at: 20, value: 0 },
      ],
      [
        { at: 40, value: 100 },
        { at: 50, value: 90 },
      ],
    ]);
    expect(alarms[0]?.spans).toMatchObject([{ from: 25, to: 41 }]);
  });

  it('is a second long and empty when nothing happened', () => {
    const none = timelineData([]);
    expect(none).toMatchObject({ from: 0, to: 1, alarms: [], phases: [] });
    expect(onlyOne(none)).toMatchObject({ name: '', to: 1, colours: [] });
    expect(onlyOne(none).weights.size + onlyOne(none).requests.size).toBe(0);
  });

  it('has no weights for a service that is released without a balancer', () => {
    const rolling = onlyOne(timelineData([sample(10, 'before'), sample(20, 'after')]));
    expect(rolling.weights.size).toBe(0);
    expect(rolling.colours).toEqual(['before', 'after']);
    expect(rolling.requests.get('after')).toEqual([{ at: 20, value: 10 }]);
  });

  it('shows production only, not the test listener', () => {
    const shown = onlyOne(timelineData([weights(5, 0, 'test'), weights(10, 90, 'production')]));
    expect(shown.weights.get('blue')).toEqual([{ at: 10, value: 90 }]);
  });

  it('invents no weight when the first shift came before the first sample', () => {
    const shown = onlyOne(
      timelineData([weights(10, 90, 'production'), sample(10, 'blue'), sample(20, 'blue')]),
    );
    expect(shown.weights.get('blue')).toEqual([{ at: 10, value: 90 }]);
  });

  it.each([
    [
      ['shop-blue-errors', 'shop-blue-latency'],
      ['errors', 'latency'],
    ],
    [
      ['shop-errors', 'shopping-errors'],
      ['shop-errors', 'shopping-errors'],
    ],
    [
      ['a-b', 'a-b-c'],
      ['b', 'b-c'],
    ],
    [['only-one'], ['only-one']],
  ])('shortens the alarm names %j to %j', (names, expected) => {
    const shown = timelineData(names.map((name) => alarm(1, name, 'OK')));
    expect(shown.alarms.map(({ name }) => name)).toEqual(expected);
  });

  it('notes an alarm that is good again', () => {
    const [lane] = timelineData([alarm(1, 'a', 'OK'), alarm(5, 'a', 'ALARM'), alarm(9, 'a', 'OK')]).alarms;
    expect(lane?.note).toBe('in ALARM');
    expect(lane?.spans.map(({ from, to, state }) => [from, to, state])).toEqual([
      [1, 5, 'OK'],
      [5, 9, 'ALARM'],
      [9, 9, 'OK'],
    ]);
  });

  it('lets the last step of a deployment last one second, but not beyond the end', () => {
    const step = (at: number, status: string, detail?: string): RehearsalEvent => ({
      type: 'deployment',
      at,
      id: 'd-1',
      service: 'web',
      status,
      ...(detail === undefined ? {} : { detail }),
    });
    const [ended] = timelineData([step(10, 'Install', 'tasks'), step(20, 'Succeeded')]).phases;
    expect(ended?.spans).toEqual([
      { from: 10, to: 20, state: 'Install', label: 'Install: tasks' },
      { from: 20, to: 20, state: 'Succeeded', label: 'Succeeded' },
    ]);
    const [longer] = timelineData([step(20, 'Succeeded'), { type: 'note', at: 50, text: 'x' }]).phases;
    expect(longer?.spans[0]).toMatchObject({ from: 20, to: 21 });
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
