import { collectArtifact } from '../../../../rehearsal/pipeline/build/collect-files';
import { temporaryDirectory } from '../temporary';

const FILES = { 'out/a.json': '1', 'out/deep/b.json': '2', 'out/c.txt': '3', 'other.txt': '4' };

describe('collectArtifact', () => {
  it.each([
    [{ files: ['**/*'], 'base-directory': 'out' }, ['a.json', 'c.txt', 'deep/b.json']],
    [{ files: ['*.json'], 'base-directory': 'out' }, ['a.json']],
    [
      { files: ['**/*.json'], 'base-directory': 'out', 'discard-paths': 'yes' as const },
      ['a.json', 'b.json'],
    ],
    [{ files: ['out/deep', './other.txt'] }, ['other.txt', 'out/deep/b.json']],
  ])('collects %j', (spec, expected) => {
    expect(Object.keys(collectArtifact(temporaryDirectory(FILES), spec)).sort()).toEqual(expected);
  });

  it.each([
    [
      { files: ['missing.json'], 'base-directory': 'out' },
      'no matching artifact paths found for missing.json',
    ],
    [{ files: ['*'], 'base-directory': 'nowhere' }, 'no matching base directory path found for nowhere'],
  ])('fails for %j', (spec, message) => {
    expect(() => collectArtifact(temporaryDirectory(FILES), spec)).toThrow(message);
  });
});
