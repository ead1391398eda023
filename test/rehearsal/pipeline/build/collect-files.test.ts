import { join } from 'node:path';
import { collectArtifact } from '../../../../rehearsal/pipeline/build/collect-files';
import { temporaryDirectory } from '../temporary';

const FILES = { 'out/a.json': '1', 'out/deep/b.json': '2', 'out/c.txt': '3', 'other.txt': '4' };

describe('collectArtifact', () => {
  it.each([
    [{ files: ['**/*'], 'base-directory': 'out' }, ['a.json', 'c.txt', 'deep/b.json']],
    [{ files: ['*.json'], 'base-directory': 'out' }, ['a.json']],
    [{ files: ['**/*.json'], 'base-directory': 'out', 'discard-paths': true }, ['a.json', 'b.json']],
    [{ files: ['*'], 'base-directory': 'out' }, ['a.json', 'c.txt']],
    [{ files: ['out/*'] }, ['out/a.json', 'out/c.txt']],
    [{ files: ['out/**/*'] }, ['out/a.json', 'out/c.txt', 'out/deep/b.json']],
    [{ files: ['out/?.json', 'out/a.json'] }, ['out/a.json']],
    [{ files: ['**/*.json'], 'base-directory': 'out', 'discard-paths': false }, ['a.json', 'deep/b.json']],
    [
      { files: ['**/*.json'], 'base-directory': './out/', 'discard-paths': false as const },
      ['a.json', 'deep/b.json'],
    ],
    [{ files: [] }, []],
    [{ files: ['out/deep', './other.txt'] }, ['other.txt', 'out/deep/b.json']],
  ])('collects %j', (spec, expected) => {
    expect(Object.keys(collectArtifact(temporaryDirectory(FILES), spec)).sort()).toEqual(expected);
  });

  it('takes an absolute path below the base directory', () => {
    const directory = temporaryDirectory(FILES);
    const files = collectArtifact(directory, { files: [join(directory, 'out', 'a.json')] });
    expect(Object.keys(files)).toEqual(['out/a.json']);
  });

  it('takes the content as it is, and the later of two files with the same name without paths', () => {
    const directory = temporaryDirectory({ 'a/x.txt': 'first', 'b/x.txt': 'second' });
    const files = collectArtifact(directory, { files: ['a/x.txt', 'b/x.txt'], 'discard-paths': true });
    expect(Object.entries(files).map(([name, content]) => [name, Buffer.from(content).toString()])).toEqual([
      ['x.txt', 'second'],
    ]);
  });

  it.each([
    [{ files: ['out/*.xml'] }, 'no matching artifact paths found for out/*.xml'],
    [{ files: ['out/a.json', 'gone'] }, 'no matching artifact paths found for gone'],
    [
      { files: ['missing.json'], 'base-directory': 'out' },
      'no matching artifact paths found for missing.json',
    ],
    [{ files: ['*'], 'base-directory': 'nowhere' }, 'no matching base directory path found for nowhere'],
  ])('fails for %j', (spec, message) => {
    expect(() => collectArtifact(temporaryDirectory(FILES), spec)).toThrow(message);
  });
});
