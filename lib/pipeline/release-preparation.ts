import { Duration, Stack } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
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
   * @param parameterName SSM parameter with the task definition of the service there
   */
  functionFor(place: Construct, parameterName: string): lambda.IFunction {
    const handler = sameAccount(this, place)
      ? this.own()
      : this.addHandler(new Construct(place, 'Preparation'));
    const parameter = { service: 'ssm', resource: 'parameter', resourceName: parameterName.slice(1) };
    handler.allow(['ssm:GetParameter'], [Stack.of(handler).formatArn(parameter)]);
    return handler.function;
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
