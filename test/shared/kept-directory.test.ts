import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeptDirectory } from '../../lib/shared/kept-directory';

const TWO_DAYS_AGO = new Date(Date.now() - 48 * 3600 * 1000);

let parent: string;
beforeEach(() => (parent = mkdtempSync(join(tmpdir(), 'kept-'))));
afterEach(() => rmSync(parent, { recursive: true }));

function publish(kept: KeptDirectory, text: string): void {
  const draft = kept.draft();
  writeFileSync(join(draft, 'content'), text);
  kept.publish(draft);
}

it('shows nothing before the content is complete', () => {
  const kept = new KeptDirectory(parent, 'state');
  kept.draft();
  expect(kept.find()).toBe(false);
});

it('finds what was published, also from another object', () => {
  publish(new KeptDirectory(parent, 'state'), 'made');
  const again = new KeptDirectory(parent, 'state');
  expect(again.find()).toBe(true);
  expect(readFileSync(join(again.path, 'content'), 'utf8')).toBe('made');
});

it('keeps the content of whoever was first, and leaves no draft behind', () => {
  const kept = new KeptDirectory(parent, 'state');
  publish(new KeptDirectory(parent, 'state'), 'first');
  publish(kept, 'second');
  expect(readFileSync(join(kept.path, 'content'), 'utf8')).toBe('first');
  expect(readdirSync(parent)).toEqual(['state']);
});

it('fails when the content cannot be published at all', () => {
  const kept = new KeptDirectory(parent, 'state');
  expect(() => kept.publish(join(parent, 'missing'))).toThrow('ENOENT');
});

it('deletes what nobody used for a day, and nothing else', () => {
  for (const name of ['old', 'used']) mkdirSync(join(parent, name));
  utimesSync(join(parent, 'old'), TWO_DAYS_AGO, TWO_DAYS_AGO);
  utimesSync(join(parent, 'used'), TWO_DAYS_AGO, TWO_DAYS_AGO);
  new KeptDirectory(parent, 'used').find();
  publish(new KeptDirectory(parent, 'state'), 'new');
  expect(readdirSync(parent).sort()).toEqual(['state', 'used']);
});

it('discards a draft', () => {
  const kept = new KeptDirectory(parent, 'state');
  const draft = kept.draft();
  kept.discard(draft);
  expect(existsSync(draft)).toBe(false);
});
