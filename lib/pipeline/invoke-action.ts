import { Stack } from 'aws-cdk-lib';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

export interface InvokeActionProps extends codepipeline.CommonAwsActionProps {
  /** The function that does the work and answers the job. */
  readonly function: lambda.IFunction;
  /** What the function is told; becomes JSON. */
  readonly userParameters: object;
  /**
   * Role that may invoke the function.
   * @default - the role of the pipeline
   */
  readonly role?: iam.IRole;
  /**
   * Artifacts that the function reads.
   * @default []
   */
  readonly inputs?: codepipeline.Artifact[];
  /**
   * Artifacts that the function writes.
   * @default []
   */
  readonly outputs?: codepipeline.Artifact[];
}

/**
 * Invokes a function. The action of the CDK would also give permissions away: to the role for every version of
 * the function, and to the stack of the function for the role, which ties the stacks into a circle.
 */
export class InvokeAction extends actions.Action {
  constructor(private readonly invocation: InvokeActionProps) {
    const { actionName, runOrder, variablesNamespace, role, inputs, outputs } = invocation;
    super({
      actionName,
      runOrder,
      variablesNamespace,
      role,
      inputs,
      outputs,
      resource: invocation.function,
      category: codepipeline.ActionCategory.INVOKE,
      provider: 'Lambda',
      artifactBounds: { minInputs: 0, maxInputs: 5, minOutputs: 0, maxOutputs: 5 },
    });
  }

  /** Expression for an output variable that the function answers with; needs `variablesNamespace`. */
  variable(name: string): string {
    return this.variableExpression(name);
  }

  protected override bound(scope: Construct): codepipeline.ActionConfig {
    const { function: target, userParameters } = this.invocation;
    const configuration = {
      FunctionName: target.functionName,
      UserParameters: Stack.of(scope).toJsonString(userParameters),
    };
    return { configuration };
  }
}
