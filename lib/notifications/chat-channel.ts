import * as chatbot from 'aws-cdk-lib/aws-chatbot';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

export interface ChatChannelProps {
  /** Name of the configuration, unique in the account. */
  readonly name: string;
  /** Id of the Slack workspace, which somebody has authorized in the console before. */
  readonly workspaceId: string;
  /** Id of the Slack channel. */
  readonly channelId: string;
  /** What the channel shows. */
  readonly topic: sns.ITopic;
}

/**
 * A Slack channel that shows the messages of a topic and can do nothing else: its role has no permission, and its
 * guardrail, which would be the administrator's policy by default, denies every command.
 */
export class ChatChannel extends Construct {
  constructor(scope: Construct, id: string, { name, workspaceId, channelId, topic }: ChatChannelProps) {
    super(scope, id);
    new chatbot.SlackChannelConfiguration(this, 'Slack', {
      slackChannelConfigurationName: name,
      slackWorkspaceId: workspaceId,
      slackChannelId: channelId,
      notificationTopics: [topic],
      role: new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('chatbot.amazonaws.com') }),
      guardrailPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('AWSDenyAll')],
    });
  }
}
