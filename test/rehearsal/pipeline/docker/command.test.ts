import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dockerCommand } from '../../../../rehearsal/pipeline/docker/command';
import type { CommandAnswer } from '../../../../rehearsal/pipeline/docker/command';
import { Images } from '../../../../rehearsal/pipeline/docker/image-store';
import { temporaryDirectory } from '../temporary';

const REPOSITORY = '123456789012.dkr.ecr.eu-central-1.amazonaws.com/shop';

function setUp(faults: Record<string, string> = {}) {
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
    plant: () => faults,
    unchecked: (what) => unchecked.push(what),
  });
  const run = (...words: string[]): CommandAnswer => docker({ arguments: words, workingDirectory });
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
    const faulty = setUp({ FAULTS: 'unhealthy' });
    const digests = [sound, faulty].map(
      ({ run }) => run('buildx', ...BUILD, '-t', 'r:1', '--push', '.').stdout,
    );
    expect(faulty.images.find('r:1')?.environment).toEqual({ FAULTS: 'unhealthy' });
    expect(digests[0]).not.toBe(digests[1]);
  });

  it.each([
    [['push', 'nothing:1'], 'An image does not exist locally with the tag: nothing:1'],
    [['build', '--file', 'app/Dockerfile'], 'requires exactly 1 argument'],
    [['build', '.'], 'Dockerfile'],
    [['inspect', 'nothing'], 'No such image: nothing'],
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
});
