import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { InputError } from '../shared/input-error';

const APP = resolve(__dirname, '..', '..', 'app');

/**
 * Names of the metrics that a service counts for the business, from `app/<service>/counts.ts` where it has one.
 * @throws Error when the file has no list named counts
 */
export function countsOf(service: string): readonly string[] {
  const file = resolve(APP, service, 'counts.ts');
  if (!existsSync(file)) return [];
  const own = createRequire(__filename)(file) as { readonly counts?: readonly string[] };
  if (!own.counts) throw new InputError(`app/${service}/counts.ts must export a list named counts`);
  return own.counts;
}
