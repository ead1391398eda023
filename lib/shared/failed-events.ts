import { Duration, Validations } from 'aws-cdk-lib';
import type { IRuleTarget } from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { HandlerFunction } from './handler-function';

/** Where events go that a function could not deal with after all retries: nothing is lost without a trace. */
export class FailedEvents extends Construct {
  readonly queue: sqs.Queue;

  /** @param queueName for dashboards that show how many there are; a generated one where nobody spells it */
  constructor(scope: Construct, id: string, queueName?: string) {
    super(scope, id);
    this.queue = new sqs.Queue(this, 'Queue', {
      queueName,
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    Validations.of(this.queue).acknowledge({
      id: 'AwsSolutions::AwsSolutions-SQS3',
      reason: 'This queue is where events go that nothing could be done with; nothing reads it but people.',
    });
  }

  /**
   * The function as the target of rules. EventBridge tries for an hour to hand an event over, Lambda runs the function
   * twice more, and what is left comes here. Call it once for each function, and give what it returns to every rule.
   */
  targetOf(handler: HandlerFunction): IRuleTarget {
    handler.function.configureAsyncInvoke({
      retryAttempts: 2,
      // Without the destination of the library, which would also let the function read about the queue.
      onFailure: { bind: () => ({ destination: this.queue.queueArn }) },
    });
    handler.allow(['sqs:SendMessage'], [this.queue.queueArn]);
    return new targets.LambdaFunction(handler.function, this.afterRetries);
  }

  /** For a target that is no function of ours: EventBridge tries for an hour, and what is left comes here. */
  get afterRetries(): targets.TargetBaseProps {
    return { deadLetterQueue: this.queue, retryAttempts: 10, maxEventAge: Duration.hours(1) };
  }
}
