import { Stack } from 'aws-cdk-lib';
import { allowEach } from '../../shared/allow-each';
import { deploymentGroups } from '../../shared/deployment-groups';
import type { HandlerFunction } from '../../shared/handler-function';

/** How a deployment went. */
const READ_DEPLOYMENT = [
  'codedeploy:BatchGetDeploymentTargets',
  'codedeploy:GetDeployment',
  'codedeploy:ListDeploymentTargets',
];

/** What a draft is about. */
export interface DraftScope {
  readonly project: string;
  /** ARNs of the pipelines. */
  readonly pipelines: readonly string[];
  /** Services whose CodeDeploy deployments can be looked at. */
  readonly codeDeployed: readonly { readonly environment: string }[];
}

/** Lets the function read what drafts of postmortems tell: releases, alarms and numbers. */
export function allowDrafting(
  handler: HandlerFunction,
  { project, pipelines, codeDeployed }: DraftScope,
): void {
  handler.allow(['codepipeline:ListActionExecutions', 'codepipeline:ListPipelineExecutions'], pipelines);
  handler.allow(['cloudwatch:DescribeAlarmHistory', 'cloudwatch:GetMetricData'], ['*']);
  const environments = codeDeployed.map(({ environment }) => environment);
  allowEach(handler, READ_DEPLOYMENT, deploymentGroups(Stack.of(handler), project, environments));
}
