import { Duration, Stack } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Deployments, ReleaseTarget } from '../delivery/release-target';
import { sameAccount } from '../shared/accounts';
import { acknowledgeWildcard } from '../shared/acknowledge-wildcard';
import { HandlerFunction } from '../shared/handler-function';

/**
 * The functions of the *Prepare* actions of one pipeline, from build output and task definition to the files of a
 * release: one for all environments in the account of the pipeline, and one for each environment elsewhere, because
 * a function reads the task definitions of its own account only.
 */
export class ReleasePreparation extends Construct {
  constructor(
    scope: Construct,
    id: string,
    /** How long the logs of the functions are kept. */
    private readonly logRetention: logs.RetentionDays,
  ) {
    super(scope, id);
  }

  /**
   * The function for an environment.
   * @param place where the actions of the environment live; tells the account
   */
  functionFor(
    place: Construct,
    {
      taskDefinitionParameterName,
      deployments,
    }: Pick<ReleaseTarget, 'taskDefinitionParameterName' | 'deployments'>,
  ): lambda.IFunction {
    const handler = sameAccount(this, place)
      ? this.own()
      : this.addHandler(new Construct(place, 'Preparation'));
    const resourceName = taskDefinitionParameterName.slice(1);
    const stack = Stack.of(handler);
    handler.allow(
      ['ssm:GetParameter'],
      [stack.formatArn({ service: 'ssm', resource: 'parameter', resourceName })],
    );
    this.allowLooking(handler, deployments);
    return handler.function;
  }

  /** Lets Prepare see whether another deployment is under way, and whether an alarm would stop the next one. */
  private allowLooking(handler: HandlerFunction, { site, arn }: Deployments): void {
    if (!('application' in site)) {
      handler.allow(['ecs:ListServiceDeployments'], [arn]);
      return;
    }
    const alarms = Stack.of(handler).formatArn({ service: 'cloudwatch', resource: 'alarm:*' });
    handler.allow(['codedeploy:GetDeploymentGroup', 'codedeploy:ListDeployments'], [arn]);
    handler.allow(['cloudwatch:DescribeAlarms'], [alarms]);
    acknowledgeWildcard(
      handler.role,
      alarms,
      'CloudWatch checks the call against all alarms, whichever are asked for.',
    );
  }

  private own(): HandlerFunction {
    const found = this.node.tryFindChild('Prepare');
    return found instanceof HandlerFunction ? found : this.addHandler(this);
  }

  private addHandler(scope: Construct): HandlerFunction {
    const handler = new HandlerFunction(scope, 'Prepare', {
      entry: 'lib/pipeline/prepare-release.lambda.ts',
      description: 'Prepare: renders the release files of a service for an environment',
      timeout: Duration.minutes(1),
      logRetention: this.logRetention,
    });
    handler.allow(['ecs:DescribeTaskDefinition'], ['*']);
    handler.allow(['codepipeline:PutJobSuccessResult', 'codepipeline:PutJobFailureResult'], ['*']);
    acknowledgeWildcard(
      handler.role,
      '*',
      'Describing a task definition and answering a pipeline job know no resource.',
    );
    return handler;
  }
}
