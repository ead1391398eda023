import type { AssemblyModel } from '../model';
import type { Assembly } from './assembly';

const URLS = /\bhttps?:\/\/([^/:\s"'{}]+)/g;
/**
 * Calls to AWS go to the stand-in of the AWS APIs, calls to the own task stay in it, and pages of the console are for
 * people.
 */
const ANSWERED =
  /(?:\.amazonaws\.com(?:\.cn)?|\bconsole\.aws\.amazon\.com|^localhost|^127\.0\.0\.1|^169\.254\.\d+\.\d+)$/;

/**
 * Notes addresses in the environment of functions and tasks that lead out of the assembly: a rehearsal has no
 * stand-in for them, so such a call would leave this machine.
 */
export function noteOutsideHosts(assembly: Assembly, model: AssemblyModel): void {
  const inside = new Set([
    ...model.loadBalancers.flatMap(({ dnsName, publicNames = [] }) => [dnsName, ...publicNames]),
    ...model.services.map(({ discovery }) => discovery?.hostname),
    ...(hasConnectedSource(model) ? SOURCE_HOSTS : []),
  ]);
  const environments = [
    ...model.functions.map(({ arn, environment }) => ({ arn, environment, path: 'Environment.Variables' })),
    ...model.services.map(({ task }) => ({ ...task, path: 'ContainerDefinitions.Environment' })),
  ];
  for (const { arn, environment, path } of environments) {
    const entry = assembly.resources.find((one) => one.ref === arn || one.attribute('Arn') === arn);
    for (const [name, value] of Object.entries(environment)) {
      for (const host of hostsIn(value).filter((one) => !inside.has(one) && !ANSWERED.test(one))) {
        entry?.report(`${path}.${name}`, `${host} is not in the assembly, so it has no stand-in`);
      }
    }
  }
}

/** Where a connected source is: the working tree stands for it, as for a repository of the account. */
const SOURCE_HOSTS = ['github.com', 'gitlab.com', 'bitbucket.org'];

function hasConnectedSource({ pipelines }: AssemblyModel): boolean {
  const actions = pipelines.flatMap(({ stages }) => stages.flatMap((stage) => stage.actions));
  return actions.some(
    ({ category, provider }) =>
      category === 'Source' && ['CodeStarSourceConnection', 'GitHub'].includes(provider),
  );
}

function hostsIn(value: string): string[] {
  return [...value.matchAll(URLS)].map((match) => (match[1] ?? '').toLowerCase());
}
