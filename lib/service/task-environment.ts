import { CONTAINER_PORT, ENV, PATHS, urlVariable } from '../../app/shared/contract';
import type { Environment, Service } from '../config/schema';
import { internalHostname } from '../shared/names';
import { DRAIN_SECONDS, METRICS_INTERVAL_SECONDS } from './timing';

/** Environment variables of a service's container. */
export function taskEnvironment(
  project: string,
  { name, disposable }: Pick<Environment, 'name' | 'disposable'>,
  service: Service,
): Record<string, string> {
  const urls = service.calls.map((called) => {
    const host = internalHostname(project, name, called);
    return [urlVariable(called), `http://${host}:${CONTAINER_PORT}`] as const;
  });
  return {
    [ENV.port]: String(CONTAINER_PORT),
    [ENV.service]: service.name,
    [ENV.environment]: name,
    [ENV.faultsAllowed]: String(disposable),
    [ENV.drain]: String(DRAIN_SECONDS),
    [ENV.metricsInterval]: String(METRICS_INTERVAL_SECONDS),
    ...Object.fromEntries(urls),
  };
}

/** Asks the process in the same container whether it lives; the images have Node.js but neither shell nor curl. */
export const HEALTH_COMMAND = [
  'CMD',
  'node',
  '-e',
  `fetch('http://127.0.0.1:'+process.env.${ENV.port}+'${PATHS.health}').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))`,
];
