import { readConfig, type ServiceConfig } from '../../app/shared/config';
import { ENV } from '../../app/shared/contract';
import type { LineSink } from '../../app/shared/line-buffer';

/**
 * A valid configuration with some environment variables set; faults are allowed, as in a disposable environment. Every
 * address in the environment is that of a service which this one calls.
 */
export function testConfig(env: NodeJS.ProcessEnv = {}, service = 'storefront'): ServiceConfig {
  const calls = Object.keys(env).flatMap((name) => /^([A-Z]+)_URL$/.exec(name)?.[1]?.toLowerCase() ?? []);
  return readConfig({ [ENV.faultsAllowed]: 'true', ...env }, { service, calls });
}

/** One line of a service's output, parsed. */
export type Line = Record<string, unknown>;

/** Remembers what a service writes, line by line. */
export function recorder(): LineSink & { lines(): Line[] } {
  let text = '';
  return {
    write: (part) => void (text += part),
    lines: () =>
      text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Line),
  };
}
