import { Stack } from 'aws-cdk-lib';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { ReleaseTarget, VerifyParameters } from '../delivery/release-target';
import { sameAccount } from '../shared/accounts';
import { acknowledgeWildcard } from '../shared/acknowledge-wildcard';
import { actionRole, allow } from './action-role';
import type { ArtifactBucket } from './artifact-bucket';
import { InvokeAction } from './invoke-action';
import type { PrepareParameters } from './prepare-release';
import type { ReleasePreparation } from './release-preparation';

export interface EnvironmentStageProps {
  /** The service in this environment. */
  readonly release: ReleaseTarget;
  /** Output of the build. */
  readonly input: codepipeline.Artifact;
  /** Where the pipeline keeps its artifacts. */
  readonly artifacts: ArtifactBucket;
  /** Role of the pipeline. */
  readonly pipelineRole: iam.IRole;
  /** Functions of the *Prepare* actions. */
  readonly preparation: ReleasePreparation;
}

/** Prepare, Deploy, Verify: the release of one service to one environment. */
export class EnvironmentStage extends Construct {
  readonly actions: codepipeline.IAction[];
  /** Where the roles of the actions live: beside the pipeline, or with the service when that is in another account. */
  private readonly place: Construct;

  constructor(scope: Construct, id: string, props: EnvironmentStageProps) {
    super(scope, id);
    const { release, artifacts, pipelineRole } = props;
    this.place = this.placeOf(release);
    const files = new codepipeline.Artifact(`Release-${release.environment}`);
    const prepare = this.prepareAction(props, files);
    const deploy = release.deployAction(this.place, {
      actionName: 'Deploy',
      runOrder: 2,
      input: files,
      artifacts,
      pipelineRole,
    });
    this.actions = [prepare, deploy, this.verifyAction(props, prepare.variable('image'))];
  }

  private placeOf({ scope }: ReleaseTarget): Construct {
    if (sameAccount(this, scope)) return this;
    // Every reference to the other account is a name, which orders nothing.
    Stack.of(this).addStackDependency(Stack.of(scope));
    return new Construct(scope, 'Actions');
  }

  private prepareAction(
    { release, input, artifacts, pipelineRole, preparation }: EnvironmentStageProps,
    output: codepipeline.Artifact,
  ): InvokeAction {
    const { taskDefinitionParameterName } = release;
    const prepareFunction = preparation.functionFor(this.place, taskDefinitionParameterName);
    const role = this.invokeRole('PrepareRole', pipelineRole, prepareFunction);
    // The job brings credentials for its artifacts, cut out of this role.
    artifacts.allow(role, 'read-write');
    const parameters: PrepareParameters = {
      taskDefinitionParameter: taskDefinitionParameterName,
      ...(release.hookFunctionName && { hookFunction: release.hookFunctionName }),
    };
    return new InvokeAction({
      actionName: 'Prepare',
      runOrder: 1,
      variablesNamespace: `Prepare-${release.environment}`,
      function: prepareFunction,
      userParameters: parameters,
      inputs: [input],
      outputs: [output],
      role,
    });
  }

  private verifyAction(
    { release: { verifyFunction }, pipelineRole }: EnvironmentStageProps,
    image: string,
  ): codepipeline.IAction {
    const parameters: VerifyParameters = { image };
    return new InvokeAction({
      actionName: 'Verify',
      runOrder: 3,
      function: verifyFunction,
      userParameters: parameters,
      role: this.invokeRole('VerifyRole', pipelineRole, verifyFunction),
    });
  }

  private invokeRole(id: string, pipelineRole: iam.IRole, { functionArn }: lambda.IFunction): iam.Role {
    const role = actionRole(this.place, id, pipelineRole);
    allow(role, ['lambda:InvokeFunction'], [functionArn]);
    allow(role, ['lambda:ListFunctions'], ['*']);
    acknowledgeWildcard(
      role,
      '*',
      'CodePipeline lists functions before it invokes one, and lambda:ListFunctions knows no resource.',
    );
    return role;
  }
}
