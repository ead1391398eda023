import { Duration, Stack, Validations } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as sns from 'aws-cdk-lib/aws-sns';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from '../shared/acknowledge-wildcard';
import { deploymentGroups } from '../shared/deployment-groups';
import { HandlerFunction } from '../shared/handler-function';
import { ReleaseViews } from './release-views';
import type { ViewedEnvironment } from './release-views';
import { ANNOUNCE_ENV } from './watched-releases';

export interface ReleaseAnnouncerProps {
  /** Name of the project. */
  readonly project: string;
  readonly services: readonly string[];
  readonly environments: readonly ViewedEnvironment[];
  /** Pipelines whose executions are announced. */
  readonly pipelineNames: readonly string[];
  /** Environments with CodeDeploy applications whose rollbacks are announced. */
  readonly codeDeployed: readonly string[];
  readonly topic: sns.ITopic;
  /** How long the log of the function is kept. */
  readonly logRetention: logs.RetentionDays;
}

/** What is read about an execution when its event does not say enough. */
const PIPELINE_CALLS = [
  'codepipeline:GetPipelineExecution',
  'codepipeline:ListActionExecutions',
  'codepipeline:ListPipelineExecutions',
  'codepipeline:ListRuleExecutions',
];

/** Turns events of pipelines and deployments into messages. One function for all services: an idle one costs nothing. */
export class ReleaseAnnouncer extends Construct {
  /** Events that could not be announced, after all retries. */
  readonly failedEvents: sqs.Queue;
  private readonly handler: HandlerFunction;

  constructor(scope: Construct, id: string, props: ReleaseAnnouncerProps) {
    super(scope, id);
    const { project, services, environments, topic } = props;
    this.failedEvents = new sqs.Queue(this, 'FailedEvents', {
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    Validations.of(this.failedEvents).acknowledge({
      id: 'AwsSolutions::AwsSolutions-SQS3',
      reason: 'This queue is where events go that nothing could be done with; nothing reads it but people.',
    });
    this.handler = new HandlerFunction(this, 'Announce', {
      entry: 'lib/notifications/announce-release.lambda.ts',
      description: 'Notifications: tells people what happens to a release',
      timeout: Duration.minutes(1),
      logRetention: props.logRetention,
      environment: {
        [ANNOUNCE_ENV.project]: project,
        [ANNOUNCE_ENV.topic]: topic.topicArn,
        [ANNOUNCE_ENV.services]: services.join(','),
        [ANNOUNCE_ENV.environments]: environments.map(({ name }) => name).join(','),
        [ANNOUNCE_ENV.views]: new ReleaseViews(project, environments).toText(),
      },
    });
    this.handler.function.configureAsyncInvoke({
      retryAttempts: 2,
      // Without the destination of the library, which would also let the function read about the queue.
      onFailure: { bind: () => ({ destination: this.failedEvents.queueArn }) },
    });
    this.handler.allow(['sqs:SendMessage'], [this.failedEvents.queueArn]);
    this.allowCalls(props);
    this.addRules(project);
  }

  private allowCalls({ project, topic, pipelineNames, codeDeployed }: ReleaseAnnouncerProps): void {
    const stack = Stack.of(this);
    this.handler.allow(['sns:Publish'], [topic.topicArn]);
    const pipelines = pipelineNames.map((resource) => stack.formatArn({ service: 'codepipeline', resource }));
    this.handler.allow(PIPELINE_CALLS, pipelines);
    const groups = deploymentGroups(stack, project, codeDeployed);
    if (groups.length > 0) this.handler.allow(['codedeploy:GetDeployment'], groups);
    for (const group of groups) {
      const reason = 'All services of the environment; a list of them outgrows the policy.';
      acknowledgeWildcard(this.handler.role, group, reason);
    }
  }

  private addRules(project: string): void {
    const ours = [{ prefix: `${project}-` }];
    this.addRule('Executions', 'Releases that start, wait, fail or recover', {
      source: ['aws.codepipeline'],
      detailType: [
        'CodePipeline Pipeline Execution State Change',
        'CodePipeline Action Execution State Change',
      ],
      detail: {
        pipeline: ours,
        $or: [
          { action: [{ exists: false }], state: ['FAILED', 'SUCCEEDED'] },
          { type: { category: ['Source'] }, state: ['SUCCEEDED'] },
          { type: { category: ['Approval'] }, state: ['STARTED'] },
        ],
      },
    });
    this.addRule('Rollbacks', 'Deployments that may be the way back, or have none', {
      source: ['aws.codedeploy', 'aws.ecs'],
      detailType: ['CodeDeploy Deployment State-change Notification', 'ECS Deployment State Change'],
      detail: {
        $or: [
          { application: ours, state: ['SUCCESS'] },
          { eventName: ['SERVICE_DEPLOYMENT_IN_PROGRESS'], reason: [{ wildcard: '*roll*back*' }] },
          { eventName: ['SERVICE_DEPLOYMENT_FAILED'] },
        ],
      },
    });
  }

  private addRule(id: string, description: string, eventPattern: events.EventPattern): void {
    const target = new targets.LambdaFunction(this.handler.function, {
      deadLetterQueue: this.failedEvents,
      retryAttempts: 10,
      maxEventAge: Duration.hours(1),
    });
    new events.Rule(this, id, { description, eventPattern, targets: [target] });
  }
}
