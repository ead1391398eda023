/** Name of the cluster in the ARN of a service. */
export function clusterOf(serviceArn: string): string {
  return serviceArn.split('/').at(-2) ?? '';
}

/** Cluster and name of a service, for a person. */
export function clusterAndName(serviceArn: string): string {
  return serviceArn.split('/').slice(-2).join('/');
}
