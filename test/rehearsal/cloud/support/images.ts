import { dirname } from 'node:path';
import type { ImageStore, LocalImage } from '../../../../rehearsal/cloud/types';

const FIXTURES = dirname(require.resolve('../fixtures/server.js'));

/** An image of the fixture server that calls itself `version`. */
export function testImage(reference: string, environment: Readonly<Record<string, string>> = {}): LocalImage {
  const version = reference.split(':').at(-1) ?? reference;
  return {
    digest: `sha256:${Buffer.from(reference).toString('hex').padEnd(64, '0').slice(0, 64)}`,
    reference,
    rootDirectory: FIXTURES,
    command: ['node', '/server.js'],
    environment: { RELEASE_VERSION: version, ...environment },
    workingDirectory: '/',
  };
}

/** A store with the given images, found by their references. */
export function imageStore(images: readonly LocalImage[]): ImageStore {
  return { find: (reference) => images.find((image) => image.reference === reference) };
}
