import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { Images, parseReference } from '../../../../rehearsal/pipeline/docker/image-store';
import { digestOf } from '../../../../rehearsal/pipeline/docker/images';
import type { BuiltImage } from '../../../../rehearsal/pipeline/docker/images';
import { temporaryDirectory } from '../temporary';

function image(environment: Record<string, string> = {}): BuiltImage {
  return {
    rootDirectory: temporaryDirectory({ 'server.js': 'x' }),
    base: 'node:24',
    entrypoint: ['/usr/local/bin/node'],
    command: ['server.js'],
    environment,
    workingDirectory: '/app',
    user: '',
    labels: {},
    exposedPorts: [],
  };
}

describe('parseReference', () => {
  it.each([
    ['name', { repository: 'name' }],
    ['host:5000/name', { repository: 'host:5000/name' }],
    ['host/name:tag', { repository: 'host/name', tag: 'tag' }],
    ['host/name@sha256:ab', { repository: 'host/name', digest: 'sha256:ab' }],
    ['host/name:tag@sha256:ab', { repository: 'host/name', tag: 'tag', digest: 'sha256:ab' }],
  ])('takes %s apart', (reference, expected) => expect(parseReference(reference)).toEqual(expected));
});

describe('Images', () => {
  it('finds an image only after it was pushed, by tag and by digest', () => {
    const images = new Images();
    images.tag('repo:one', image());
    expect(images.find('repo:one')).toBeUndefined();
    const digest = images.push('repo:one');
    expect(images.find('repo:one')).toMatchObject({
      digest,
      reference: `repo@${digest}`,
      command: ['node', 'server.js'],
    });
    expect(images.find(`repo@${digest}`)).toEqual(images.find('repo:one'));
    expect(images.find(`other@${digest}`)).toBeUndefined();
    expect(images.local(`repo@${digest}`)).toBeDefined();
  });

  it('accepts the same content under a tag again, and refuses other content as ECR does', () => {
    const images = new Images();
    images.tag('repo:one', image());
    const digest = images.push('repo:one');
    expect(images.push('repo:one')).toBe(digest);
    images.tag('repo:one', image({ A: '1' }));
    expect(() => images.push('repo:one')).toThrow("The image tag 'one' already exists in the repository");
  });

  it('fails to push what was not built', () => {
    expect(() => new Images().push('repo:none')).toThrow(
      'An image does not exist locally with the tag: repo:none',
    );
  });

  it('takes a name without a tag for the tag latest', () => {
    const images = new Images();
    images.tag('host:5000/repo', image());
    const digest = images.push('host:5000/repo:latest');
    expect(images.find('host:5000/repo')?.digest).toBe(digest);
  });

  it('finds an image by name, tag and digest together through the digest alone', () => {
    const images = new Images();
    images.tag('repo:one', image());
    const digest = images.push('repo:one');
    expect(images.find(`repo:other@${digest}`)?.digest).toBe(digest);
    expect(images.find('repo@sha256:0')).toBeUndefined();
  });

  it('keeps what was pushed when the local tag moves on', () => {
    const images = new Images();
    images.tag('repo:one', image({ A: '1' }));
    const digest = images.push('repo:one');
    images.tag('repo:one', image({ A: '2' }));
    expect(images.find('repo:one')?.environment).toEqual({ A: '1' });
    expect(images.local('repo:one')?.environment).toEqual({ A: '2' });
    expect(images.local(`repo@${digest}`)?.environment).toEqual({ A: '1' });
  });

  it('gives the same content the same digest in every repository, and keeps the repositories apart', () => {
    const images = new Images();
    images.tag('a:1', image());
    images.tag('b:1', image());
    expect(images.push('a:1')).toBe(images.push('b:1'));
    expect(images.find('a:1')?.reference).toMatch(/^a@sha256:/);
    expect(images.find('b:1')?.reference).toMatch(/^b@sha256:/);
  });

  it.each([
    [['/nodejs/bin/node'], ['a.js'], ['node', 'a.js']],
    [[], ['node', 'a.js'], ['node', 'a.js']],
    [['/app/mynode'], [], ['/app/mynode']],
    [[], [], ['']],
  ])('starts entry point %j with command %j as %j', (entrypoint, command, expected) => {
    const images = new Images();
    images.tag('repo:one', { ...image(), entrypoint, command });
    images.push('repo:one');
    expect(images.find('repo:one')?.command).toEqual(expected);
  });
});

describe('digestOf', () => {
  it('does not depend on the order in which variables and labels were set, but on the mode of a file', () => {
    const base = image();
    const one = digestOf({ ...base, environment: { A: '1', B: '2' }, labels: { x: '1', y: '2' } });
    const two = digestOf({ ...base, environment: { B: '2', A: '1' }, labels: { y: '2', x: '1' } });
    expect(one).toBe(two);
    chmodSync(join(base.rootDirectory, 'server.js'), 0o755);
    expect(digestOf({ ...base, environment: { A: '1', B: '2' }, labels: { x: '1', y: '2' } })).not.toBe(one);
  });

  it('changes when a file is renamed or an empty one is added', () => {
    const digests = [['a'], ['b'], ['a', 'b']].map((names) =>
      digestOf({
        ...image(),
        rootDirectory: temporaryDirectory(Object.fromEntries(names.map((name) => [name, '']))),
      }),
    );
    expect(new Set(digests).size).toBe(3);
  });
});
