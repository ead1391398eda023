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
    compareUrl: compareUrlOf(project, toolchain),
  };
}

/** Page of the repository's host that compares two commits, `{good}` being the older one. */
function compareUrlOf(project: string, { region, source }: Project['toolchain']): string {
  if (source.kind === 'codecommit') {
    const repository = `codesuite/codecommit/repositories/${project}`;
    return `https://${region}.console.aws.amazon.com/${repository}/compare/{good}/.../{bad}?region=${region}`;
  }
  const path = `${source.owner}/${source.repository}`;
  switch (source.provider) {
    case 'GitHub':
      return `https://github.com/${path}/compare/{good}...{bad}`;
    case 'GitLab':
      return `https://gitlab.com/${path}/-/compare/{good}...{bad}`;
    case 'Bitbucket':
      return `https://bitbucket.org/${path}/branches/compare/{bad}..{good}`;
  }
}
