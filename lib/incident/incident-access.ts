import { Stack } from 'aws-cdk-lib';
import { acknowledgeWildcard } from '../shared/acknowledge-wildcard';
import { deploymentGroups } from '../shared/deployment-groups';
import type { HandlerFunction } from '../shared/handler-function';
import { pipelineName, releaseParameterName } from '../shared/names';
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
  codeDeployed: readonly { readonly environment: string }[],
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
  allowEach(
    handler,
    MOVE_DOOR,
    services.map((service) => `${pipeline(pipelineName(project, service))}/*`),
    'The stages of one pipeline; a list of them all outgrows the policy.',
  );
  const deployed = codeDeployed.map(({ environment }) => environment);
  allowEach(handler, READ_DEPLOYMENT, deploymentGroups(stack, project, deployed));
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
  reason = 'All services of the project; a list of them outgrows the policy.',
): void {
  if (arns.length > 0) handler.allow(actions, arns);
  for (const arn of arns) acknowledgeWildcard(handler.role, arn, reason);
}

/** Lets the function read what drafts of postmortems tell: alarms and numbers. */
export function allowDrafting(handler: HandlerFunction): void {
  handler.allow(['cloudwatch:DescribeAlarmHistory', 'cloudwatch:GetMetricData'], ['*']);
}
