import { Duration, Stack } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from '../shared/acknowledge-wildcard';
import { HandlerFunction } from '../shared/handler-function';

export interface ReleasePreparationProps {
  /** Names of the parameters with the task definitions of the service in its environments. */
  readonly taskDefinitionParameterNames: readonly string[];
  /** How long the log of the function is kept. */
  readonly logRetention: logs.RetentionDays;
}

/** The function of every *Prepare* action: from build output and task definition to the files of a release. */
export class ReleasePreparation extends Construct {
  readonly function: lambda.IFunction;

  constructor(scope: Construct, id: string, props: ReleasePreparationProps) {
    super(scope, id);
    const handler = new HandlerFunction(this, 'Prepare', {
      entry: 'lib/pipeline/prepare-release.lambda.ts',
      description: 'Prepare: renders the release files of a service for an environment',
      timeout: Duration.minutes(1),
      logRetention: props.logRetention,
    });
    const parameters = props.taskDefinitionParameterNames.map((name) =>
      Stack.of(this).formatArn({ service: 'ssm', resource: 'parameter', resourceName: name.slice(1) }),
    );
    handler.allow(['ssm:GetParameter'], parameters);
    handler.allow(['ecs:DescribeTaskDefinition'], ['*']);
    handler.allow(['codepipeline:PutJobSuccessResult', 'codepipeline:PutJobFailureResult'], ['*']);
    acknowledgeWildcard(
      handler.role,
      '*',
      'Describing a task definition and answering a pipeline job know no resource.',
    );
    this.function = handler.function;
  }
}
