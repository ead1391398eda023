import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buildImage } from '../../../../rehearsal/pipeline/docker/build';
import type { BuildOutcome, BuildRequest } from '../../../../rehearsal/pipeline/docker/build';
import { temporaryDirectory } from '../temporary';

const FILES = { 'a.js': 'a', 'b.js': 'b', 'web/index.html': 'page', 'web/deep/style.css': 'css' };

function build(dockerfile: string, overrides: Partial<BuildRequest> = {}): BuildOutcome {
  const context = temporaryDirectory({ ...FILES, Dockerfile: dockerfile });
  return buildImage({
    context,
    dockerfile: join(context, 'Dockerfile'),
    buildArguments: {},
    labels: {},
    directory: temporaryDirectory(),
    ...overrides,
  });
}

function contentOf({ image }: BuildOutcome, path: string): string | undefined {
  const file = join(image.rootDirectory, path);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

describe('ARG', () => {
  it.each([
    ['before FROM, not declared again', 'ARG V=1\nFROM a\nENV X=$V', {}, ''],
    ['before FROM, declared again', 'ARG V=1\nFROM a\nARG V\nENV X=$V', {}, '1'],
    ['declared again with a value of its own', 'ARG V=1\nFROM a\nARG V=2\nENV X=$V', {}, '2'],
    ['given on the command line', 'ARG V=1\nFROM a\nARG V=2\nENV X=$V', { V: '3' }, '3'],
    ['without a value anywhere', 'FROM a\nARG V\nENV X=${V:-none}', {}, 'none'],
    ['used before its line', 'FROM a\nENV X=$V\nARG V=1', {}, ''],
    ['of another stage', 'FROM a\nARG V=1\nFROM b\nENV X=$V', {}, ''],
    ['of the stage that this one begins from', 'FROM a AS base\nARG V=1\nFROM base\nENV X=$V', {}, '1'],
    ['made of another', 'FROM a\nARG V=1\nARG W=v$V\nENV X=$W', {}, 'v1'],
    ['second of one line', 'FROM a\nARG U=0 V="1 2"\nENV X="$V"', {}, '1 2'],
    ['with an ENV of its name', 'FROM a\nARG V=1\nENV V=2\nENV X=$V', { V: '3' }, '2'],
    ['that nothing declares', 'FROM a\nENV X=$V', { V: '3' }, ''],
  ])('%s', (_what, dockerfile, buildArguments, expected) => {
    expect(build(dockerfile, { buildArguments }).image.environment.X).toBe(expected);
  });

  it('chooses the base image', () => {
    const { image } = build('ARG NODE=24\nFROM node:${NODE}-slim', { buildArguments: { NODE: '22' } });
    expect(image.base).toBe('node:22-slim');
  });
});

describe('stages', () => {
  const TWO = 'FROM a AS Build\nCOPY a.js /out/a.js\nFROM b\n';

  it.each([
    ['its name', 'Build'],
    ['its name in other case', 'build'],
    ['its position', '0'],
  ])('are copied from by %s', (_what, name) => {
    const outcome = build(`${TWO}COPY --from=${name} /out/a.js /a.js`);
    expect(contentOf(outcome, 'a.js')).toBe('a');
    expect(outcome.unchecked).toEqual([]);
  });

  it('keep the files of other stages out of the image', () => {
    expect(contentOf(build(TWO), 'out/a.js')).toBeUndefined();
    expect(contentOf(build(TWO, { target: 'build' }), 'out/a.js')).toBe('a');
  });

  it('leave the stage that they begin from as it was', () => {
    const dockerfile = 'FROM a AS base\nENV A=1\nFROM base AS next\nENV A=2\nCOPY a.js /a.js\n';
    const base = build(dockerfile, { target: 'base' });
    expect(base.image.environment).toEqual({ A: '1' });
    expect(contentOf(base, 'a.js')).toBeUndefined();
  });

  it('are named when a target does not exist', () => {
    expect(() => build(TWO, { target: 'test' })).toThrow('the Dockerfile has no stage test');
    expect(() => build(TWO, { target: '7' })).toThrow('the Dockerfile has no stage 7');
  });

  it('of an image that was not built here are reported', () => {
    const { unchecked } = build('FROM a\nCOPY --from=busybox:1 /bin/sh /bin/sh');
    expect(unchecked).toEqual(['COPY --from=busybox:1 /bin/sh /bin/sh']);
  });
});

describe('COPY', () => {
  it.each([
    ['one file to a new name', 'COPY a.js /srv/main.js', 'srv/main.js', 'a'],
    ['one file to a directory with a slash', 'COPY a.js /srv/', 'srv/a.js', 'a'],
    ['one file to the working directory', 'WORKDIR /srv\nCOPY a.js .', 'srv/a.js', 'a'],
    ['one file to a directory that is there', 'WORKDIR /srv\nCOPY a.js /srv', 'srv/a.js', 'a'],
    ['several files', 'COPY a.js b.js /srv/', 'srv/b.js', 'b'],
    ['files by a pattern', 'COPY *.js /srv/', 'srv/b.js', 'b'],
    ['the content of a directory, not itself', 'COPY web /srv', 'srv/deep/style.css', 'css'],
    ['from ./ of the context', 'COPY ./web/ /srv/', 'srv/index.html', 'page'],
    ['in exec form', 'COPY ["a.js", "/srv/a file.js"]', 'srv/a file.js', 'a'],
    ['for another owner', 'COPY --chown=1000:1000 a.js /srv/', 'srv/a.js', 'a'],
    ['as ADD', 'ADD a.js /srv/', 'srv/a.js', 'a'],
  ])('takes %s', (_what, lines, path, content) => {
    const outcome = build(`FROM a\n${lines}`);
    expect(contentOf(outcome, path)).toBe(content);
    expect(outcome.unchecked).toEqual([]);
  });

  it('replaces a file that is there, and sets its mode', () => {
    const outcome = build('FROM a\nCOPY a.js /srv/x.js\nCOPY --chmod=755 b.js /srv/x.js');
    expect(contentOf(outcome, 'srv/x.js')).toBe('b');
    expect(statSync(join(outcome.image.rootDirectory, 'srv/x.js')).mode & 0o777).toBe(0o755);
  });

  it('reports an ADD from an address', () => {
    const { unchecked } = build('FROM a\nADD https://example.com/x.tgz /x/');
    expect(unchecked).toEqual(['ADD https://example.com/x.tgz /x/']);
  });

  it.each(['COPY none.js /srv/', 'COPY *.css /srv/', 'COPY a.js none.js /srv/'])('fails for %s', (line) => {
    expect(() => build(`FROM a\n${line}`)).toThrow(
      /Dockerfile line 2: COPY \S+: not found in the build context/,
    );
  });
});

describe('what the container runs', () => {
  it.each([
    ['CMD in exec form', 'CMD ["node", "a.js"]', [], ['node', 'a.js']],
    ['CMD in shell form', 'CMD exec node a.js', [], ['/bin/sh', '-c', 'exec node a.js']],
    ['CMD with a bracket that is no JSON', "CMD [ 'node' ]", [], ['/bin/sh', '-c', "[ 'node' ]"]],
    ['the last CMD', 'CMD ["a"]\nCMD ["b"]', [], ['b']],
    [
      'CMD with a variable, which the container expands',
      'ENV A=1\nCMD node $A',
      [],
      ['/bin/sh', '-c', 'node $A'],
    ],
    ['ENTRYPOINT and CMD', 'ENTRYPOINT ["node"]\nCMD ["a.js"]', ['node'], ['a.js']],
    ['CMD and then ENTRYPOINT', 'CMD ["a.js"]\nENTRYPOINT ["node"]', ['node'], ['a.js']],
    ['nothing', 'ENV A=1', [], []],
  ])('%s', (_what, lines, entrypoint, command) => {
    expect(build(`FROM a\n${lines}`).image).toMatchObject({ entrypoint, command });
  });

  it('forgets the CMD of the stage below an ENTRYPOINT of its own', () => {
    const { image } = build('FROM a AS base\nCMD ["old.js"]\nFROM base\nENTRYPOINT ["node"]');
    expect(image).toMatchObject({ entrypoint: ['node'], command: [] });
  });
});

describe('the other instructions', () => {
  it('lists each that is not acted out and goes on', () => {
    const lines = [
      'RUN --mount=type=cache,target=/c npm run build',
      'SHELL ["/bin/bash", "-c"]',
      'ONBUILD RUN x',
      'ENV A=1',
    ];
    const { image, unchecked } = build(['FROM a', ...lines].join('\n'));
    expect(unchecked).toEqual(['RUN npm run build', 'SHELL ["/bin/bash", "-c"]', 'ONBUILD RUN x']);
    expect(image.environment).toEqual({ A: '1' });
  });

  it('fails for a word that Docker does not know either', () => {
    expect(() => build('FROM a\n\nCOPPY a.js /')).toThrow('Dockerfile line 3: unknown instruction: COPPY');
  });

  it('adds labels of the command line to those of the file, and they win', () => {
    const { image } = build('FROM a\nLABEL "com.example.a"="1" b=2', { labels: { b: '3', c: '4' } });
    expect(image.labels).toEqual({ 'com.example.a': '1', b: '3', c: '4' });
  });

  it('adds up ports, keeps the last user and health check, and nests directories', () => {
    const lines =
      'EXPOSE 80 443\nEXPOSE 8080/tcp\nUSER root\nUSER node\nHEALTHCHECK NONE\nWORKDIR /srv\nWORKDIR ../app';
    expect(build(`FROM a\n${lines}`).image).toMatchObject({
      exposedPorts: ['80', '443', '8080/tcp'],
      user: 'node',
      healthCheck: 'NONE',
      workingDirectory: '/app',
    });
  });

  it.each(['SIGTERM', '15'])('accepts the stop signal %s, which ECS sends', (signal) => {
    expect(build(`FROM a\nSTOPSIGNAL ${signal}`).unchecked).toEqual([]);
  });
});
