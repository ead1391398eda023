import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

const ALARMS = new iam.ServicePrincipal('cloudwatch.amazonaws.com');

export interface AlarmTopicProps {
  /** Shown as the sender of e-mails, for example `PAGE shop production`. */
  readonly displayName: string;
  /** Addresses that get a message to confirm when the stack is deployed. */
  readonly emails: readonly string[];
  /**
   * A key that alarms may use, see `alarmKey`.
   * @default - messages are kept on encrypted disks, without a key of this account
   */
  readonly key?: kms.IKey;
}

/** A topic that the alarms of its account may publish to. */
export class AlarmTopic extends Construct {
  readonly topic: sns.Topic;

  constructor(scope: Construct, id: string, { displayName, emails, key }: AlarmTopicProps) {
    super(scope, id);
    this.topic = new sns.Topic(this, 'Topic', { displayName, enforceSSL: true, masterKey: key });
    // The policy that asks for encryption in transit takes the place of the one that lets this account publish.
    this.topic.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'AlarmsOfThisAccount',
        principals: [ALARMS],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: fromAccountOf(this),
      }),
    );
    for (const email of emails) this.topic.addSubscription(new subscriptions.EmailSubscription(email));
  }
}

/**
 * A key for the messages of alarms, at one US dollar a month. The key that AWS manages for SNS costs nothing, but its
 * policy cannot be changed and does not let CloudWatch use it.
 */
export function alarmKey(scope: Construct, id: string, description: string): kms.Key {
  // Messages are kept until they are delivered, so nothing is left to read when the topics are gone.
  const removalPolicy = RemovalPolicy.DESTROY;
  const key = new kms.Key(scope, id, { description, enableKeyRotation: true, removalPolicy });
  key.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'AlarmsOfThisAccount',
      principals: [ALARMS],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      resources: ['*'],
      conditions: fromAccountOf(scope),
    }),
  );
  return key;
}

function fromAccountOf(scope: Construct): Record<string, Record<string, string>> {
  return { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } };
}
