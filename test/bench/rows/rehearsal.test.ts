import { errorSpike, healthyRehearsal } from '../../../bench/rows/rehearsal';
import { Workshop } from '../../../bench/workshop';

/** A workshop whose commands only say these lines. */
function saying(lines: readonly (string | object)[]): { workshop: Workshop; run: jest.SpyInstance } {
  const workshop = new Workshop();
  const stdout = lines.map((text) => (typeof text === 'string' ? text : JSON.stringify(text))).join('\n');
  return { workshop, run: jest.spyOn(workshop, 'run').mockResolvedValue({ seconds: 1, stdout }) };
}

const result = (changes: object = {}) => ({
  type: 'result',
  outcome: 'released',
  requests: { total: 4000, failed: 0, p99Ms: 12.345 },
  cloudSeconds: { detect: 90, rollback: 30 },
  ...changes,
});
const rolledBack = result({ outcome: 'rolled-back' });
const traffic = (at: number, blue: number, green: number) => ({
  type: 'traffic',
  at,
  listener: 'production',
  weights: { blue, green },
});
const sample = (at: number, requests: number, failed: number) => ({ type: 'sample', at, requests, failed });
const SHIFT = [traffic(0, 100, 0), traffic(10, 90, 10), sample(20, 400, 20), traffic(30, 100, 0)];

it('counts the failed requests of a healthy release', async () => {
  const { workshop } = saying([result({ requests: { total: 4000, failed: 3, p99Ms: 12.345 } })]);
  expect(await healthyRehearsal.measure(workshop)).toEqual({
    value: 3,
    detail: 'of 4000 requests, p99 12.3 ms',
  });
});

it('counts failures of a bad release in the window, in percent of its requests', async () => {
  const { workshop } = saying([...SHIFT, rolledBack]);
  expect(await errorSpike.measure(workshop)).toEqual({
    value: 5,
    detail: '20 of 400 requests in the window; found in 90 s, back in 30 s of cloud time',
  });
});

it('reads the events among other lines', async () => {
  const { workshop } = saying(['> rehearse', '', ...SHIFT, 'a warning', rolledBack, '']);
  expect(await errorSpike.measure(workshop)).toMatchObject({ value: 5 });
});

it.each([
  ['healthy', healthyRehearsal, [result()]],
  ['error-spike', errorSpike, [...SHIFT, rolledBack]],
])(
  'rehearses %s with the storefront and takes an unexpected outcome for an answer',
  async (name, row, lines) => {
    const { workshop, run } = saying(lines);
    await row.measure(workshop);
    expect(run).toHaveBeenCalledTimes(1);
    const [command, args, options] = run.mock.calls[0] as [string, string[], object];
    expect(`${command} ${args.join(' ')}`).toBe(
      `npm run --silent rehearse -- --service storefront --scenario ${name} --rate 200 --json`,
    );
    expect(options).toEqual({ accepted: [0, 1] });
  },
);

describe('fails', () => {
  it.each<[string, readonly (string | object)[], string]>([
    ['without a result', SHIFT, 'the rehearsal ended without a result'],
    ['without any line', [], 'the rehearsal ended without a result'],
    [
      'when the release went through',
      [...SHIFT, result({ reason: 'no alarm' })],
      'released instead of rolled-back: no alarm',
    ],
    ['when nobody says why', [...SHIFT, result()], 'released instead of rolled-back: no reason given'],
    ['when traffic was never shared', [traffic(0, 100, 0), rolledBack], 'never reached the new version'],
  ])('%s', async (_when, lines, message) => {
    const { workshop } = saying(lines);
    await expect(errorSpike.measure(workshop)).rejects.toThrow(message);
  });

  it('when a healthy release was rolled back, even with no failed request', async () => {
    const { workshop } = saying([rolledBack]);
    await expect(healthyRehearsal.measure(workshop)).rejects.toThrow('rolled-back instead of released');
  });
});
