import { readConfig, type ServiceConfig } from '../../app/shared/config';
import { ENV } from '../../app/shared/contract';
import type { LineSink } from '../../app/shared/line-buffer';

/** A valid configuration with some environment variables set; faults are allowed, as in a disposable environment. */
export function testConfig(env: NodeJS.ProcessEnv = {}, service = 'storefront'): ServiceConfig {
  return readConfig({ [ENV.faultsAllowed]: 'true', ...env }, { service });
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
