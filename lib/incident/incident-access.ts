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
  const groups = codeDeployed.map(({ environment, service }) => {
    const application = deployedServiceName(project, environment, service);
    return stack.formatArn({
      service: 'codedeploy',
      resource: `deploymentgroup:${application}/${DEPLOYMENT_GROUP_NAME}`,
    });
  });
  handler.allow(READ_DEPLOYMENT, groups);
}

/** Lets the function read what drafts of postmortems tell: alarms, numbers, and the notes of people. */
export function allowDrafting(handler: HandlerFunction, { project, environments }: IncidentSettings): void {
  const stack = Stack.of(handler);
  // CloudWatch tells nothing of composite alarms, which are those that page, to who may read less than all alarms.
  handler.allow(['cloudwatch:DescribeAlarmHistory', 'cloudwatch:GetMetricData'], ['*']);
  const parameters = environments
    .filter(({ near }) => near)
    .flatMap(({ name, services }) =>
      Object.keys(services).map((service) => releaseParameterName(project, name, service).slice(1)),
    )
    .map((resourceName) => stack.formatArn({ service: 'ssm', resource: 'parameter', resourceName }));
  if (parameters.length > 0) handler.allow(['ssm:GetParameterHistory'], parameters);
}
