import { CustomResource, Duration } from 'aws-cdk-lib';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { IDependable } from 'constructs';
import { ANSWER_MINUTES, HANDOVER_TYPE } from './guard-contract';
import type { HandoverProperties } from './guard-contract';
import type { LiveTrafficGuard } from './live-traffic-guard';

export interface TaskHandoverProps {
  /** Its function also does this. */
  readonly guard: LiveTrafficGuard;
  readonly service: ecs.CfnService;
  /** ARN of the target group that a new service begins in. */
  readonly targetGroupArn: string;
  /** Most tasks that the service may run. */
  readonly maxTasks: number;
  /** What scales the service: it may take a new service to its smallest number of tasks, and comes before. */
  readonly scaling: IDependable;
}

/**
 * Has CloudFormation wait, when it has made another ECS service, until that one runs as many healthy tasks as the one
 * before: only then it deletes that one. The number is not in the template, because CloudFormation would write it
 * again with each change of the service, over what the scaling has chosen meanwhile.
 */
export class TaskHandover extends Construct {
  constructor(scope: Construct, id: string, props: TaskHandoverProps) {
    super(scope, id);
    const { reader } = props.guard;
    const permission = new iam.Policy(this, 'Permission', {
      roles: [reader.role],
      statements: [
        new iam.PolicyStatement({ actions: ['ecs:UpdateService'], resources: [props.service.ref] }),
      ],
    });
    const properties: HandoverProperties = {
      Service: props.service.ref,
      Group: props.targetGroupArn,
      MaxTasks: String(props.maxTasks),
    };
    const handover = new CustomResource(this, 'Resource', {
      serviceToken: reader.function.functionArn,
      resourceType: HANDOVER_TYPE,
      serviceTimeout: Duration.minutes(ANSWER_MINUTES.handover),
      properties,
    });
    handover.node.addDependency(reader, permission, props.scaling);
  }
}
