import { Stack } from 'aws-cdk-lib';
import type * as codedeploy from 'aws-cdk-lib/aws-codedeploy';
import type * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { actionRole, namedRole } from '../pipeline/action-role';
import { RELEASE_FILES } from '../pipeline/release-files';
import type { ServiceTask } from '../service/service-task';
import { acknowledgeWildcard } from '../shared/acknowledge-wildcard';
import type { DeployActionProps, Deployments } from './release-target';
import { passRoles, statement } from './statements';

/**
 * The CodeDeployToECS action: registers the rendered task definition and starts a deployment of `group`.
 * The task definition has its image already, so the action gets no image to fill in.
 */
export function codeDeployAction(
  scope: Construct,
  props: DeployActionProps,
  group: codedeploy.IEcsDeploymentGroup,
  task: ServiceTask,
): codepipeline.IAction {
  const { applicationArn } = group.application;
  // Another strategy is another configuration, and reaches the service before it reaches the pipeline.
  const configurations = Stack.of(task).formatArn({ service: 'codedeploy', resource: 'deploymentconfig:*' });
  const role = deployRole(scope, props, task, [
    statement(
      [
        'codedeploy:GetApplication',
        'codedeploy:GetApplicationRevision',
        'codedeploy:RegisterApplicationRevision',
      ],
      [applicationArn],
    ),
    statement(['codedeploy:CreateDeployment', 'codedeploy:GetDeployment'], [group.deploymentGroupArn]),
    statement(['codedeploy:GetDeploymentConfig'], [configurations]),
  ]);
  acknowledgeWildcard(role, configurations, 'Any configuration may be the next one; they are only read.');
  return new actions.CodeDeployEcsDeployAction({
    actionName: props.actionName,
    runOrder: props.runOrder,
    role: namedRole(role, props.pipelineRole),
    deploymentGroup: group,
    taskDefinitionTemplateFile: props.input.atPath(RELEASE_FILES.taskDefinition),
    appSpecTemplateFile: props.input.atPath(RELEASE_FILES.appSpec),
  });
}

/** The ECS action: registers a revision with the new image, updates the service and waits until it is stable. */
export function ecsAction(
  scope: Construct,
  props: DeployActionProps,
  service: ecs.IBaseService,
  task: ServiceTask,
): codepipeline.IAction {
  const role = deployRole(scope, props, task, [
    statement(['ecs:DescribeServices', 'ecs:UpdateService'], [service.serviceArn]),
    statement(['ecs:DescribeTaskDefinition'], ['*']),
    statement(['ecs:DescribeTasks', 'ecs:ListTasks'], ['*'], {
      ArnEquals: { 'ecs:cluster': service.cluster.clusterArn },
    }),
  ]);
  return new actions.EcsDeployAction({
    actionName: props.actionName,
    runOrder: props.runOrder,
    role: namedRole(role, props.pipelineRole),
    service,
    imageFile: props.input.atPath(RELEASE_FILES.imageDefinitions),
  });
}

/** Where ECS deploys a service. */
export function ecsDeploymentsOf({ serviceArn: arn }: ecs.IBaseService): Deployments {
  return { site: { service: arn }, arn };
}

/** The role of a deploy action: `own`, and the calls that both kinds of action make. */
function deployRole(
  scope: Construct,
  { artifacts, pipelineRole }: DeployActionProps,
  task: ServiceTask,
  own: readonly iam.PolicyStatement[],
): iam.Role {
  const revisions = Stack.of(task).formatArn({
    service: 'ecs',
    resource: 'task-definition',
    resourceName: `${task.definition.family}:*`,
  });
  const role = actionRole(scope, 'DeployRole', pipelineRole);
  for (const one of own) role.addToPolicy(one);
  role.addToPolicy(statement(['ecs:RegisterTaskDefinition'], ['*']));
  role.addToPolicy(
    statement(['ecs:TagResource'], [revisions], {
      StringEquals: { 'ecs:CreateAction': 'RegisterTaskDefinition' },
    }),
  );
  role.addToPolicy(passRoles(task.roles));
  artifacts.allow(role, 'read');
  acknowledgeWildcard(role, '*', 'Registering and describing a task definition know no resource.');
  acknowledgeWildcard(role, revisions, 'The revision that the action registers has no number yet.');
  return role;
}
