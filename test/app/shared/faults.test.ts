import { errorDiffusion, NO_FAULTS, parseFaults } from '../../../app/shared/faults';

describe('parsing planted faults', () => {
  test.each([
    ['', {}],
    ['error-rate=0.25', { errorRate: 0.25 }],
    ['error-rate=1', { errorRate: 1 }],
    ['latency-ms=1200', { latencyMs: 1200 }],
    ['crash-on-boot', { crashOnBoot: true }],
    ['unhealthy', { unhealthy: true }],
    ['memory-leak-mb=0.5', { memoryLeakMb: 0.5 }],
    ['dependency-failure', { dependencyFailure: true }],
    [' error-rate=0.5 , unhealthy,', { errorRate: 0.5, unhealthy: true }],
    ['error-rate=0.5,error-rate=0.1', { errorRate: 0.1 }],
  ])('%p is understood', (text, expected) => {
    expect(parseFaults(text)).toEqual({ ...NO_FAULTS, ...expected });
  });

  test.each([
    ['error-rate', 'fault error-rate needs a number above 0 and at most 1, got ""'],
    ['error-rate=', 'fault error-rate needs a number above 0 and at most 1, got ""'],
    ['error-rate=0', 'fault error-rate needs a number above 0 and at most 1, got "0"'],
    ['error-rate=1.01', 'fault error-rate needs a number above 0 and at most 1, got "1.01"'],
    ['error-rate=-1', 'fault error-rate needs a number above 0 and at most 1, got "-1"'],
    ['latency-ms=soon', 'fault latency-ms needs a number above 0 and at most 60000, got "soon"'],
    ['latency-ms=Infinity', 'fault latency-ms needs a number above 0 and at most 60000, got "Infinity"'],
    ['unhealthy=yes', 'fault unhealthy takes no value, got "yes"'],
    ['Unhealthy', 'unknown fault "Unhealthy"; allowed: error-rate, latency-ms, crash-on-boot, unhealthy'],
    ['constructor', 'unknown fault "constructor"'],
  ])('%p is refused', (text, message) => {
    expect(() => parseFaults(text)).toThrow(message);
  });
});

describe('error diffusion', () => {
  test.each([
    [0, 0],
    [0.1, 100],
    [0.25, 250],
    [1 / 3, 333],
    [0.7, 700],
    [1, 1000],
  ])('a rate of %p fails %p calls of 1000', (rate, expected) => {
    const failsNow = errorDiffusion(rate);
    expect(Array.from({ length: 1000 }, () => failsNow()).filter(Boolean)).toHaveLength(expected);
  });

  test('a rate of 0.25 fails exactly every fourth call', () => {
    const failsNow = errorDiffusion(0.25);
    expect(Array.from({ length: 8 }, () => failsNow())).toEqual([
      ...[false, false, false, true],
      ...[false, false, false, true],
    ]);
  });

  test('a rate of 0.1 fails the tenth call, in spite of binary rounding', () => {
    const failsNow = errorDiffusion(0.1);
    const failures = Array.from({ length: 100 }, () => failsNow()).flatMap((fails, index) =>
      fails ? [index + 1] : [],
    );
    expect(failures).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
  });
});
