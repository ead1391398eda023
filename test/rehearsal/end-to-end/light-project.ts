import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { copySource } from '../../../rehearsal/pipeline/source';
import { temporaryDirectory } from '../pipeline/temporary';

/** The working tree of this project. */
export const PROJECT = resolve(__dirname, '../../..');

/**
 * A copy of the project whose build leaves lint and unit tests out, which have their own place in this suite;
 * the rest of the buildspec is the real one.
 */
export function lightProject(): string {
  const directory = temporaryDirectory();
  copySource(PROJECT, directory);
  const file = join(directory, 'buildspec.yml');
  const buildspec = readFileSync(file, 'utf8');
  const light = buildspec
    .replace(/- npm run check-service.*/, '- "true"')
    .replace(/^reports:\n(?:[ ].*\n)+/m, '');
  if (!light.includes('- "true"') || light.includes('reports:'))
    throw new Error('the buildspec has changed its form');
  writeFileSync(file, light);
  return directory;
}
