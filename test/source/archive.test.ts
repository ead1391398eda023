import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { archive } from '../../lib/source/archive';

const made: string[] = [];

afterAll(() => made.forEach((path) => rmSync(path, { recursive: true, force: true })));

/** A directory with these files; the content of each is its own name. */
function directory(names: readonly string[]): string {
  const root = mkdtempSync(join(tmpdir(), 'archive-'));
  made.push(root);
  for (const name of names) {
    mkdirSync(join(root, dirname(name)), { recursive: true });
    writeFileSync(join(root, name), name);
  }
  return root;
}

/** Names in the archive, in its order. */
function namesIn(root: string, ignored: readonly string[] = []): string[] {
  return Object.keys(unzipSync(archive(root, ignored)));
}

/** The file modes that the archive's directory of contents holds, by name. */
function modes(bytes: Uint8Array): Record<string, string> {
  const view = Buffer.from(bytes);
  const found: Record<string, string> = {};
  for (let at = view.indexOf('PK\x01\x02'); at !== -1; at = view.indexOf('PK\x01\x02', at + 4)) {
    const name = view.toString('utf8', at + 46, at + 46 + view.readUInt16LE(at + 28));
    found[name] = (view.readUInt32LE(at + 38) >>> 16).toString(8);
    expect(view.readUInt8(at + 5)).toBe(3);
  }
  return found;
}

it('holds every file with its content, below folders too, also one with bytes that are no text', () => {
  const root = directory(['a.txt', 'b/c/d.txt']);
  writeFileSync(join(root, 'image.bin'), Buffer.from([0, 255, 254, 10]));
  const content = unzipSync(archive(root, []));
  expect(strFromU8(content['a.txt'] ?? new Uint8Array())).toBe('a.txt');
  expect(strFromU8(content['b/c/d.txt'] ?? new Uint8Array())).toBe('b/c/d.txt');
  expect([...(content['image.bin'] ?? [])]).toEqual([0, 255, 254, 10]);
});

it('leaves out empty files, because CodeCommit takes no archive with one', () => {
  const root = directory(['a.txt', 'b/c.txt']);
  writeFileSync(join(root, 'b', '.gitkeep'), '');
  writeFileSync(join(root, 'empty.txt'), '');
  expect(namesIn(root)).toEqual(['a.txt', 'b/c.txt']);
});

it('says the size of each file before its content, without which some readers take no stored file', () => {
  const bytes = Buffer.from(archive(directory(['a.txt']), []));
  const descriptorFollows = bytes.readUInt16LE(6) & 0x8;
  expect([descriptorFollows, bytes.readUInt32LE(22)]).toEqual([0, 'a.txt'.length]);
});

afterEach(() => jest.useRealTimers());

it('is in one order, whatever order the files were made in', () => {
  expect(namesIn(directory(['b', 'a/1', 'a.txt', 'C']))).toEqual(['C', 'a.txt', 'a/1', 'b']);
  expect(namesIn(directory(['C', 'a.txt', 'a/1', 'b']))).toEqual(['C', 'a.txt', 'a/1', 'b']);
});

it('leaves out links that lead nowhere, back to themselves or to a directory, and keeps one to a file', () => {
  const root = directory(['a.txt', 'b/c.txt']);
  symlinkSync('someone@host.1234', join(root, '.#a.txt'));
  symlinkSync('circle', join(root, 'circle'));
  symlinkSync('b', join(root, 'folder'));
  symlinkSync('a.txt', join(root, 'link.txt'));
  expect(namesIn(root)).toEqual(['a.txt', 'b/c.txt', 'link.txt']);
});

it('has the same bytes for the same files, whatever their times and the time of day', () => {
  const root = directory(['a', 'b/c']);
  const before = archive(root, []);
  utimesSync(join(root, 'a'), new Date('2031-05-06'), new Date('2031-05-06'));
  jest.useFakeTimers({ now: new Date('2032-07-08') });
  expect(archive(root, [])).toEqual(before);
  expect(archive(directory(['b/c', 'a']), [])).toEqual(before);
});

describe('has other bytes', () => {
  const change: [string, (root: string) => void][] = [
    ['content', (root) => writeFileSync(join(root, 'a'), 'other')],
    ['name', (root) => writeFileSync(join(root, 'added'), 'a')],
    ['executable bit', (root) => chmodSync(join(root, 'a'), 0o755)],
  ];

  it.each(change)('for another %s', (_what, apply) => {
    const root = directory(['a', 'b']);
    const before = archive(root, []);
    apply(root);
    expect(archive(root, [])).not.toEqual(before);
  });
});

it.each([
  ['0644', 0o644, '100644'],
  ['0600', 0o600, '100644'],
  ['0664', 0o664, '100644'],
  ['0755', 0o755, '100755'],
  ['0700', 0o700, '100755'],
])('keeps of mode %s what Git would keep', (_text, mode, kept) => {
  const root = directory(['run']);
  chmodSync(join(root, 'run'), mode);
  expect(modes(archive(root, []))).toEqual({ run: kept });
});

it.each([
  ['a folder anywhere', ['out/'], ['out/a', 'deep/out/b', 'outer'], ['outer']],
  ['a folder at the root only', ['/out/'], ['out/a', 'deep/out/b'], ['deep/out/b']],
  ['a name anywhere', ['.env'], ['.env', 'deep/.env', '.envrc'], ['.envrc']],
  ['a pattern', ['*.pem'], ['a.pem', 'deep/b.pem', 'pem'], ['pem']],
  ['nothing for a comment', ['# a'], ['a', '# a'], ['# a', 'a']],
  ['nothing for an empty line', [''], ['a'], ['a']],
  ['all but an exception', ['*.json', '!keep.json'], ['a.json', 'keep.json'], ['keep.json']],
])('leaves out %s', (_what, ignored, files, left) => {
  expect(namesIn(directory(files), ignored)).toEqual(left);
});

it('takes the file behind a link, and does not follow a link to a folder, which may lead back', () => {
  const root = directory(['real/a']);
  symlinkSync(join(root, 'real', 'a'), join(root, 'link'));
  symlinkSync(root, join(root, 'loop'));
  expect(namesIn(root)).toEqual(['link', 'real/a']);
});

it('fails with the path of a directory that is not there', () => {
  expect(() => archive('/no/such/directory', [])).toThrow('/no/such/directory');
});
