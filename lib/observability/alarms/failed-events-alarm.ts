import { Duration } from 'aws-cdk-lib';
import { Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { tellingAlarmOn } from './condition';

/** A queue of failed events, and what is lost while nobody looks. */
export interface WatchedQueue {
  readonly queue: sqs.IQueue;
  /** End of the alarm's name. */
  readonly label: string;
  /** What did not happen, as one sentence without its dot. */
  readonly lost: string;
}

/**
 * Tells a topic that a queue of failed events holds something, until it is empty again. `owner` is what the alarm's name
 * begins with: a project, or an environment of it. A queue that nobody used for six hours has no data.
 */
export function tellOfFailedEvents(
  scope: Construct,
  owner: string,
  { queue, label, lost }: WatchedQueue,
  topic: sns.ITopic,
): void {
  const condition = {
    kind: 'failed-events',
    label,
    meaning: `${lost}: an event could not be handled although it was tried again, and lies in a queue.`,
    metric: queue.metricApproximateNumberOfMessagesVisible({
      statistic: Stats.MAXIMUM,
      period: Duration.minutes(5),
    }),
    limit: { above: 0 },
    periods: 1,
    missing: TreatMissingData.NOT_BREACHING,
  } as const;
  tellingAlarmOn(scope, owner, condition, topic);
}
