import { Duration, Stack } from 'aws-cdk-lib';
import type * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import * as actions from 'aws-cdk-lib/aws-codepipeline-actions';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from '../shared/acknowledge-wildcard';
import { HandlerFunction } from '../shared/handler-function';
import type { BoundSource } from '../source/bound-source';
import { namedRole } from './action-role';
import type { ArtifactBucket } from './artifact-bucket';
import type { DescribeParameters } from './describe-change';
import { InvokeAction } from './invoke-action';
import { invokeRole } from './invoke-role';

/** Long enough for a weekend; a release that nobody wants must not keep newer ones waiting for ever. */
const PATIENCE = Duration.days(3);

export interface ApprovalsProps {
  /** Name of the pipeline. */
  readonly pipelineName: string;
  /** Page of the pipeline in the console. */
  readonly pipelineUrl: string;
  /** Where the commits come from; a repository of its can be asked who made one, and whether it is on the branch. */
  readonly source: Pick<BoundSource, 'repository' | 'branch'>;
  /** Output of the build. */
  readonly input: codepipeline.Artifact;
  /** Where the pipeline keeps its artifacts. */
  readonly artifacts: ArtifactBucket;
  /** Role of the pipeline. */
  readonly pipelineRole: iam.Role;
  /** How long the log of the function is kept that describes a change. */
  readonly logRetention: logs.RetentionDays;
}

/**
 * Approvals of one pipeline. Each has a stage of its own before the environment: a rollback runs all actions of the
 * environment's stage again and must not wait for a person, and an approval that is refused must not start one.
 */
export class Approvals extends Construct {
  private describe: HandlerFunction | undefined;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ApprovalsProps,
  ) {
    super(scope, id);
  }

  /** The stage in which a person decides about `environment`. */
  stageBefore(environment: string): codepipeline.StageOptions {
    const scope = new Construct(this, environment);
    const describe = this.describeAction(scope, environment);
    const approve = new actions.ManualApprovalAction({
      actionName: 'Approve',
      runOrder: 2,
      additionalInformation: describe.variable('summary'),
      externalEntityLink: describe.variable('link'),
      timeout: PATIENCE,
    });
    return { stageName: `Approve-${environment}`, actions: [describe, approve] };
  }

  private describeAction(scope: Construct, environment: string): InvokeAction {
    const { pipelineName, pipelineUrl, source, input, artifacts, pipelineRole } = this.props;
    this.describe ??= this.describeFunction();
    const role = invokeRole(scope, 'DescribeRole', pipelineRole, this.describe.function);
    // The job brings credentials for its artifacts, cut out of this role.
    artifacts.allow(role, 'read');
    const parameters: DescribeParameters = {
      pipeline: pipelineName,
      execution: '#{codepipeline.PipelineExecutionId}',
      stage: environment,
      page: pipelineUrl,
      branch: source.branch,
      ...(source.repository && { repository: source.repository.repositoryName }),
    };
    return new InvokeAction({
      actionName: 'Describe',
      runOrder: 1,
      variablesNamespace: `Approve-${environment}`,
      function: this.describe.function,
      userParameters: parameters,
      inputs: [input],
      role: namedRole(role, pipelineRole),
    });
  }

  private describeFunction(): HandlerFunction {
    const handler = new HandlerFunction(this, 'Describe', {
      entry: 'lib/pipeline/describe-change.lambda.ts',
      description: 'Describe: says what an approval is about',
      timeout: Duration.minutes(1),
      logRetention: this.props.logRetention,
    });
    const {
      pipelineName,
      source: { repository },
    } = this.props;
    const pipeline = { service: 'codepipeline', resource: pipelineName };
    handler.allow(
      ['codepipeline:GetPipelineExecution', 'codepipeline:ListPipelineExecutions'],
      [Stack.of(this).formatArn(pipeline)],
    );
    if (repository) {
      handler.allow(
        ['codecommit:GetBranch', 'codecommit:GetCommit', 'codecommit:GetMergeConflicts'],
        [repository.repositoryArn],
      );
    }
    handler.allow(['codepipeline:PutJobSuccessResult', 'codepipeline:PutJobFailureResult'], ['*']);
    acknowledgeWildcard(handler.role, '*', 'Answering a pipeline job knows no resource.');
    return handler;
  }
}
