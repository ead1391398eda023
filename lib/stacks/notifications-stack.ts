import { CfnOutput } from 'aws-cdk-lib';
import type * as sns from 'aws-cdk-lib/aws-sns';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Project } from '../config/schema';
import { ChatChannel } from '../notifications/chat-channel';
import { ReleaseAnnouncer } from '../notifications/release-announcer';
import { ReleaseTopic } from '../notifications/release-topic';
import { pipelineName } from '../shared/names';
import { ProjectStack } from './project-stack';
import type { ProjectStackProps } from './project-stack';

export interface NotificationsStackProps extends ProjectStackProps {
  readonly project: Project;
}

/** Tells people what happens to the releases of all services. */
export class NotificationsStack extends ProjectStack {
  /** What people subscribe to. */
  readonly topic: sns.ITopic;
  /** Events that could not be announced. */
  readonly failedEvents: sqs.IQueue;

  constructor(scope: Construct, id: string, { project, ...props }: NotificationsStackProps) {
    super(scope, id, props);
    const { environments, toolchain } = project;
    const { emails, slack } = toolchain.notifications;
    const services = [
      ...new Set(environments.flatMap((environment) => environment.services.map(({ name }) => name))),
    ];
    const { topic, subscribeCommand } = new ReleaseTopic(this, 'Releases', {
      project: project.project,
      emails,
    });
    this.topic = topic;
    const { failedEvents } = new ReleaseAnnouncer(this, 'Announcer', {
      project: project.project,
      services,
      environments: environments.map((environment) => ({
        ...environment,
        services: environment.services.map(({ name }) => name),
      })),
      pipelineNames: services.map((service) => pipelineName(project.project, service)),
      codeDeployed: codeDeployedIn(project),
      topic,
      logRetention: toolchain.logRetentionDays,
    });
    this.failedEvents = failedEvents;
    if (slack) new ChatChannel(this, 'Chat', { name: `${project.project}-releases`, topic, ...slack });
    new CfnOutput(this, 'Subscribe', { description: 'How to hear about releases', value: subscribeCommand });
    new CfnOutput(this, 'FailedEvents', {
      description: 'Queue with the events that could not be announced',
      value: failedEvents.queueUrl,
    });
  }
}

/** Environments that CodeDeploy shifts, in the account of the toolchain; in another one nobody here could read it. */
function codeDeployedIn({ toolchain, environments }: Project): string[] {
  return environments
    .filter(({ account }) => account === toolchain.account)
    .filter(({ services }) => services.some(({ delivery }) => delivery.controller === 'code-deploy'))
    .map(({ name }) => name);
}
