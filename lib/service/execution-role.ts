import { PhysicalName, Stack } from 'aws-cdk-lib';
import type * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { admitPull, PULL } from '../registry/pull-admission';
import { acknowledgeWildcard } from '../shared/acknowledge-wildcard';

export interface ExecutionRoleProps {
  /** Where the container's output goes. */
  readonly logGroup: logs.ILogGroup;
  /** Repositories that images are pulled from. */
  readonly repositories: readonly ecr.IRepository[];
}

/** What ECS itself may do to start a task: pull from these repositories, write to this log group. */
export class ExecutionRole extends Construct {
  readonly role: iam.Role;

  constructor(scope: Construct, id: string, { logGroup, repositories }: ExecutionRoleProps) {
    super(scope, id);
    this.role = new iam.Role(this, 'Role', {
      roleName: PhysicalName.GENERATE_IF_NEEDED,
      assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com'),
      description: `Starts the tasks of ${Stack.of(this).stackName}`,
      inlinePolicies: {
        StartTask: new iam.PolicyDocument({
          statements: [
            new iam.PolicyStatement({ actions: ['ecr:GetAuthorizationToken'], resources: ['*'] }),
            new iam.PolicyStatement({
              actions: PULL,
              resources: repositories.map((repository) => repository.repositoryArn),
            }),
            new iam.PolicyStatement({
              actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
              resources: [logGroup.logGroupArn],
            }),
          ],
        }),
      },
    });
    for (const repository of repositories) admitPull(repository, this.role);
    acknowledgeWildcard(this.role, '*', 'ecr:GetAuthorizationToken is for the whole registry.');
  }
}
