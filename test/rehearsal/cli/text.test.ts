import { clockTime, count, duration, milliseconds, percent, plural } from '../../../rehearsal/cli/numbers';
import { SampleSum } from '../../../rehearsal/cli/samples';
import { withoutStack } from '../../../rehearsal/cli/synthesize';
import { trafficBar } from '../../../rehearsal/cli/traffic-bar';
import { wrap } from '../../../rehearsal/cli/wrap';

describe('numbers for people', () => {
  it.each([
    [0, '00:00'],
    [59.9, '00:59'],
    [61, '01:01'],
    [3599, '59:59'],
    [3600, '1:00:00'],
    [36_065, '10:01:05'],
    [-1, '00:00'],
  ])('shows %d seconds as %s', (seconds, expected) => expect(clockTime(seconds)).toBe(expected));

  it.each([
    [0, '0 s'],
    [59.4, '59 s'],
    [60, '1 min'],
    [125, '2 min 5 s'],
    [3599.7, '1 h 0 min'],
    [3780, '1 h 3 min'],
  ])('calls %d seconds %s', (seconds, expected) => expect(duration(seconds)).toBe(expected));

  it.each([
    [0, '0 %'],
    [0.001, '< 0.01 %'],
    [0.254, '0.25 %'],
    [2.5, '2.5 %'],
    [12.6, '13 %'],
    [100, '100 %'],
  ])('shows %d percent as %s', (value, expected) => expect(percent(value)).toBe(expected));

  it('separates thousands, names milliseconds and takes the right number', () => {
    expect([
      count(1234567),
      milliseconds(999),
      milliseconds(1500),
      plural(1, 'request'),
      plural(0, 'request'),
    ]).toEqual([...['1,234,567', '999 ms', '1.5 s', '1 request', '0 requests']]);
  });
});

describe('wrap', () => {
  it.each([
    ['one two three', 7, ['one two', 'three']],
    ['', 10, ['']],
    ['abcdefghij', 4, ['abcd', 'efgh', 'ij']],
    ['a abcdef b', 4, ['a', 'abcd', 'ef b']],
    ['  spaces   between ', 20, ['spaces between']],
  ])('breaks %j at %d', (text, width, expected) => expect(wrap(text, width)).toEqual(expected));
});

describe('trafficBar', () => {
  it.each([
    [{ blue: 90, green: 10 }, `blue ${'█'.repeat(18)} 90 %  green ██ 10 %`],
    [{ blue: 0, green: 100 }, `green ${'█'.repeat(20)} 100 %`],
    [{ blue: 99, green: 1 }, `blue ${'█'.repeat(20)} 99 %  green █ 1 %`],
    [{ blue: 50, green: 50 }, `blue ${'█'.repeat(10)} 50 %  green ${'█'.repeat(10)} 50 %`],
    [{ blue: 99.6, green: 0.4 }, `blue ${'█'.repeat(20)} 100 %  green █ 0 %`],
    [{ v1: 33, v2: 67 }, `v1 ${'█'.repeat(7)} 33 %  v2 ${'█'.repeat(13)} 67 %`],
    [{}, ''],
  ])('draws %j', (weights, expected) => expect(trafficBar(weights as Record<string, number>)).toBe(expected));
});

it('paints only the blocks of a traffic bar, each with its label', () => {
  const painted = trafficBar({ blue: 95, green: 5 }, (label, text) => `<${label}:${text.length}>`);
  expect(painted).toBe('blue <blue:19> 95 %  green <green:1> 5 %');
});

describe('SampleSum', () => {
  it('tells nothing of a colour without requests', () => {
    const sum = new SampleSum();
    sum.add({ type: 'sample', at: 0, colour: 'green', requests: 0, failed: 0, p50Ms: 0, p99Ms: 900 });
    expect(sum.take()).toBeUndefined();
    sum.add({ type: 'sample', at: 0, colour: 'green', requests: 0, failed: 0, p50Ms: 0, p99Ms: 900 });
    sum.add({ type: 'sample', at: 0, colour: 'blue', requests: 2, failed: 2, p50Ms: 1, p99Ms: 3 });
    expect(sum.take()).toEqual({ text: 'blue 2 (2 failed, 100 %) requests; p99 3 ms', failed: true });
  });

  it('adds up until it is told, then begins again', () => {
    const sum = new SampleSum();
    const sample = { type: 'sample' as const, at: 0, p50Ms: 1 };
    sum.add({ ...sample, colour: 'green', requests: 4, failed: 1, p99Ms: 20 });
    sum.add({ ...sample, colour: 'blue', requests: 30, failed: 0, p99Ms: 9 });
    sum.add({ ...sample, colour: 'blue', requests: 6, failed: 0, p99Ms: 12 });
    expect(sum.take()).toEqual({
      text: 'blue 36, green 4 (1 failed, 25 %) requests; p99 20 ms',
      failed: true,
    });
    expect(sum.take()).toBeUndefined();
    sum.add({ ...sample, colour: 'blue', requests: 1, failed: 0, p99Ms: 9 });
    expect(sum.take()).toEqual({ text: 'blue 1 request, none failed; p99 9 ms', failed: false });
  });
});

describe('withoutStack', () => {
  it('keeps what the app said and drops where', () => {
    const printed =
      '/x/app.ts:3\n    throw new Error("a");\n          ^\n\nError: region: got "x"\n    at f (/x/app.ts:3:5)\n\nNode.js v20\n';
    expect(withoutStack(printed)).toBe('Error: region: got "x"');
  });

  it.each([
    [
      'bin/environments.ts: two problems\n  region: bad\n  memory: bad\n',
      'bin/environments.ts: two problems\n    region: bad\n    memory: bad',
    ],
    ['', 'it printed nothing'],
  ])('keeps every line of %j', (printed, expected) => expect(withoutStack(printed)).toBe(expected));
});

it('breaks text from outside into lines that a terminal can show', () => {
  expect(wrap('a commit\u001b[2J says\r\u009b31m hello', 20)).toEqual(['a commit says hello']);
});
