import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { publishPostmortem } from '../../../rehearsal/cli/publish-postmortem';
import type { RehearsalEvent } from '../../../rehearsal/events';
import { temporaryDirectory } from '../pipeline/temporary';
import { TEST_EVENTS } from './result-fixture';
import { testSession } from './session-fixture';

const draft = (markdown: string): RehearsalEvent => ({
  ...{ type: 'postmortem', at: 1, incident: 'oi-1', startedAt: '2026-03-01T10:00:00Z', markdown },
});

test('drafts go beside the report, one after the other, and it is said where', () => {
  const directory = temporaryDirectory();
  const { session, text } = testSession();
  publishPostmortem([draft('# One\n'), draft('# Two\n')], join(directory, 'report.html'), session);
  const path = join(directory, 'rehearsal-postmortem.md');
  expect(text()).toBe(`  Postmortem, a draft: ${path}\n`);
  expect(readFileSync(path, 'utf8')).toBe('# One\n\n---\n\n# Two\n');
});

test('without a report they go to the directory for builds, which is made', () => {
  const project = temporaryDirectory();
  publishPostmortem([draft('# One')], undefined, { ...testSession().session, project });
  expect(readFileSync(join(project, 'build', 'rehearsal-postmortem.md'), 'utf8')).toBe('# One');
});

test('a run that left none writes nothing', () => {
  const project = temporaryDirectory();
  const { session, text } = testSession();
  publishPostmortem(TEST_EVENTS, undefined, { ...session, project });
  expect(text()).toBe('');
  expect(existsSync(join(project, 'build'))).toBe(false);
});

test('one that cannot be written is a warning', () => {
  const project = temporaryDirectory({ build: 'a file' });
  const { session, text } = testSession();
  publishPostmortem([draft('x')], undefined, { ...session, project });
  expect(text()).toMatch(/^The postmortem cannot be written: /);
});
