import { Stack } from 'aws-cdk-lib';
import { acknowledgeWildcard } from '../shared/acknowledge-wildcard';
import type { HandlerFunction } from '../shared/handler-function';
import {
  deployedServiceName,
  DEPLOYMENT_GROUP_NAME,
  pipelineName,
  releaseParameterName,
} from '../shared/names';
import type { IncidentSettings } from './settings';

/** What is read of the pipelines. */
const READ_PIPELINE = [
  'codepipeline:GetPipelineExecution',
  'codepipeline:GetPipelineState',
  'codepipeline:ListActionExecutions',
  'codepipeline:ListPipelineExecutions',
];

/** How a deployment went. */
const READ_DEPLOYMENT = [
  'codedeploy:BatchGetDeploymentTargets',
  'codedeploy:GetDeployment',
  'codedeploy:ListDeploymentTargets',
];

/** Keeping releases out of a stage, and letting them in again. */
const MOVE_DOOR = ['codepipeline:DisableStageTransition', 'codepipeline:EnableStageTransition'];

/** Lets the function keep OpsItems, look into the pipelines, and open and close their stages. */
export function allowTracking(
  handler: HandlerFunction,
  { project, environments }: IncidentSettings,
  codeDeployed: readonly { readonly environment: string; readonly service: string }[],
): void {
  const stack = Stack.of(handler);
  // CloudWatch tells nothing of composite alarms, which are those that page, to who may read less than all alarms.
  handler.allow(['cloudwatch:DescribeAlarms'], ['*']);
  const items = stack.formatArn({ service: 'ssm', resource: 'opsitem', resourceName: '*' });
  handler.allow(['ssm:GetOpsItem', 'ssm:UpdateOpsItem'], [items]);
  handler.allow(['ssm:CreateOpsItem', 'ssm:DescribeOpsItems'], ['*']);
  acknowledgeWildcard(handler.role, items, 'OpsCenter gives the ids of its items when it makes them.');
  const pipeline = (name: string): string => stack.formatArn({ service: 'codepipeline', resource: name });
  const services = [...new Set(environments.flatMap((environment) => Object.keys(environment.services)))];
  handler.allow(
    READ_PIPELINE,
    services.map((service) => pipeline(pipelineName(project, service))),
  );
  handler.allow(
    MOVE_DOOR,
    environments.flatMap(({ name, services: here }) =>
      Object.keys(here).map((service) => `${pipeline(pipelineName(project, service))}/${name}`),
    ),
  );
  if (codeDeployed.length === 0) return;
  allowEach(handler, READ_DEPLOYMENT, deploymentGroups(stack, project, codeDeployed));
}

/** Deployment groups of all services of an environment in one ARN: IAM takes 10,240 characters for one role. */
export function deploymentGroups(
  stack: Stack,
  project: string,
  codeDeployed: readonly { readonly environment: string }[],
): string[] {
  const environments = [...new Set(codeDeployed.map(({ environment }) => environment))];
  return environments.map((environment) => {
    const applications = deployedServiceName(project, environment, '*');
    const resource = `deploymentgroup:${applications}/${DEPLOYMENT_GROUP_NAME}`;
    return stack.formatArn({ service: 'codedeploy', resource });
  });
}

/** Release parameters of all services of each environment that is near. */
export function releaseParameters(stack: Stack, { project, environments }: IncidentSettings): string[] {
  return environments
    .filter(({ near }) => near)
    .map(({ name }) => releaseParameterName(project, name, '*').slice(1))
    .map((resourceName) => stack.formatArn({ service: 'ssm', resource: 'parameter', resourceName }));
}

/** Lets the function call `actions` on what each ARN stands for. */
export function allowEach(
  handler: HandlerFunction,
  actions: readonly string[],
  arns: readonly string[],
): void {
  if (arns.length > 0) handler.allow(actions, arns);
  for (const arn of arns) {
    acknowledgeWildcard(
      handler.role,
      arn,
      'All services of the project; a list of them outgrows the policy.',
    );
  }
}

/** Lets the function read what drafts of postmortems tell: alarms, numbers, and the notes of people. */
export function allowDrafting(handler: HandlerFunction, settings: IncidentSettings): void {
  const stack = Stack.of(handler);
  handler.allow(['cloudwatch:DescribeAlarmHistory', 'cloudwatch:GetMetricData'], ['*']);
  allowEach(handler, ['ssm:GetParameterHistory'], releaseParameters(stack, settings));
}
