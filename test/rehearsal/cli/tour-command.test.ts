import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAssembly } from '../../../rehearsal/cli/load-assembly';
import { runOnce } from '../../../rehearsal/cli/run-once';
import { tourCommand } from '../../../rehearsal/cli/tour-command';
import type { RehearsalResult } from '../../../rehearsal/events';
import { temporaryDirectory } from '../pipeline/temporary';
import { TEST_EVENTS, testResult } from './result-fixture';
import { testAssembly, testOptions, testSession } from './session-fixture';

jest.mock('../../../rehearsal/cli/load-assembly');
jest.mock('../../../rehearsal/cli/run-once');

const GOOD = testResult({ outcome: 'released', scenario: 'healthy' });
const BAD = testResult();

function setUp(good: RehearsalResult = GOOD, bad: RehearsalResult = BAD) {
  const assembly = testAssembly();
  jest.mocked(loadAssembly).mockReset().mockResolvedValue(assembly);
  const scenarios: string[] = [];
  jest
    .mocked(runOnce)
    .mockReset()
    .mockImplementation(({ scenario }, show) => {
      scenarios.push(scenario.name);
      TEST_EVENTS.forEach(show);
      const result = scenario.name === 'healthy' ? good : bad;
      return Promise.resolve({
        events: TEST_EVENTS,
        result,
        expected: [],
        asExpected: result.outcome === (scenario.name === 'healthy' ? 'released' : 'rolled-back'),
      });
    });
  return { assembly, scenarios, ...testSession() };
}

const flat = (text: string): string => text.replace(/\s+/g, ' ');

describe('tourCommand', () => {
  it('plays the good release, then the bad one, and says what the users felt', async () => {
    const { session, text, scenarios, assembly } = setUp();
    expect(await tourCommand(testOptions({ command: 'tour' }), session)).toBe(0);
    expect(scenarios).toEqual(['healthy', 'error-spike']);
    const told = flat(text());
    expect(told).toMatch(/The CDK app is synthesized \(\d+\.\d s\)\./);
    expect(told.indexOf('Part 1 of 2: a good release')).toBeLessThan(
      told.indexOf('Part 2 of 2: a bad release'),
    );
    expect(told).toContain(
      'The good release: 3 of 1,200 requests failed while everyone moved to the new version.',
    );
    expect(told).toContain(
      'The bad release: 3 of 1,200 requests failed (0.25 %), although it fails every fourth one.',
    );
    expect(told).toContain(
      'It was found 1 min 5 s after the first users reached it and undone in 20 s, by nobody.',
    );
    expect(assembly.removed()).toBe(1);
  });

  it('explains each turning point once in both parts together, set apart, within 80 columns', async () => {
    const { session, text } = setUp();
    await tourCommand(testOptions({ command: 'tour' }), session);
    const explained = text()
      .split('\n')
      .filter((line) => line.startsWith('  │ '));
    expect(explained.filter((line) => line.includes('The buildspec runs for real'))).toHaveLength(1);
    expect(explained.filter((line) => line.includes('The smoke checks passed'))).toHaveLength(1);
    expect(
      Math.max(
        ...text()
          .split('\n')
          .map((line) => line.length),
      ),
    ).toBeLessThanOrEqual(80);
  });

  it('does not claim that it synthesized an assembly that was given', async () => {
    const { session, text } = setUp();
    await tourCommand(testOptions({ command: 'tour', assembly: '/cdk.out' }), session);
    expect(text()).not.toContain('is synthesized (');
  });

  it('ends with status 1 and says so when the bad release was not undone', async () => {
    const { session, text } = setUp(GOOD, testResult({ outcome: 'released' }));
    expect(await tourCommand(testOptions({ command: 'tour' }), session)).toBe(1);
    expect(flat(text())).toContain('It was not rolled back.');
  });

  it('writes one report of both parts', async () => {
    const report = join(temporaryDirectory(), 'report.html');
    const { session, text } = setUp();
    await tourCommand(testOptions({ command: 'tour', report }), session);
    expect(text()).toContain(`  Report: ${report}\n`);
    const html = readFileSync(report, 'utf8');
    expect(html).toContain('Part 1 of 2: a good release');
    expect(html).toContain('Part 2 of 2: a bad release');
  });

  it('removes the assembly and clears the line when a part breaks', async () => {
    const { assembly } = setUp();
    const { session, text } = testSession(true);
    jest.mocked(runOnce).mockImplementation((_options, show) => {
      show({ type: 'phase', at: 1, stage: 'Build', action: 'Build', phase: 'install', status: 'started' });
      return Promise.reject(new Error('broken'));
    });
    await expect(tourCommand(testOptions({ command: 'tour' }), session)).rejects.toThrow('broken');
    expect(assembly.removed()).toBe(1);
    expect(text().endsWith('Build: install …\r\u001b[K')).toBe(true);
  });
});
