import { Stack } from 'aws-cdk-lib';
import type { Project } from '../../config/schema';
import { acknowledgeWildcard } from '../../shared/acknowledge-wildcard';
import { allowEach } from '../../shared/allow-each';
import { deploymentGroups } from '../../shared/deployment-groups';
import type { HandlerFunction } from '../../shared/handler-function';
import { pipelineName, releaseParameterName, repositoryName } from '../../shared/names';
import type { IncidentSettings } from '../settings';

/** What is read of a pipeline, and the way back through all of it. */
const PIPELINE = [
  'codepipeline:GetPipeline',
  'codepipeline:GetPipelineExecution',
  'codepipeline:GetPipelineState',
  'codepipeline:ListPipelineExecutions',
  'codepipeline:StartPipelineExecution',
];

/** What is read of the deployments of CodeDeploy. */
const DEPLOYMENTS = [
  'codedeploy:BatchGetDeploymentTargets',
  'codedeploy:GetDeployment',
  'codedeploy:GetDeploymentGroup',
  'codedeploy:ListDeploymentTargets',
];

/** What is read of the services of ECS. */
const SERVICES = [
  'ecs:DescribeServiceDeployments',
  'ecs:DescribeServiceRevisions',
  'ecs:DescribeServices',
  'ecs:ListServiceDeployments',
];

/** Lets the function look at what is released, and go back through the pipeline: what `npm run ops -- rollback` calls. */
export function allowRollback(
  handler: HandlerFunction,
  settings: IncidentSettings,
  codeDeployed: readonly { readonly environment: string; readonly service: string }[],
): void {
  const { project, environments } = settings;
  const stack = Stack.of(handler);
  const arn = (service: string, resource: string): string => stack.formatArn({ service, resource });
  const near = environments.filter((environment) => environment.near);
  const services = [...new Set(near.flatMap((environment) => Object.keys(environment.services)))];
  const pipeline = (service: string): string => arn('codepipeline', pipelineName(project, service));
  handler.allow(PIPELINE, services.map(pipeline));
  allowEach(
    handler,
    ['codepipeline:RollbackStage'],
    services.map((service) => `${pipeline(service)}/*`),
    'The stages of one pipeline; a list of them all outgrows the policy.',
  );
  allowEach(handler, ['ecr:DescribeImages'], [arn('ecr', `repository/${repositoryName(project, '*')}`)]);
  allowEach(handler, ['ssm:GetParameterHistory'], releaseParameters(stack, settings));
  const deployed = codeDeployed.map(({ environment }) => environment);
  allowEach(handler, DEPLOYMENTS, deploymentGroups(stack, project, deployed));
  allowLooking(handler, project);
}

/** Services and their alarms have names that CloudFormation makes up, or are read in one call for all. */
function allowLooking(handler: HandlerFunction, project: string): void {
  const stack = Stack.of(handler);
  const containers = ['service', 'service-deployment', 'service-revision'].map((kind) =>
    stack.formatArn({ service: 'ecs', resource: kind, resourceName: `${project}-*` }),
  );
  handler.allow(SERVICES, containers);
  // The same call reads composite alarms, of which CloudWatch tells nothing to who may read less than all alarms.
  handler.allow(['cloudwatch:DescribeAlarms'], ['*']);
  for (const each of containers) {
    acknowledgeWildcard(handler.role, each, 'CloudFormation makes up the names of clusters and services.');
  }
  acknowledgeWildcard(handler.role, '*', 'cloudwatch:DescribeAlarms tells of composite alarms with no less.');
}

/** Release parameters of all services of each environment that is near. */
function releaseParameters(stack: Stack, { project, environments }: IncidentSettings): string[] {
  return environments
    .filter(({ near }) => near)
    .map(({ name }) => releaseParameterName(project, name, '*').slice(1))
    .map((resourceName) => stack.formatArn({ service: 'ssm', resource: 'parameter', resourceName }));
}

/** Services whose CodeDeploy deployments can be looked at from here. */
export function codeDeployedNear({
  toolchain,
  environments,
}: Project): { environment: string; service: string }[] {
  return environments
    .filter(({ account, region }) => account === toolchain.account && region === toolchain.region)
    .flatMap(({ name, services }) =>
      services
        .filter(({ delivery }) => delivery.controller === 'code-deploy')
        .map((service) => ({ environment: name, service: service.name })),
    );
}
