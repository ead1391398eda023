import type { Service } from '../../config/schema';

/** Share of a quota at which there is still time to ask for more, which AWS answers within some days. */
export const QUOTA_PERCENT = 80;

/** Fargate vCPUs on demand that a new account may run at the same time. */
const LOWEST_QUOTA_VCPUS = 6;

/** During a release the old and the new version run side by side. */
const FLEETS = 2;

/** Whether the services of one environment can come near the lowest quota that AWS gives, all scaled out and releasing. */
export function couldReachQuota(services: readonly Pick<Service, 'cpu' | 'scaling'>[]): boolean {
  const most = services.reduce((sum, { cpu, scaling }) => sum + FLEETS * scaling.maxTasks * (cpu / 1024), 0);
  return most > (LOWEST_QUOTA_VCPUS * QUOTA_PERCENT) / 100;
}
