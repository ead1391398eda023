import { PhysicalName, Stack } from 'aws-cdk-lib';
import type * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { BUILD_ENV } from '../build/build-contract';
import type { BuildProject } from '../build/build-project';
import type { ReleaseTarget } from '../delivery/release-target';
import { scanAction } from '../scan/scan-gate';
import type { ScanGate } from '../scan/scan-gate';
import { sameAccount } from '../shared/accounts';
import { InlineRole } from '../shared/inline-role';
import type { BoundSource, SourceAction } from '../source/bound-source';
import { allow } from './action-role';
import { Approvals } from './approval-stage';
import { ArtifactBucket } from './artifact-bucket';
import { EnvironmentStage } from './environment-stage';
import { ReleaseAgain } from './release-again';
import type { ReleasePreparation } from './release-preparation';
import { NO_VERSION, VERSION_PATTERN, VERSION_VARIABLE } from './version-variable';

/** Releases an earlier version again: its commit id or the digest of its image. */
const VERSION = new codepipeline.Variable({
  variableName: VERSION_VARIABLE,
  defaultValue: NO_VERSION,
  description:
    'An earlier version to release again: its commit id, or the digest of its image (sha256:...); none for a new one',
});

/** Whoever starts the pipeline chooses the value, and no quote of theirs may reach the environment of the build. */
const VERSION_IS_ONE: codepipeline.Conditions = {
  conditions: [
    {
      result: codepipeline.Result.FAIL,
      rules: [
        new codepipeline.Rule({
          name: 'version',
          provider: 'VariableCheck',
          version: '1',
          configuration: { Variable: VERSION.reference(), Operator: 'MATCHES', Value: VERSION_PATTERN },
        }),
      ],
    },
  ],
};

/** What every stage after the build works with. */
interface CommonStageProps {
  readonly input: codepipeline.Artifact;
  readonly artifacts: ArtifactBucket;
  readonly pipelineRole: iam.Role;
}

export interface DeliveryPipelineProps {
  /** Physical name of the pipeline. */
  readonly pipelineName: string;
  /** Where the source comes from. */
  readonly source: BoundSource;
  /** Name of the service that is released. */
  readonly service: string;
  /** Builds the service. */
  readonly build: BuildProject;
  /** Looks at the scan of what was built. */
  readonly scan: ScanGate;
  /** Functions of the *Prepare* actions. */
  readonly preparation: ReleasePreparation;
  /** The service in each environment, in the order of promotion. */
  readonly releases: readonly ReleaseTarget[];
  /** True when the artifacts may be deleted with their stack. */
  readonly disposable: boolean;
  /** How long logs are kept. */
  readonly logRetention: logs.RetentionDays;
}

/**
 * Source, Build, Scan, then one stage for each environment, with a stage for the approval before it where a person
 * must agree. The role of the pipeline may do what the actions call in its own account, each on exactly one resource; for
 * another account it takes a role there. A role for each action would be no narrower: the pipeline takes every one of them.
 */
export class DeliveryPipeline extends Construct {
  readonly pipeline: codepipeline.Pipeline;
  private readonly artifacts: ArtifactBucket;
  private readonly role: iam.Role;
  /** Everything that must be complete before the first execution starts, which CodePipeline does at creation. */
  private readonly beforeStart: Construct;

  constructor(scope: Construct, id: string, props: DeliveryPipelineProps) {
    super(scope, id);
    const { releases, disposable, logRetention } = props;
    const crossesAccounts = releases.some(({ scope: service }) => !sameAccount(this, service));
    this.artifacts = new ArtifactBucket(this, 'Artifacts', { disposable, crossesAccounts, logRetention });
    this.beforeStart = new Construct(this, 'Actions');
    this.role = new InlineRole(this.beforeStart, 'PipelineRole', {
      roleName: PhysicalName.GENERATE_IF_NEEDED,
      assumedBy: new iam.ServicePrincipal('codepipeline.amazonaws.com'),
    });
    this.artifacts.allow(this.role, 'read-write');
    this.pipeline = new codepipeline.Pipeline(this, 'Pipeline', {
      pipelineName: props.pipelineName,
      pipelineType: codepipeline.PipelineType.V2,
      // Two commits are released one after the other, and none is left out: lead time is per commit.
      executionMode: codepipeline.ExecutionMode.QUEUED,
      variables: [VERSION],
      artifactBucket: this.artifacts.store,
      role: this.role.withoutPolicyUpdates(),
      usePipelineRoleForActions: true,
    });
    const source = new codepipeline.Artifact('SourceArtifact');
    const build = new codepipeline.Artifact('BuildArtifact');
    const { action, variables } = this.addSource(props, source);
    this.addStage({ stageName: 'Source', actions: [action] });
    const buildAction = this.buildAction(props.build, source, build, variables.authorDate);
    this.addStage({ stageName: 'Build', actions: [buildAction], beforeEntry: VERSION_IS_ONE });
    const common = { input: build, artifacts: this.artifacts, pipelineRole: this.role };
    const scan = scanAction(this.beforeStart, { ...common, gate: props.scan });
    this.addStage({ stageName: 'Scan', actions: [scan] });
    this.addEnvironments(props, common);
    new ReleaseAgain(this, 'ReleaseAgain', { pipelineName: props.pipelineName });
    this.pipeline.node.addDependency(this.beforeStart, props.build, props.scan);
  }

  /** Address of the pipeline in the AWS console. */
  get consoleUrl(): string {
    return this.pageOf(this.pipeline.pipelineName);
  }

  private pageOf(pipelineName: string): string {
    const { region } = Stack.of(this);
    const path = `codesuite/codepipeline/pipelines/${pipelineName}/view`;
    return `https://${region}.console.aws.amazon.com/${path}?region=${region}`;
  }

  /** What goes to the environments is built once: each stage takes the same output of the build. */
  private addEnvironments(props: DeliveryPipelineProps, common: CommonStageProps): void {
    const { pipelineName, preparation, logRetention } = props;
    const approvals = new Approvals(this.beforeStart, 'Approvals', {
      ...common,
      pipelineName,
      pipelineUrl: this.pageOf(pipelineName),
      source: props.source,
      logRetention,
    });
    for (const release of props.releases) {
      const { environment, gate } = release;
      if (gate.approval) this.addStage(approvals.stageBefore(environment));
      const stage = new EnvironmentStage(this.beforeStart, environment, { ...common, release, preparation });
      this.addStage(stage.options, stage.entryRoles);
    }
  }

  private addStage(options: codepipeline.StageOptions, ruleRoles: readonly iam.IRole[] = []): void {
    this.pipeline.addStage(options);
    const ofActions = (options.actions ?? []).flatMap(({ actionProperties: { role } }) => role ?? []);
    const roles = [...ofActions, ...ruleRoles].map(({ roleArn }) => roleArn);
    if (roles.length > 0) allow(this.role, ['sts:AssumeRole'], roles);
  }

  private addSource({ source, service }: DeliveryPipelineProps, output: codepipeline.Artifact): SourceAction {
    const bound = source.action(this.beforeStart, {
      service,
      output,
      artifacts: this.artifacts,
      pipelineRole: this.role,
    });
    if (bound.trigger) this.pipeline.addTrigger(bound.trigger);
    return bound;
  }

  private buildAction(
    build: BuildProject,
    input: codepipeline.Artifact,
    output: codepipeline.Artifact,
    authorTime: string,
  ): codepipeline.IAction {
    const project: codebuild.IProject = build.project;
    allow(
      this.role,
      ['codebuild:StartBuild', 'codebuild:StopBuild', 'codebuild:BatchGetBuilds'],
      [project.projectArn],
    );
    this.artifacts.allow(build.role, 'read-write');
    return new actions.CodeBuildAction({
      actionName: 'Build',
      project,
      input,
      outputs: [output],
      environmentVariables: {
        [BUILD_ENV.commitAuthorTime]: { value: authorTime },
        [BUILD_ENV.requestedVersion]: { value: VERSION.reference() },
      },
    });
  }
}
