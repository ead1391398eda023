import { PATHS } from './contract';

const PROBES = new Set<string>([PATHS.health, PATHS.ready]);
const PLATFORM = new Set<string>(Object.values(PATHS));

/** Whether a URL, with or without a query, is a health or readiness check: not logged, counted or traced. */
export function isProbe(url: string): boolean {
  return PROBES.has(pathOf(url));
}

/** Whether a URL is asked by the platform and not by visitors: planted faults leave it alone. */
export function isPlatformPath(url: string): boolean {
  return PLATFORM.has(pathOf(url));
}

function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}
