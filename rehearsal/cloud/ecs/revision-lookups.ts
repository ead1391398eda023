import type { Cloud } from '../types';
import type { EcsService } from './service';
import {
  briefServiceDeployment,
  describeServiceDeployment,
  describeServiceRevision,
  revisionArn,
} from './service-deployment';

/** What the ECS API tells about revisions and deployments; `services` may still be filled when this is called. */
export function revisionLookups(
  services: readonly EcsService[],
  find: (reference: string) => EcsService | undefined,
): Pick<Cloud, 'describeServiceRevision' | 'describeServiceDeployment' | 'listServiceDeployments'> {
  return {
    describeServiceRevision: (arn) =>
      firstOf(services, ({ model, history }) => {
        const fleet = history.find((one) => revisionArn(model, one) === arn);
        return fleet && describeServiceRevision(model, fleet);
      }),
    describeServiceDeployment: (arn) =>
      firstOf(services, ({ model, serviceDeployments }) => {
        const deployment = serviceDeployments.find((one) => one.arn === arn);
        return deployment && describeServiceDeployment(model, deployment);
      }),
    listServiceDeployments: (reference) => {
      const service = find(reference);
      if (service === undefined) return [];
      return service.serviceDeployments
        .map((deployment) => briefServiceDeployment(service.model, deployment))
        .reverse();
    },
  };
}

function firstOf<T, R>(items: readonly T[], look: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = look(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
