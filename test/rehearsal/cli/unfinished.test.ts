import { loadAssembly } from '../../../rehearsal/cli/load-assembly';
import { runCommand } from '../../../rehearsal/cli/run-command';
import { runOnce } from '../../../rehearsal/cli/run-once';
import { tourCommand } from '../../../rehearsal/cli/tour-command';
import { UsageError } from '../../../rehearsal/usage-error';
import { testResult } from './result-fixture';
import { testAssembly, testOptions, testSession } from './session-fixture';

jest.mock('../../../rehearsal/cli/load-assembly');
jest.mock('../../../rehearsal/cli/run-once');

const unchecked = [{ where: 'Shop/Queue', what: 'AWS::SQS::Odd is not acted out' }];
const KNOWN = 'Shop/Queue: AWS::SQS::Odd is not acted out';
const FOUND = 'buildspec: cache';

beforeEach(() => {
  jest
    .mocked(loadAssembly)
    .mockReset()
    .mockResolvedValue({ ...testAssembly(), unchecked });
  jest
    .mocked(runOnce)
    .mockReset()
    .mockImplementation(({ onUnchecked }, show) => {
      show({ type: 'note', at: 40, text: 'far' });
      onUnchecked?.(FOUND);
      return Promise.reject(new UsageError('what ran before the release does not start'));
    });
});

describe('a run that ends without a result tells what it did not evaluate', () => {
  it.each([
    ['in the middle', {}, [KNOWN, FOUND]],
    ['before it begins', { service: 'cart' }, [KNOWN]],
  ])('%s', async (_when, options, lines) => {
    const { session, text } = testSession();
    await expect(runCommand(testOptions(options), session)).rejects.toThrow(UsageError);
    await session.shutdown.end();
    for (const line of lines) expect(text()).toContain(`  - ${line}\n`);
    expect(text()).toContain(`Not evaluated in any case (${lines.length}):`);
  });

  it('as one JSON line', async () => {
    const { session, text, lines } = testSession();
    await expect(runCommand(testOptions({ json: true }), session)).rejects.toThrow(UsageError);
    await session.shutdown.end();
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({ type: 'unchecked', at: 40, unchecked: [KNOWN, FOUND] });
    expect(text()).toBe('');
  });

  it('in the tour too', async () => {
    const { session, text } = testSession();
    await expect(tourCommand(testOptions({ command: 'tour' }), session)).rejects.toThrow(UsageError);
    await session.shutdown.end();
    expect(text()).toContain(`  - ${FOUND}\n`);
  });
});

it('a finished run has it in its result, and nothing is told again', async () => {
  const result = testResult();
  jest.mocked(runOnce).mockResolvedValue({ events: [result], result, expected: [], asExpected: true });
  const { session, text } = testSession();
  await runCommand(testOptions(), session);
  await session.shutdown.end();
  expect(text()).not.toContain('There is no result');
});
