import { resolve } from 'node:path';
import { lightTree } from '../../../scripts/light-tree';
import { temporaryDirectory } from '../pipeline/temporary';

/** The working tree of this project. */
export const PROJECT = resolve(__dirname, '../../..');

/**
 * A copy of the project whose build leaves lint and unit tests out, which have their own place in this suite;
 * the rest of the buildspec is the real one.
 */
export function lightProject(): string {
  return lightTree(PROJECT, temporaryDirectory());
}
