import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { OnCall } from '../../config/on-call-schema';

const ALARMS = new iam.ServicePrincipal('cloudwatch.amazonaws.com');

export interface AlarmTopicsProps {
  /** What the alarms are about, shown as the sender of e-mails, for example `shop production`. */
  readonly subject: string;
  /** Who hears. */
  readonly onCall: OnCall;
  /**
   * Whether messages are kept with a key of this account, at one US dollar a month, and not only on encrypted disks.
   * The key that AWS manages for SNS would cost nothing, but CloudWatch may not use it.
   */
  readonly ownKey: boolean;
}

/** Two topics for alarms: one that wakes people, and one that is read in the morning. */
export class AlarmTopics extends Construct {
  /** Wakes people. */
  readonly pages: sns.Topic;
  /** Is read in the morning. */
  readonly warnings: sns.Topic;

  constructor(scope: Construct, id: string, { subject, onCall, ownKey }: AlarmTopicsProps) {
    super(scope, id);
    const masterKey = ownKey ? this.key(subject) : undefined;
    this.pages = this.topic('Pages', `PAGE ${subject}`, onCall.pages, masterKey);
    this.warnings = this.topic('Warnings', `Warning ${subject}`, onCall.warnings, masterKey);
  }

  private topic(
    id: string,
    displayName: string,
    emails: readonly string[],
    masterKey: kms.IKey | undefined,
  ): sns.Topic {
    const topic = new sns.Topic(this, id, { displayName, enforceSSL: true, masterKey });
    // A policy that asks for encryption in transit takes the place of the one that lets this account publish.
    topic.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'AlarmsOfThisAccount',
        principals: [ALARMS],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: this.fromThisAccount(),
      }),
    );
    for (const email of emails) topic.addSubscription(new subscriptions.EmailSubscription(email));
    return topic;
  }

  private key(subject: string): kms.Key {
    const key = new kms.Key(this, 'Key', {
      description: `Messages of alarms of ${subject}`,
      enableKeyRotation: true,
    });
    key.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [ALARMS],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
        conditions: this.fromThisAccount(),
      }),
    );
    return key;
  }

  private fromThisAccount(): Record<string, Record<string, string>> {
    return { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } };
  }
}
