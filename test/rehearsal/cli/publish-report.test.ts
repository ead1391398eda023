import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { publishReport } from '../../../rehearsal/cli/publish-report';
import { temporaryDirectory } from '../pipeline/temporary';
import { TEST_EVENTS, testResult } from './result-fixture';
import { testSession } from './session-fixture';

const result = testResult();
const sections = [
  { title: 'a <bad> release', recording: { events: [...TEST_EVENTS, result], result, asExpected: true } },
];

describe('publishReport', () => {
  it('writes the report, makes its directory, and says where it is', () => {
    const path = join(temporaryDirectory(), 'deep', 'er', 'report.html');
    const { session, text } = testSession();
    publishReport(path, sections, session);
    expect(text()).toBe(`  Report: ${path}\n`);
    expect(readFileSync(path, 'utf8')).toContain('a &lt;bad&gt; release');
  });

  it('warns of one that cannot be written, and lets the run end as it is', () => {
    const directory = temporaryDirectory({ file: 'x' });
    const path = join(directory, 'file', 'report.html');
    const { session, text } = testSession();
    publishReport(path, sections, session);
    expect(text()).toMatch(/^The report cannot be written: /);
    expect(existsSync(path)).toBe(false);
  });
});
