import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import type { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import type { Place } from '../../dora/history';
import type { Watched } from '../../dora/watched';

/** Where a record is gathered from. */
export interface Sources {
  readonly watched: Watched;
  readonly codePipeline: CodePipelineClient;
  /** The account of the environment; absent when nobody here may look into it. */
  readonly environment?: {
    readonly cloudWatch: CloudWatchClient;
    readonly codeDeploy: CodeDeployClient;
  };
  readonly timeZone: string;
  readonly now: Date;
  /**
   * What a person is told of an error.
   * @default - its message
   */
  readonly explain?: (error: unknown) => string;
  /** How the service is released, in words. */
  readonly strategy?: string;
}

/** A place for some time. */
export interface Span {
  readonly place: Place;
  readonly from: Date;
  readonly to: Date;
}
