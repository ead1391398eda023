import { Stack } from 'aws-cdk-lib';
import { acknowledgeWildcard } from '../shared/acknowledge-wildcard';
import type { HandlerFunction } from '../shared/handler-function';
import { deployedServiceName, DEPLOYMENT_GROUP_NAME, pipelineName } from '../shared/names';
import type { IncidentSettings } from './settings';

/** What is read of the pipelines. */
const READ_PIPELINE = [
  'codepipeline:GetPipelineExecution',
  'codepipeline:GetPipelineState',
  'codepipeline:ListActionExecutions',
  'codepipeline:ListPipelineExecutions',
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
  const services = [...new Set(environments.flatMap((environment) => environment.services))];
  handler.allow(
    READ_PIPELINE,
    services.map((service) => pipeline(pipelineName(project, service))),
  );
  handler.allow(
    MOVE_DOOR,
    environments.flatMap(({ name, services: here }) =>
      here.map((service) => `${pipeline(pipelineName(project, service))}/${name}`),
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
  handler.allow(['codedeploy:GetDeployment'], groups);
}
