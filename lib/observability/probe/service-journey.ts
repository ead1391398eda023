import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { PATHS } from '../../../app/shared/contract';
import { InputError } from '../../shared/input-error';
import type { Step } from './journey';

const APP = resolve(__dirname, '..', '..', '..', 'app');

/** What a visitor of a service does: `app/<service>/journey.ts` where there is one, else whether it wants traffic. */
export function journeyOf(service: string): readonly Step[] {
  const file = resolve(APP, service, 'journey.ts');
  if (!existsSync(file)) return [{ method: 'GET', path: PATHS.ready }];
  const own = createRequire(__filename)(file) as { readonly JOURNEY?: readonly Step[] };
  if (!own.JOURNEY) throw new InputError(`app/${service}/journey.ts must export a list named JOURNEY`);
  return own.JOURNEY.map(({ method, path, body }) => ({ method, path, ...(body !== undefined && { body }) }));
}
