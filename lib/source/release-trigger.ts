import { Duration, Stack } from 'aws-cdk-lib';
import type * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as events from 'aws-cdk-lib/aws-events';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { FailedEvents } from '../shared/failed-events';
import { HandlerFunction } from '../shared/handler-function';
import { pipelineName } from '../shared/names';
import { START_ENV } from './names';

export interface ReleaseTriggerProps {
  readonly repository: codecommit.IRepository;
  /** Branch that is released. */
  readonly branch: string;
  readonly project: string;
  /** Names of all services. */
  readonly services: readonly string[];
  /** Where a push goes that nothing could be done with. */
  readonly failedEvents: FailedEvents;
  readonly logRetention: logs.RetentionDays;
}

/** Starts, at each push to the branch, the pipelines of the services that it changed. */
export class ReleaseTrigger extends Construct {
  constructor(scope: Construct, id: string, props: ReleaseTriggerProps) {
    super(scope, id);
    const { repository, branch, project, services } = props;
    // Names, not references: the pipelines would otherwise have to exist before this, and go after it.
    const pipelines = Object.fromEntries(
      services.map((service) => [service, pipelineName(project, service)]),
    );
    const handler = new HandlerFunction(this, 'Start', {
      entry: 'lib/source/start-releases.lambda.ts',
      description: `Starts the pipelines of the services that a push to ${branch} changed`,
      timeout: Duration.minutes(2),
      logRetention: props.logRetention,
      environment: { [START_ENV.branch]: branch, [START_ENV.pipelines]: JSON.stringify(pipelines) },
    });
    handler.allow(['codecommit:GetBranch', 'codecommit:GetDifferences'], [repository.repositoryArn]);
    handler.allow(
      ['codepipeline:StartPipelineExecution'],
      Object.values(pipelines).map((resource) =>
        Stack.of(this).formatArn({ service: 'codepipeline', resource }),
      ),
    );
    new events.Rule(this, 'Push', {
      description: `Push to ${branch} of ${project}`,
      eventPattern: {
        source: ['aws.codecommit'],
        detailType: ['CodeCommit Repository State Change'],
        resources: [repository.repositoryArn],
        detail: {
          event: ['referenceCreated', 'referenceUpdated'],
          referenceType: ['branch'],
          referenceName: [branch],
        },
      },
      targets: [props.failedEvents.targetOf(handler)],
    });
  }
}
