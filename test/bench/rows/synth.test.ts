import { basename } from 'node:path';
import { testSuite } from '../../../bench/rows/suite';
import { synthFloor } from '../../../bench/rows/synth-floor';
import { synthLinear, synthPerService } from '../../../bench/rows/synth-growth';
import { Workshop } from '../../../bench/workshop';

interface Timed {
  readonly workshop: Workshop;
  /** What was run: the app and its argument. */
  readonly apps: string[];
  /** The command lines without the app and the directory. */
  readonly shapes: Set<string>;
}

/** A workshop in which a synthesis takes as long as `seconds` says for its app. */
function timed(seconds: (app: string, turn: number) => number): Timed {
  const workshop = new Workshop();
  const apps: string[] = [];
  const shapes = new Set<string>();
  jest.spyOn(workshop, 'directory').mockImplementation(() => `/out/${apps.length}`);
  jest.spyOn(workshop, 'run').mockImplementation((command, args) => {
    const [, file = '', count = ''] = /tsx "(.*)" ?(.*)$/.exec(args[3] ?? '') ?? [];
    const app = `${basename(file, '.ts')} ${count}`.trim();
    apps.push(app);
    shapes.add([basename(command), ...args.slice(0, 3), args[4]].join(' '));
    return Promise.resolve({ seconds: seconds(app, apps.length), stdout: '' });
  });
  return { workshop, apps, shapes };
}

it('compares the app with the empty one under the same command line', async () => {
  const { workshop, apps, shapes } = timed((app) => (app === 'empty' ? 4 : 6));
  expect(await synthFloor.measure(workshop)).toEqual({
    value: 1.5,
    detail: '6.00 s to 4.00 s; 6.00 s the first time',
  });
  expect(apps.slice(0, 5)).toEqual(['app', 'empty', 'app', 'empty', 'app']);
  expect([...shapes]).toEqual(['cdk synth --quiet --app --output']);
});

it('leaves out the first round, which fills the caches of the file system, and takes the median of the others', async () => {
  // Turns of the app: 1 (left out), 3, 5 and 7.
  const times: Record<number, number> = { 1: 100, 3: 8, 5: 50, 7: 4 };
  const { workshop, apps } = timed((app, turn) => (app === 'empty' ? 4 : (times[turn] ?? NaN)));
  expect(await synthFloor.measure(workshop)).toMatchObject({
    value: 2,
    detail: '8.00 s to 4.00 s; 100.00 s the first time',
  });
  expect(apps).toHaveLength(8);
});

it('measures the growth once for both of its rows', async () => {
  const seconds: Record<string, number> = {
    empty: 5,
    'services 1': 6,
    'services 10': 7.8,
    'services 20': 9.8,
  };
  const { workshop, apps } = timed((app) => seconds[app] ?? NaN);
  const share = await synthPerService.measure(workshop);
  const measured = apps.length;
  const linear = await synthLinear.measure(workshop);
  expect(share.value).toBeCloseTo(4);
  expect(share.detail).toBe('1 service 6.00 s, 10 7.80 s, 20 9.80 s');
  expect(linear.value).toBeCloseTo(1);
  expect([measured, apps.length]).toEqual([16, 16]);
});

it('measures the growth anew in another workshop', async () => {
  const first = timed(() => 1);
  const second = timed(() => 1);
  await synthPerService.measure(first.workshop);
  await synthPerService.measure(second.workshop);
  expect(second.apps).toHaveLength(16);
});

it('takes the wall time of all tests, and fails with them', async () => {
  const workshop = new Workshop();
  const run = jest.spyOn(workshop, 'run').mockResolvedValueOnce({ seconds: 77, stdout: '' });
  expect(await testSuite.measure(workshop)).toEqual({ value: 77 });
  const [command, args] = run.mock.calls[0] ?? [];
  expect([basename(command ?? ''), args]).toEqual(['jest', ['--silent']]);
  run.mockRejectedValueOnce(new Error('jest ended with status 1'));
  await expect(testSuite.measure(workshop)).rejects.toThrow('status 1');
});
