/**
 * Physical names that another artefact or a person must spell. Everything else gets a generated name.
 */

/** What the image that runs before the first release is called; no service may have this name. */
export const PLACEHOLDER = 'placeholder';

/** SSM parameter with the image that runs, or is about to run, in an environment. */
export function releaseParameterName(project: string, environment: string, service: string): string {
  return `/${project}/${environment}/${service}/image`;
}

/** SSM parameter with the ARN of the task definition revision that CloudFormation made last. */
export function taskDefinitionParameterName(project: string, environment: string, service: string): string {
  return `/${project}/${environment}/${service}/task-definition`;
}

/** ECR repository of a service. */
export function repositoryName(project: string, service: string): string {
  return `${project}/${service}`;
}

/** ECR repository of the image that stands in until the first release. */
export function placeholderRepositoryName(project: string): string {
  return repositoryName(project, PLACEHOLDER);
}

/** Tag of the placeholder image for an architecture. It never changes, so neither does what names it. */
export function placeholderTag(architecture: 'arm64' | 'x86_64'): string {
  return `${PLACEHOLDER}-${architecture}`;
}

/** Pipeline that releases a service. */
export function pipelineName(project: string, service: string): string {
  return `${project}-${service}`;
}

/** Private DNS name space of an environment; a service is reached at `<service>.<name space>`. */
export function namespaceName(project: string, environment: string): string {
  return `${environment}.${project}.internal`;
}

/** Host name of an internal service. */
export function internalHostname(project: string, environment: string, service: string): string {
  return `${service}.${namespaceName(project, environment)}`;
}

/**
 * Name of a service in an environment wherever AWS wants one name for both: task definition family, CodeDeploy
 * application, beginning of alarm names.
 */
export function deployedServiceName(project: string, environment: string, service: string): string {
  return `${project}-${environment}-${service}`;
}

/** Name of the one deployment group in each CodeDeploy application. */
export const DEPLOYMENT_GROUP_NAME = 'release';

/**
 * Dashboard of an environment, for the people on call. No name of the project has an underscore, so dashboards of
 * environments and of services never have the same name.
 */
export function environmentDashboardName(project: string, environment: string): string {
  return `${project}_${environment}`;
}

/** Dashboard of a service in an environment, with the release view on top. */
export function serviceDashboardName(project: string, environment: string, service: string): string {
  return `${environmentDashboardName(project, environment)}_${service}`;
}

/** Role of the drift watch, where an environment in another account has to know it. */
export function driftWatchRoleName(project: string): string {
  return `${project}-drift-watch`;
}

/** Role in the account of an environment that the drift watch takes, where that is not the account of the toolchain. */
export function driftReaderRoleName(project: string, environment: string): string {
  return `${project}-${environment}-drift-reader`;
}

/** ARN of that role. */
export function driftReaderRoleArn(account: string, project: string, environment: string): string {
  return `arn:aws:iam::${account}:role/${driftReaderRoleName(project, environment)}`;
}

/** Queue with the events of all services that the functions of the stack `Insight` could do nothing with. */
export function failedEventsName(project: string): string {
  return `${project}-insight-failed-events`;
}
