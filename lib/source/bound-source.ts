import type * as codecommit from 'aws-cdk-lib/aws-codecommit';
import type * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { ArtifactBucket } from '../pipeline/artifact-bucket';

/** What a source is made for. */
export interface SourceHome {
  /** Name of the project. */
  readonly project: string;
  /** Branch that is released. */
  readonly branch: string;
  /** True when the source may be deleted with its stack. */
  readonly disposable: boolean;
}

export interface SourceActionProps {
  /** Name of the service that the pipeline releases. */
  readonly service: string;
  /** Artifact that gets the files. */
  readonly output: codepipeline.Artifact;
  /** Where the pipeline keeps its artifacts. */
  readonly artifacts: ArtifactBucket;
  /** Role of the pipeline. */
  readonly pipelineRole: iam.Role;
}

/** The source action of one pipeline. */
export interface SourceAction {
  readonly action: codepipeline.IAction;
  /** Output variables of the action, as references that CodePipeline fills in. */
  readonly variables: {
    readonly commitId: string;
    readonly commitMessage: string;
    /** When the author made the commit. */
    readonly authorDate: string;
  };
  /** What starts the pipeline, for `Pipeline.addTrigger`; undefined when something outside of it does. */
  readonly trigger?: codepipeline.TriggerProps;
}

export interface SourceAutomationProps {
  /** Name of the project. */
  readonly project: string;
  /** Names of all services. */
  readonly services: readonly string[];
  /** How long logs are kept. */
  readonly logRetention: logs.RetentionDays;
}

/** One line for the person who deploys. */
export interface SourceOutput {
  readonly description: string;
  readonly value: string;
}

/** A source with its repository or connection. */
export interface BoundSource {
  /** What a person needs to know to use it, by the name of the output. */
  readonly outputs: Readonly<Record<string, SourceOutput>>;
  /** Branch that is released. */
  readonly branch: string;
  /** The CodeCommit repository, which can be asked for a commit; absent where there is only a connection. */
  readonly repository?: codecommit.IRepository;
  /** Makes the source action of one pipeline, with a role made for it. */
  action(scope: Construct, props: SourceActionProps): SourceAction;
  /** Makes what starts pipelines and checks pull requests; undefined when nothing in AWS has to. */
  readonly automate?: Automate;
}

/** Makes it, and gives the queue of the events that nothing could be done with, where events are waited for. */
export type Automate = (scope: Construct, props: SourceAutomationProps) => sqs.IQueue | undefined;
