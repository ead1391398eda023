import type { Stack } from 'aws-cdk-lib';
import { deployedServiceName, DEPLOYMENT_GROUP_NAME } from './names';

/** Deployment groups of all services of an environment in one ARN: IAM takes 10,240 characters for one role. */
export function deploymentGroups(stack: Stack, project: string, environments: Iterable<string>): string[] {
  return [...new Set(environments)].map((environment) => {
    const applications = deployedServiceName(project, environment, '*');
    const resource = `deploymentgroup:${applications}/${DEPLOYMENT_GROUP_NAME}`;
    return stack.formatArn({ service: 'codedeploy', resource });
  });
}
