import { dockerIgnore, globPattern } from '../../../../rehearsal/pipeline/docker/ignore';

describe('dockerIgnore', () => {
  const ignored = dockerIgnore('# comment\n\n*\n!build/services\n**/*.map\n/secret.txt\n');

  it.each([
    ['README.md', true],
    ['build/services/a.js', false],
    ['build/services/a.js.map', true],
    ['build/other/a.js', true],
    ['secret.txt', true],
  ])('says of %s: %s', (path, expected) => expect(ignored(path)).toBe(expected));

  it('ignores nothing without a file', () => expect(dockerIgnore('')('a')).toBe(false));
});

describe('globPattern', () => {
  it.each([
    ['*.json', 'a.json', true],
    ['*.json', 'sub/a.json', false],
    ['**/*.json', 'sub/deep/a.json', true],
    ['**/*', 'a', true],
    ['dir', 'dir/below', true],
    ['a?.txt', 'ab.txt', true],
    ['a.txt', 'aXtxt', false],
  ])('matches %s against %s: %s', (glob, path, expected) =>
    expect(globPattern(glob).test(path)).toBe(expected),
  );
});
