import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { publishReport } from '../../../rehearsal/cli/publish-report';
import { UsageError } from '../../../rehearsal/usage-error';
import { temporaryDirectory } from '../pipeline/temporary';
import { TEST_EVENTS, testResult } from './result-fixture';
import { testSession } from './session-fixture';

jest.mock('node:child_process', () => ({
  ...jest.requireActual<object>('node:child_process'),
  spawn: jest.fn(),
}));

const result = testResult();
const sections = [
  { title: 'a <bad> release', recording: { events: [...TEST_EVENTS, result], result, asExpected: true } },
];

function opens(event: 'spawn' | 'error'): void {
  const child = Object.assign(new EventEmitter(), { unref: jest.fn() }) as unknown as ChildProcess;
  jest
    .mocked(spawn)
    .mockReset()
    .mockImplementation(() => {
      setImmediate(() => child.emit(event, new Error('ENOENT')));
      return child;
    });
}

describe('publishReport', () => {
  it('writes the report, makes its directory, and says where it is', async () => {
    opens('spawn');
    const path = join(temporaryDirectory(), 'deep', 'er', 'report.html');
    const { session, text } = testSession();
    await publishReport(path, false, sections, session);
    expect(text()).toBe(`  Report: ${path}\n`);
    expect(readFileSync(path, 'utf8')).toContain('a &lt;bad&gt; release');
    expect(spawn).not.toHaveBeenCalled();
  });

  it.each([
    ['spawn' as const, ''],
    ['error' as const, '  It could not be opened here; open the file in a browser.\n'],
  ])('opens it when asked; the program ends with "%s"', async (event, more) => {
    opens(event);
    const path = join(temporaryDirectory(), 'report.html');
    const { session, text } = testSession();
    await publishReport(path, true, sections, session);
    expect(text()).toBe(`  Report: ${path}\n${more}`);
    expect(jest.mocked(spawn).mock.calls[0]?.[1]).toEqual([path]);
  });

  it('says in one line why it cannot be written, and opens nothing', async () => {
    opens('spawn');
    const directory = temporaryDirectory({ file: 'x' });
    const path = join(directory, 'file', 'report.html');
    const published = publishReport(path, true, sections, testSession().session);
    await expect(published).rejects.toThrow(UsageError);
    await expect(published).rejects.toThrow('the report cannot be written: ');
    expect(existsSync(path)).toBe(false);
    expect(spawn).not.toHaveBeenCalled();
  });
});
