import { Duration, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { FailedEvents } from '../shared/failed-events';
import { HandlerFunction } from '../shared/handler-function';
import { pipelineName } from '../shared/names';
import type { Place } from './history';
import { MEASURE_ENV } from './watched-places';

export interface DoraProps {
  /** Name of the project. */
  readonly project: string;
  /** Every service where it runs. */
  readonly places: readonly Place[];
  /** Where events go that nothing could be done with. */
  readonly failedEvents: FailedEvents;
  /** How long the log of the function is kept; the metrics themselves are kept for fifteen months. */
  readonly logRetention: logs.RetentionDays;
}

/**
 * Measures how well delivery goes: whenever the stage of an environment has ended, and once a day for what the end of
 * a window changes. One function for all services, which reads what CodePipeline remembers.
 */
export class Dora extends Construct {
  constructor(scope: Construct, id: string, props: DoraProps) {
    super(scope, id);
    const { project, places, failedEvents, logRetention } = props;
    const services = [...new Set(places.map(({ service }) => service))];
    const environments = [...new Set(places.map(({ environment }) => environment))];
    const handler = new HandlerFunction(this, 'Measure', {
      entry: 'lib/dora/measure-delivery.lambda.ts',
      description: 'Insight: measures how well delivery goes (DORA)',
      timeout: Duration.minutes(5),
      logRetention,
      environment: {
        [MEASURE_ENV.project]: project,
        [MEASURE_ENV.places]: places.map(({ service, environment }) => `${service}/${environment}`).join(','),
      },
    });
    const stack = Stack.of(this);
    const pipelineNames = services.map((service) => pipelineName(project, service));
    handler.allow(
      ['codepipeline:ListActionExecutions', 'codepipeline:ListPipelineExecutions'],
      pipelineNames.map((resource) => stack.formatArn({ service: 'codepipeline', resource })),
    );
    const targets = [failedEvents.targetOf(handler)];
    new events.Rule(this, 'Deployed', {
      description: 'Deployments that ended, well or not',
      eventPattern: {
        source: ['aws.codepipeline'],
        detailType: ['CodePipeline Stage Execution State Change'],
        detail: {
          pipeline: [{ prefix: `${project}-` }],
          stage: environments,
          state: ['SUCCEEDED', 'FAILED', 'STOPPED', 'CANCELED'],
        },
      },
      targets,
    });
    new events.Rule(this, 'Daily', {
      description: 'Deployments that grew too old to count',
      schedule: events.Schedule.cron({ hour: '0', minute: '10' }),
      targets,
    });
  }
}
