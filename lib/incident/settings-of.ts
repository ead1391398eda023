import type { Project } from '../config/schema';
import { formatStrategy } from '../delivery/strategy-text';
import type { IncidentSettings } from './settings';

/** What the functions must know of a project. */
export function incidentSettings({ project, toolchain, environments }: Project): IncidentSettings {
  const { region, account, timeZone } = toolchain;
  return {
    project,
    region,
    timeZone,
    environments: environments.map((environment) => ({
      name: environment.name,
      region: environment.region,
      ...(environment.account && { account: environment.account }),
      near: environment.account === account && environment.region === region,
      services: Object.fromEntries(
        environment.services.map(({ name, delivery }) => [name, formatStrategy(delivery)]),
      ),
    })),
  };
}
