import type * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { ArtifactBucket } from '../pipeline/artifact-bucket';
import type { ReleaseGate } from '../pipeline/release-gate';

/** What a pipeline needs to release one service to one environment. */
export interface ReleaseTarget {
  /** Name of the service. */
  readonly service: string;
  /** Name of the environment. */
  readonly environment: string;
  /** Stack of the service: what acts on it from another account lives there too. */
  readonly scope: Construct;
  /** What a release must pass before it enters the environment. */
  readonly gate: ReleaseGate;
  /** SSM parameter with the ARN of the task definition revision that CloudFormation made last. */
  readonly taskDefinitionParameterName: string;
  /** Function that CodeDeploy asks before it shifts traffic; absent where CodeDeploy shifts none. */
  readonly hookFunctionName?: string;
  /** Where a release becomes a deployment. */
  readonly deployments: Deployments;
  /** Function of the *Verify* action; its `UserParameters` are `VerifyParameters` as JSON. */
  readonly verifyFunction: lambda.IFunction;
  /** The *Deploy* action, with a role in `scope` that holds exactly what the action calls. */
  deployAction(scope: Construct, props: DeployActionProps): codepipeline.IAction;
}

/** Where a service is deployed, one deployment at a time: a group of CodeDeploy, or the ARN of a service of ECS. */
export type DeploymentSite = CodeDeploySite | { readonly service: string };

export interface CodeDeploySite {
  readonly application: string;
  readonly group: string;
}

/** The one place where a service is deployed in an environment. */
export interface Deployments {
  readonly site: DeploymentSite;
  /** ARN by which IAM knows it. */
  readonly arn: string;
}

/** Where a deploy action stands in its pipeline. */
export interface DeployActionProps {
  readonly actionName: string;
  readonly runOrder: number;
  /** Artifact with the files that *Prepare* rendered. */
  readonly input: codepipeline.Artifact;
  /** Where the pipeline keeps its artifacts. */
  readonly artifacts: ArtifactBucket;
  /** Role of the pipeline: the only one that may assume the role of the action. */
  readonly pipelineRole: iam.Role;
}

/** `UserParameters` of the *Verify* action, as JSON. */
export interface VerifyParameters {
  /** Image reference that production must answer with, `repository@sha256:…`. */
  readonly image: string;
}
