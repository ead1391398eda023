import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadAssembly } from '../../../rehearsal/cli/load-assembly';
import { openingLine, runCommand } from '../../../rehearsal/cli/run-command';
import { runOnce } from '../../../rehearsal/cli/run-once';
import type { RehearsalEvent } from '../../../rehearsal/events';
import { UsageError } from '../../../rehearsal/usage-error';
import { temporaryDirectory } from '../pipeline/temporary';
import { TEST_EVENTS, testResult } from './result-fixture';
import { testAssembly, testOptions, testSession } from './session-fixture';

jest.mock('../../../rehearsal/cli/load-assembly');
jest.mock('../../../rehearsal/cli/run-once');

const assembly = testAssembly();
const result = testResult();

beforeEach(() => {
  jest.mocked(loadAssembly).mockReset().mockResolvedValue(assembly);
  jest
    .mocked(runOnce)
    .mockReset()
    .mockImplementation((_options, show) => {
      const events: RehearsalEvent[] = [...TEST_EVENTS, result];
      events.forEach(show);
      return Promise.resolve({ events, result, expected: ['released'], asExpected: true });
    });
});

const OTHERWISE = 'The scenario expects the outcome "released".';

function endsOtherwise(kind: 'not-as-expected' | 'none' = 'not-as-expected', reasons = [OTHERWISE]): void {
  const judged = testResult({ verdict: { kind, reasons } });
  jest
    .mocked(runOnce)
    .mockResolvedValue({ events: [], result: judged, expected: ['released'], asExpected: false });
}

describe('runCommand', () => {
  it('says what is rehearsed, what is left out, what happened and that it was expected', async () => {
    const { session, text, lines } = testSession();
    const options = testOptions({ environment: 'staging', scenario: 'slow', assembly: '/cdk.out' });
    expect(await runCommand(options, session)).toBe(0);
    const told = text();
    expect(told).toContain('web to staging: the new version answers, but far too slowly\n');
    expect(told).toContain('One cloud minute takes 1.0 s here; 100 requests per second.\n');
    expect(told).toContain('Left out: sandbox.\n');
    expect(told).toContain('ROLLED BACK  storefront to sandbox');
    expect(told.trimEnd().endsWith('This is what the scenario expects.')).toBe(true);
    expect(lines).toEqual([]);
  });

  it('hands the rehearsal what was chosen, with the stages before the environment', async () => {
    const { session } = testSession();
    await runCommand(testOptions({ environment: 'staging', speed: 7, rate: 9 }), session);
    const [options] = jest.mocked(runOnce).mock.calls[0] ?? [];
    expect(options).toMatchObject({ speed: 7, rate: 9, project: '/project', scenario: { name: 'healthy' } });
    expect(options?.selection.stages.map(({ name }) => name)).toEqual([
      'Source',
      'Build',
      'Checks',
      'staging',
    ]);
  });

  it('says which tree it builds, and that another can be named beside templates from elsewhere', async () => {
    const told = async (options: Parameters<typeof testOptions>[0]): Promise<string> => {
      const { session, text } = testSession();
      await runCommand(testOptions(options), session);
      return text();
    };
    expect(await told({})).toContain('The source is the tree in /project.\n');
    const hint = 'The source is the tree in /project; name another with --source.\n';
    expect(await told({ assembly: '/cdk.out' })).toContain(hint);
    expect(await told({ assembly: '/cdk.out', source: '/shop' })).toContain(
      'The source is the tree in /shop.\n',
    );
    expect(jest.mocked(runOnce).mock.lastCall?.[0]).toMatchObject({ project: '/shop' });
  });

  it('ends with status 1 and the expected outcome when it came otherwise', async () => {
    endsOtherwise();
    const { session, text } = testSession();
    expect(await runCommand(testOptions(), session)).toBe(1);
    expect(text()).toContain('The scenario expects the outcome "released".');
    expect(text()).not.toContain('This is what');
  });

  it('ends with status 1 and without a verdict when the machine was the limit', async () => {
    endsOtherwise('none', ['This machine was busy.']);
    const { session, text } = testSession();
    expect(await runCommand(testOptions(), session)).toBe(1);
    const told = text().replace(/\s+/g, ' ');
    expect(told).toContain('No verdict: this run says more about the machine than about the release.');
    expect(told).toContain('This machine was busy. End other work, or ask for less with --rate.');
  });

  it('says so when nothing took a bad version back, as the strategy lets one expect', async () => {
    const released = testResult({ outcome: 'released' });
    jest
      .mocked(runOnce)
      .mockResolvedValue({ events: [], result: released, expected: ['released'], asExpected: true });
    const { session, text } = testSession();
    expect(await runCommand(testOptions({ scenario: 'error-spike' }), session)).toBe(0);
    expect(text().replace(/\s+/g, ' ')).toContain(
      'Nothing took the bad version back: with this strategy the old one is gone before an alarm can go off.',
    );
  });

  it('removes the assembly, also when the rehearsal breaks', async () => {
    const before = assembly.removed();
    jest.mocked(runOnce).mockRejectedValue(new UsageError('no Dockerfile'));
    await expect(runCommand(testOptions(), testSession().session)).rejects.toThrow('no Dockerfile');
    expect(assembly.removed()).toBe(before + 1);
  });

  it.each([
    ['scenario', { scenario: 'meteor' }, 'unknown scenario "meteor"', 0],
    ['service', { service: 'cart' }, 'unknown service "cart"; the assembly has: web', 1],
    ['environment', { environment: 'moon' }, 'unknown environment "moon"', 1],
  ])('refuses a wrong %s before anything runs', async (_what, options, message, loaded) => {
    const run = runCommand(testOptions(options), testSession().session);
    await expect(run).rejects.toThrow(UsageError);
    await expect(run).rejects.toThrow(message);
    expect(runOnce).not.toHaveBeenCalled();
    expect(loadAssembly).toHaveBeenCalledTimes(loaded);
  });
});

describe('JSON lines', () => {
  it('are one object per event with type and time, the result last, and nothing else', async () => {
    const { session, text, lines } = testSession();
    expect(await runCommand(testOptions({ json: true }), session)).toBe(0);
    const events = lines.map((line) => JSON.parse(line) as RehearsalEvent);
    expect(events).toEqual([...TEST_EVENTS, result]);
    expect(events.every(({ type, at }) => typeof type === 'string' && typeof at === 'number')).toBe(true);
    expect(events.filter(({ type }) => type === 'result')).toEqual([events.at(-1)]);
    expect(lines.join('')).not.toContain('\n');
    expect(text()).toBe('');
  });

  it('say nothing more when the outcome was not expected: the status does', async () => {
    endsOtherwise();
    const { session, text, lines } = testSession(true);
    expect(await runCommand(testOptions({ json: true }), session)).toBe(1);
    expect([text(), lines]).toEqual(['', []]);
  });

  it('leave the place of the report to the terminal', async () => {
    const report = join(temporaryDirectory(), 'new', 'report.html');
    const { session, text, lines } = testSession();
    await runCommand(testOptions({ json: true, report }), session);
    expect(text()).toBe(`  Report: ${report}\n`);
    expect(lines).toHaveLength(TEST_EVENTS.length + 1);
    expect(existsSync(report)).toBe(true);
  });
});

describe('the line that is rewritten', () => {
  const CLEAR = '\r\u001b[K';

  it('is taken away before the message when the app cannot be synthesized', async () => {
    jest.mocked(loadAssembly).mockRejectedValue(new UsageError('the app cannot be synthesized'));
    const { session, text } = testSession(true);
    await expect(runCommand(testOptions(), session)).rejects.toThrow('cannot be synthesized');
    expect(text()).toBe(`${CLEAR}Synthesizing the app …${CLEAR}`);
  });

  it('is taken away when the rehearsal breaks in the middle, and on Ctrl-C', async () => {
    const { session, text } = testSession(true);
    jest.mocked(runOnce).mockImplementation((_options, show) => {
      show({ type: 'action', at: 5, stage: 'Build', action: 'Build', status: 'started' });
      return Promise.reject(new Error('broken'));
    });
    await expect(runCommand(testOptions(), session)).rejects.toThrow('broken');
    expect(text().endsWith(`  00:05  Build …${CLEAR}`)).toBe(true);
    session.terminal.live('again');
    await session.shutdown.end();
    expect(text().endsWith(`again${CLEAR}`)).toBe(true);
  });

  it('is not written when an assembly is given', async () => {
    const { session, text } = testSession(true);
    await runCommand(testOptions({ assembly: '/cdk.out' }), session);
    expect(text()).not.toContain('Synthesizing');
  });
});

describe('openingLine', () => {
  const unchecked = [{ where: 'a', what: 'b' }];

  it.each([
    [60, 100, [], 'One cloud minute takes 1.0 s here; 100 requests per second.'],
    [60, 1, [], 'here; 1 request per second.'],
    [600, 2, [], 'One cloud minute takes 0.1 s here; 2 requests per second.'],
    [
      1,
      7,
      unchecked,
      'One cloud minute takes 60.0 s here; 7 requests per second. 1 thing(s) in the assembly are not',
    ],
  ])('at speed %d and rate %d', (speed, rate, open, expected) => {
    expect(openingLine(testOptions({ speed, rate }), { unchecked: open })).toContain(expected);
  });
});
