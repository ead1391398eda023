import { Images, parseReference } from '../../../../rehearsal/pipeline/docker/image-store';
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
});
