import type { BuiltImage } from '../../../../rehearsal/pipeline/docker/images';
import { inspect } from '../../../../rehearsal/pipeline/docker/inspect';
import { temporaryDirectory } from '../temporary';

const image: BuiltImage = {
  rootDirectory: temporaryDirectory({ 'a.js': 'a' }),
  base: 'node:24',
  entrypoint: ['node'],
  command: ['a.js'],
  environment: { A: '1', B: 'two words' },
  workingDirectory: '/app',
  user: '1000',
  labels: { commit: 'abc' },
  exposedPorts: [],
};
const print = (...words: string[]): string => inspect(words, () => image).stdout;

describe('docker inspect', () => {
  it('prints a list with one document for each name', () => {
    const documents = JSON.parse(print('repo/a:1', 'repo/b:1')) as Record<string, unknown>[];
    expect(documents.map(({ RepoTags }) => RepoTags)).toEqual([['repo/a:1'], ['repo/b:1']]);
    expect(documents[0]).toMatchObject({
      RepoDigests: [expect.stringMatching(/^repo\/a@sha256:\w{64}$/)],
      Config: {
        Env: ['A=1', 'B=two words'],
        Cmd: ['a.js'],
        Entrypoint: ['node'],
        User: '1000',
        WorkingDir: '/app',
      },
    });
  });

  it.each([
    ['{{.Config.User}}', '1000\n'],
    ['{{ .Config.WorkingDir }}', '/app\n'],
    ['{{json .Config.Labels}}', '{"commit":"abc"}\n'],
    ['{{.Config.Cmd}}', '["a.js"]\n'],
    ['{{index .Config.Env 1}}', 'B=two words\n'],
    ['{{(index .Config.Env 0)}}', 'A=1\n'],
    ['user={{.Config.User}} in {{.Config.WorkingDir}}', 'user=1000 in /app\n'],
    ['{{index .Config.User 0}}', '\n'],
    ['no template', 'no template\n'],
  ])('fills %s', (format, expected) => {
    for (const flag of [['--format', format], [`--format=${format}`], ['-f', format]])
      expect(print(...flag, 'repo:1')).toBe(expected);
  });

  it('prints one line for each name with a template', () => {
    expect(print('--format', '{{index .RepoTags 0}}', 'a:1', 'b:1')).toBe('a:1\nb:1\n');
  });

  it.each(['{{range .RepoTags}}x{{end}}', '{{len .RepoTags}}', '{{index .RepoTags}}'])(
    'refuses %s',
    (format) => {
      expect(() => print('--format', format, 'a:1')).toThrow('the stand-in does not know {{');
    },
  );

  it('wants a name', () =>
    expect(() => print('--format', '{{.Id}}')).toThrow('requires at least 1 argument'));
});
