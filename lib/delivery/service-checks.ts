import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { PATHS } from '../../app/shared/contract';
import { InputError } from '../shared/input-error';
import type { SmokeCheck } from './smoke';

const APP = resolve(__dirname, '..', '..', 'app');

/** What every service answers, because the platform relies on it. */
const PLATFORM_CHECKS: readonly SmokeCheck[] = [
  { path: PATHS.ready },
  { path: PATHS.version, contentType: 'application/json', fields: { version: 'text' }, identity: true },
];

/** All checks of a service: those of the platform and its own, from `app/<service>/checks.ts` where it has one. */
export function checksOf(service: string): readonly SmokeCheck[] {
  const file = resolve(APP, service, 'checks.ts');
  if (!existsSync(file)) return PLATFORM_CHECKS;
  const own = createRequire(__filename)(file) as { readonly checks?: readonly SmokeCheck[] };
  if (!own.checks) throw new InputError(`app/${service}/checks.ts must export a list named checks`);
  return [...PLATFORM_CHECKS, ...own.checks];
}
