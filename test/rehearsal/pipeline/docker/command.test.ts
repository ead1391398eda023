import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NO_FAULTS } from '../../../../app/shared/faults';
import type { Planted } from '../../../../rehearsal/faults-from-outside';
import { dockerCommand } from '../../../../rehearsal/pipeline/docker/command';
import type { CommandAnswer } from '../../../../rehearsal/pipeline/docker/command';
import { Images } from '../../../../rehearsal/pipeline/docker/image-store';
import { temporaryDirectory } from '../temporary';

const REPOSITORY = '123456789012.dkr.ecr.eu-central-1.amazonaws.com/shop';

function setUp(planted: Planted = { environment: {} }) {
  const images = new Images();
  const unchecked: string[] = [];
  const workingDirectory = temporaryDirectory({
    'app/Dockerfile':
      'FROM node:24\nARG SERVICE\nCOPY ${SERVICE}.js /app/\nWORKDIR /app\nCMD ["node", "shop.js"]',
    'shop.js': 'serve()',
  });
  const docker = dockerCommand({
    images,
    directory: temporaryDirectory(),
    plant: () => planted,
    unchecked: (what) => unchecked.push(what),
  });
  const environment = { SERVICE: 'shop' };
  const run = (...words: string[]): CommandAnswer =>
    docker({ arguments: words, workingDirectory, environment });
  return { images, unchecked, run, workingDirectory };
}

const BUILD = [
  'build',
  '--platform',
  'linux/arm64',
  '--build-arg',
  'SERVICE=shop',
  '--file',
  'app/Dockerfile',
];

describe('the docker stand-in', () => {
  it('builds, pushes and inspects an image by its digest', () => {
    const { run, images, unchecked } = setUp();
    expect(run('login', '--username', 'AWS', '--password-stdin', 'host').stdout).toBe('Login Succeeded\n');
    expect(run(...BUILD, '--tag', `${REPOSITORY}:v1`, '.').status).toBe(0);
    const pushed = run('push', `${REPOSITORY}:v1`).stdout;
    const digest = /digest: (sha256:\w+)/.exec(pushed)?.[1] ?? '';
    expect(images.find(`${REPOSITORY}@${digest}`)?.workingDirectory).toBe('/app');
    const format = '{{index .RepoDigests 0}}';
    expect(run('image', 'inspect', '--format', format, `${REPOSITORY}:v1`).stdout).toBe(
      `${REPOSITORY}@${digest}\n`,
    );
    expect(run('inspect', `--format={{json .Config.Cmd}}`, `${REPOSITORY}:v1`).stdout).toBe(
      '["node","shop.js"]\n',
    );
    expect(unchecked).toEqual([]);
  });

  it('pushes at once with buildx and writes the digest where it was asked to', () => {
    const { run, images, workingDirectory } = setUp();
    const answer = run(
      'buildx',
      ...BUILD,
      '-t',
      `${REPOSITORY}:v1`,
      '--push',
      '--metadata-file',
      'm.json',
      '.',
    );
    const metadata = JSON.parse(readFileSync(join(workingDirectory, 'm.json'), 'utf8')) as Record<
      string,
      string
    >;
    expect(metadata['containerimage.digest']).toBe(answer.stdout.trim());
    expect(images.find(`${REPOSITORY}:v1`)?.digest).toBe(answer.stdout.trim());
  });

  it('plants the fault into the image, which changes its digest', () => {
    const sound = setUp();
    const faulty = setUp({ environment: { FAULTS: 'unhealthy' } });
    const digests = [sound, faulty].map(
      ({ run }) => run('buildx', ...BUILD, '-t', 'r:1', '--push', '.').stdout,
    );
    expect(faulty.images.find('r:1')).toMatchObject({
      environment: { FAULTS: 'unhealthy' },
      faultPlanted: true,
    });
    expect(digests[0]).not.toBe(digests[1]);
  });

  it('marks the image whose program knows no faults, which changes its digest too', () => {
    const outside = { ...NO_FAULTS, unhealthy: true };
    const [sound, faulty] = [setUp(), setUp({ environment: {}, outside })];
    const digests = [sound, faulty].map(({ run }) => run(...BUILD, '-t', 'r:1', '--push', '.').stdout);
    expect(faulty.images.find('r:1')).toMatchObject({ environment: {}, faultsAround: outside });
    expect(faulty.images.find('r:1')).not.toHaveProperty('faultPlanted');
    expect(digests[0]).not.toBe(digests[1]);
  });

  it.each([
    [['push', 'nothing:1'], 'An image does not exist locally with the tag: nothing:1'],
    [['build', '--file', 'app/Dockerfile'], 'requires exactly 1 argument'],
    [['build', '.'], 'Dockerfile'],
    [['build', '.', '--target', 'x', '--file', 'app/Dockerfile', '--build-arg', 'SERVICE'], 'no stage x'],
    [['inspect', 'nothing'], 'No such image: nothing'],
    [['inspect'], '"docker inspect" requires at least 1 argument'],
    [['push'], '"docker push" requires exactly 1 argument'],
    [['tag', 'a', 'b'], 'No such image: a'],
    [['tag', 'a'], '"docker tag" requires exactly 2 arguments'],
    [['tag', 'a', 'b', 'c'], '"docker tag" requires exactly 2 arguments'],
    [['image'], 'does not know this command'],
  ])('fails for %j with a message and status 1', (words, message) => {
    const answer = setUp().run(...words);
    expect(answer.status).toBe(1);
    expect(answer.stderr).toContain(message);
  });

  it('reports a command that it does not know', () => {
    const { run, unchecked } = setUp();
    expect(run('compose', 'up').status).toBe(1);
    expect(unchecked).toEqual(['docker compose up']);
  });

  it('gives an image a second name, under which it can be pushed', () => {
    const { run, images } = setUp();
    run(...BUILD, '-t', 'local:1', '.');
    expect(run('tag', 'local:1', `${REPOSITORY}:v2`)).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(images.find(`${REPOSITORY}:v2`)).toBeUndefined();
    expect(run('image', 'push', `${REPOSITORY}:v2`).stdout).toMatch(
      /^v2: digest: sha256:\w{64} size: \d+\n$/,
    );
    expect(images.find(`${REPOSITORY}:v2`)?.command).toEqual(['node', 'shop.js']);
  });

  it('refuses to push other content under the same tag, as an immutable repository does', () => {
    const { run } = setUp();
    run('buildx', ...BUILD, '-t', `${REPOSITORY}:v1`, '--push', '.');
    const changed = run('buildx', ...BUILD, '--label', 'a=1', '-t', `${REPOSITORY}:v1`, '--push', '.');
    expect(changed).toMatchObject({ status: 1, stderr: expect.stringContaining('immutable') as string });
  });

  it('takes a build argument without a value from the shell that calls, else the default of the file', () => {
    const { run, images, workingDirectory } = setUp();
    const dockerfile = 'FROM a\nARG SERVICE=none\nARG OTHER=default\nENV S=$SERVICE O=$OTHER';
    writeFileSync(join(workingDirectory, 'Dockerfile'), dockerfile);
    run('build', '--build-arg', 'SERVICE', '--build-arg', 'OTHER', '-t', 'x:1', '.');
    expect(images.local('x:1')?.environment).toEqual({ S: 'shop', O: 'default' });
    run('build', '--build-arg', 'OTHER=a=b', '-t', 'x:2', '.');
    expect(images.local('x:2')?.environment).toEqual({ S: 'none', O: 'a=b' });
  });

  it('writes the id of the image where --iidfile wants it, and only prints it otherwise', () => {
    const { run, workingDirectory, images } = setUp();
    const { stdout } = run(...BUILD, '--iidfile', 'id.txt', '.');
    expect(readFileSync(join(workingDirectory, 'id.txt'), 'utf8')).toBe(stdout.trim());
    expect(stdout.trim()).toMatch(/^sha256:/);
    expect(images.local('latest')).toBeUndefined();
  });

  it('reports what of the Dockerfile it does not act out', () => {
    const { run, unchecked, workingDirectory } = setUp();
    writeFileSync(join(workingDirectory, 'Dockerfile'), 'FROM a\nRUN apk add curl');
    expect(run('build', '.').status).toBe(0);
    expect(unchecked).toEqual(['Dockerfile: RUN apk add curl']);
  });

  it.each([
    ['logout', 'Removing login credentials\n'],
    ['version', 'Docker version 0 (rehearsal stand-in)\n'],
    ['--version', 'Docker version 0 (rehearsal stand-in)\n'],
    ['pull', ''],
    ['images', ''],
    ['info', 'Server: rehearsal stand-in\n'],
  ])('answers docker %s', (word, stdout) =>
    expect(setUp().run(word)).toEqual({ status: 0, stdout, stderr: '' }),
  );
});
