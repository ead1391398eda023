import { Stack } from 'aws-cdk-lib';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

export interface ReleaseTopicProps {
  /** Name of the project, shown as the sender of e-mails. */
  readonly project: string;
  /** Addresses that get a message to confirm when the stack is deployed. */
  readonly emails: readonly string[];
}

/**
 * What people subscribe to. Encrypted with the key that AWS manages for SNS, which costs nothing; roles of this account
 * can publish through it, AWS services such as CloudWatch alarms cannot. Nobody else has a reason to: every message is
 * written by one function.
 */
export class ReleaseTopic extends Construct {
  readonly topic: sns.Topic;

  constructor(scope: Construct, id: string, { project, emails }: ReleaseTopicProps) {
    super(scope, id);
    this.topic = new sns.Topic(this, 'Topic', {
      displayName: `Releases of ${project}`,
      enforceSSL: true,
    });
    // By its alias alone: SNS makes this key with its first topic, so there may be nothing yet to name by an ARN.
    (this.topic.node.defaultChild as sns.CfnTopic).kmsMasterKeyId = 'alias/aws/sns';
    for (const email of emails) {
      this.topic.addSubscription(new subscriptions.EmailSubscription(email));
    }
  }

  /** The command that subscribes an address. */
  get subscribeCommand(): string {
    const { region } = Stack.of(this);
    return `aws sns subscribe --region ${region} --topic-arn ${this.topic.topicArn} --protocol email --notification-endpoint <your address>`;
  }
}
