import { ClusterNotFoundException, DescribeServicesCommand } from '@aws-sdk/client-ecs';
import type { ECSClient, Service } from '@aws-sdk/client-ecs';

/** Name of the cluster in the ARN of a service. */
export function clusterOf(serviceArn: string): string {
  return serviceArn.split('/').at(-2) ?? '';
}

/** Cluster and name of a service, for a person. */
export function clusterAndName(serviceArn: string): string {
  return serviceArn.split('/').slice(-2).join('/');
}

/** A service that is there to stay; undefined when it is gone or on its way out. */
export async function runningService(
  client: ECSClient,
  serviceArn: string,
  abortSignal?: AbortSignal,
): Promise<Service | undefined> {
  const request = new DescribeServicesCommand({ cluster: clusterOf(serviceArn), services: [serviceArn] });
  try {
    const { services } = await client.send(request, abortSignal && { abortSignal });
    return services?.find(({ status }) => status === 'ACTIVE');
  } catch (error) {
    if (error instanceof ClusterNotFoundException) return undefined;
    throw error;
  }
}
