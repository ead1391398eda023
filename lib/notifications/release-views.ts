import { dashboardLink } from '../shared/console-links';
import type { Link } from '../shared/console-links';
import { serviceDashboardName } from '../shared/names';
import { ANNOUNCE_ENV } from './watched-releases';

/** An environment, as far as the dashboards in it are concerned. */
export interface ViewedEnvironment {
  readonly name: string;
  readonly region: string;
  /** Names of the services that run there. */
  readonly services: readonly string[];
}

/** Where a release can be watched: the dashboard of its service in each environment. */
export class ReleaseViews {
  constructor(
    private readonly project: string,
    private readonly environments: readonly ViewedEnvironment[],
  ) {}

  /** Reads the environment of the function; what is missing or has another form is left out. */
  static fromEnvironment(environment: Readonly<Record<string, string | undefined>>): ReleaseViews {
    const text = environment[ANNOUNCE_ENV.views] ?? '';
    const environments = text.split(',').flatMap((part) => {
      const [, name, region, services] = /^([^@=]+)@([^@=]+)=(.+)$/.exec(part) ?? [];
      return name && region && services ? [{ name, region, services: services.split('+') }] : [];
    });
    return new ReleaseViews(environment[ANNOUNCE_ENV.project] ?? '', environments);
  }

  /** Short enough for an environment variable, which has 4 KB with all others: `sandbox@us-east-1=cart+shop`. */
  toText(): string {
    return this.environments
      .map(({ name, region, services }) => `${name}@${region}=${services.join('+')}`)
      .join(',');
  }

  /** The dashboard of a service in one environment; in each environment when none is named or it is unknown. */
  linksTo(service: string, environment?: string): Link[] {
    const all = this.environments.filter(({ services }) => services.includes(service));
    const named = all.filter(({ name }) => name === environment);
    return (named.length > 0 ? named : all).map(({ name, region }) => ({
      ...dashboardLink(region, serviceDashboardName(this.project, name, service)),
      text: `Dashboard of ${name}`,
    }));
  }
}
