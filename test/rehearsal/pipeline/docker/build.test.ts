import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildImage } from '../../../../rehearsal/pipeline/docker/build';
import type { BuildOutcome } from '../../../../rehearsal/pipeline/docker/build';
import { digestOf } from '../../../../rehearsal/pipeline/docker/images';
import { temporaryDirectory } from '../temporary';

function build(
  dockerfile: string,
  files: Record<string, string> = {},
  buildArguments: Record<string, string> = {},
  target?: string,
): BuildOutcome {
  const context = temporaryDirectory({ Dockerfile: dockerfile, ...files });
  return buildImage({
    context,
    dockerfile: join(context, 'Dockerfile'),
    buildArguments,
    labels: {},
    directory: temporaryDirectory(),
    ...(target === undefined ? {} : { target }),
  });
}

describe('buildImage', () => {
  it('puts the file of the service where the command starts it, with arguments as environment', () => {
    const dockerfile = [
      'ARG BASE=node:24-slim',
      'FROM ${BASE}',
      'ARG SERVICE',
      'ARG RELEASE_VERSION=none',
      'ENV RELEASE_VERSION=${RELEASE_VERSION} NODE_ENV=production',
      'WORKDIR /srv',
      'WORKDIR app',
      'COPY build/${SERVICE}.js server.js',
      'USER 1000:1000',
      'EXPOSE 8080/tcp',
      'HEALTHCHECK CMD ["node", "-e", "x"]',
      'CMD ["node", "server.js"]',
    ].join('\n');
    const { image, unchecked } = build(
      dockerfile,
      { 'build/shop.js': 'serve()' },
      { SERVICE: 'shop', RELEASE_VERSION: 'abc' },
    );
    expect(image).toMatchObject({
      base: 'node:24-slim',
      command: ['node', 'server.js'],
      entrypoint: [],
      environment: { RELEASE_VERSION: 'abc', NODE_ENV: 'production' },
      workingDirectory: '/srv/app',
      user: '1000:1000',
      exposedPorts: ['8080/tcp'],
    });
    expect(readFileSync(join(image.rootDirectory, 'srv/app/server.js'), 'utf8')).toBe('serve()');
    expect(unchecked).toEqual([]);
  });

  it('lists RUN and other instructions that it does not act out', () => {
    expect(build('FROM a\nRUN apk add curl\nVOLUME /data').unchecked).toEqual([
      'RUN apk add curl',
      'VOLUME /data',
    ]);
  });

  it('links the packages of the tree where the image installs them, and says nothing of it', () => {
    const dockerfile = 'FROM a\nWORKDIR /app\nCOPY a.js ./\nRUN npm ci --omit=dev';
    const { image, unchecked } = build(dockerfile, { 'a.js': '', 'node_modules/b/index.js': 'b' });
    expect(unchecked).toEqual([]);
    expect(readFileSync(join(image.rootDirectory, 'app/node_modules/b/index.js'), 'utf8')).toBe('b');
    expect(build('FROM a\nRUN npm ci && npm run build').unchecked).toEqual(['RUN npm ci && npm run build']);
  });

  it('leaves what RUN makes to the engine that builds the image, too', () => {
    const context = temporaryDirectory({
      Dockerfile: 'FROM a AS one\nRUN make dist\nFROM b\nCOPY --from=one /dist /dist\nCMD npm start',
    });
    const request = { context, dockerfile: join(context, 'Dockerfile'), buildArguments: {}, labels: {} };
    const made = (byEngine: boolean) => buildImage({ ...request, byEngine, directory: temporaryDirectory() });
    expect(made(true)).toMatchObject({ unchecked: [], image: { recipe: { context } } });
    expect(made(true).image).not.toHaveProperty('needsEngine');
    expect(() => made(false)).toThrow('Dockerfile line 4: COPY /dist: not found in the build context');
  });

  it('copies between stages and stops at the target', () => {
    const dockerfile =
      'FROM a AS one\nCOPY x.txt /out/\nFROM b\nCOPY --from=one /out/x.txt /final.txt\nFROM c AS last\n';
    const { image } = build(`${dockerfile}ENV LAST=1`, { 'x.txt': 'x' }, {}, '1');
    expect(image.base).toBe('b');
    expect(readFileSync(join(image.rootDirectory, 'final.txt'), 'utf8')).toBe('x');
  });

  it('inherits files and settings from an earlier stage', () => {
    const { image } = build('FROM a AS base\nENV A=1\nCOPY x.txt /x.txt\nFROM base\nENV B=2', {
      'x.txt': 'x',
    });
    expect(image.environment).toEqual({ A: '1', B: '2' });
    expect(existsSync(join(image.rootDirectory, 'x.txt'))).toBe(true);
  });

  it('starts distroless Node.js images through their entry point', () => {
    expect(build('FROM gcr.io/distroless/nodejs24:nonroot\nCMD ["a.js"]').image.entrypoint).toEqual([
      '/nodejs/bin/node',
    ]);
  });

  it('wraps the shell form of CMD in a shell', () => {
    expect(build('FROM a\nCMD node a.js').image.command).toEqual(['/bin/sh', '-c', 'node a.js']);
  });

  it('does not see what .dockerignore leaves out', () => {
    const files = { 'build/a.js': 'a', '.dockerignore': '*\n!build\nbuild/b.js', 'build/b.js': 'b' };
    const { image } = build('FROM a\nCOPY build /app', files);
    expect(existsSync(join(image.rootDirectory, 'app/a.js'))).toBe(true);
    expect(existsSync(join(image.rootDirectory, 'app/b.js'))).toBe(false);
    expect(() => build('FROM a\nCOPY build/b.js /app/', files)).toThrow(
      'Dockerfile line 2: COPY build/b.js: not found in the build context',
    );
  });

  it.each([
    ['CMD ["x"]', 'Dockerfile line 1: no build stage in current context'],
    ['', 'the Dockerfile has no stage at all: FROM is missing'],
    ['FROM a b c', 'Dockerfile line 1: FROM a b c is not an image'],
    ['FROM a\nSTOPSIGNAL SIGINT', 'Dockerfile line 2: ECS sends SIGTERM, not SIGINT'],
  ])('fails for %j', (dockerfile, message) => expect(() => build(dockerfile)).toThrow(message));
});

describe('digestOf', () => {
  const dockerfile = 'FROM a\nCOPY a.txt /a.txt\nCMD ["node"]';

  it('is the same for the same content, wherever it was built', () => {
    const [one, two] = [1, 2].map(() => digestOf(build(dockerfile, { 'a.txt': 'x' }).image));
    expect(one).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(one).toBe(two);
  });

  it.each([
    ['a file', build(dockerfile, { 'a.txt': 'y' })],
    ['the environment', build(`${dockerfile}\nENV FAULTS=unhealthy`, { 'a.txt': 'x' })],
    ['the base image', build(dockerfile.replace('FROM a', 'FROM b'), { 'a.txt': 'x' })],
  ])('changes with %s', (_what, other) => {
    expect(digestOf(other.image)).not.toBe(digestOf(build(dockerfile, { 'a.txt': 'x' }).image));
  });
});
