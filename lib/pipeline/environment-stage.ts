import { Stack } from 'aws-cdk-lib';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { ReleaseTarget, VerifyParameters } from '../delivery/release-target';
import { sameAccount } from '../shared/accounts';
import { namedRole } from './action-role';
import type { ArtifactBucket } from './artifact-bucket';
import { entryConditions } from './entry-conditions';
import { InvokeAction } from './invoke-action';
import { invokeRole } from './invoke-role';
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
  readonly pipelineRole: iam.Role;
  /** Functions of the *Prepare* actions. */
  readonly preparation: ReleasePreparation;
}

/**
 * Prepare, Deploy, Verify: the release of one service to one environment. When one of them fails, CodePipeline runs
 * the stage again with the artifacts and variables of the last execution that succeeded in it.
 */
export class EnvironmentStage extends Construct {
  readonly options: codepipeline.StageOptions;
  /** Roles of what is checked before the stage; the role of the pipeline must be able to take them. */
  readonly entryRoles: readonly iam.IRole[];
  /** Where roles of the actions live when the service is in another account than the pipeline. */
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
    const stageName = release.environment;
    const { beforeEntry, roles } = entryConditions(this.place, {
      stageName,
      gate: release.gate,
      pipelineRole,
    });
    this.entryRoles = roles;
    this.options = {
      stageName,
      actions: [prepare, deploy, this.verifyAction(props, prepare.variable('image'))],
      beforeEntry,
      onFailure: { result: codepipeline.Result.ROLLBACK },
    };
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
    const { taskDefinitionParameterName, deployments } = release;
    const prepareFunction = preparation.functionFor(this.place, release);
    const role = invokeRole(this.place, 'PrepareRole', pipelineRole, prepareFunction);
    // The job brings credentials for its artifacts, cut out of this role.
    artifacts.allow(role, 'read-write');
    const parameters: PrepareParameters = {
      taskDefinitionParameter: taskDefinitionParameterName,
      ...(release.hookFunctionName && { hookFunction: release.hookFunctionName }),
      site: deployments.site,
    };
    return new InvokeAction({
      actionName: 'Prepare',
      runOrder: 1,
      variablesNamespace: `Prepare-${release.environment}`,
      function: prepareFunction,
      userParameters: parameters,
      inputs: [input],
      outputs: [output],
      role: namedRole(role, pipelineRole),
    });
  }

  private verifyAction(
    { release: { verifyFunction }, pipelineRole }: EnvironmentStageProps,
    image: string,
  ): codepipeline.IAction {
    const role = invokeRole(this.place, 'VerifyRole', pipelineRole, verifyFunction);
    const parameters: VerifyParameters = { image };
    return new InvokeAction({
      actionName: 'Verify',
      runOrder: 3,
      function: verifyFunction,
      userParameters: parameters,
      role: namedRole(role, pipelineRole),
    });
  }
}
