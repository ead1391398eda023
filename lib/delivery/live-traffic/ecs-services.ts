import { ClusterNotFoundException, DescribeServicesCommand } from '@aws-sdk/client-ecs';
import type { ECSClient, Service } from '@aws-sdk/client-ecs';
import { clusterOf } from './service-arn';

/** A service that is there to stay; undefined when it is gone or on its way out. */
export async function runningService(client: ECSClient, serviceArn: string): Promise<Service | undefined> {
  const request = new DescribeServicesCommand({ cluster: clusterOf(serviceArn), services: [serviceArn] });
  try {
    const { services } = await client.send(request);
    return services?.find(({ status }) => status === 'ACTIVE');
  } catch (error) {
    if (error instanceof ClusterNotFoundException) return undefined;
    throw error;
  }
}
