import { Duration, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { AGENT_CONTAINER_NAME } from '../../../app/shared/contract';
import { FailedEvents } from '../../shared/failed-events';
import { InlineRole } from '../../shared/inline-role';
import { tellOfFailedEvents } from '../alarms/failed-events-alarm';
import { AGENT_RUNBOOK } from './agent-runbook';

export interface AgentWatchProps {
  /** What the names of the environment's services begin with, and the families of their task definitions. */
  readonly familyPrefix: string;
  /** Is read in the morning. */
  readonly warnings: sns.ITopic;
  /**
   * What the name of an alarm begins with that tells of messages which could not be sent.
   * @default - no alarm
   */
  readonly alarmOwner?: string;
}

/**
 * Tells people when the agent of a task has stopped for good while the service beside it goes on: ECS starts it again
 * when it had run for a minute, and leaves it stopped when it had not. One rule serves all services.
 */
export class AgentWatch extends Construct {
  constructor(scope: Construct, id: string, { familyPrefix, warnings, alarmOwner }: AgentWatchProps) {
    super(scope, id);
    const failed = new FailedEvents(this, 'Failed');
    if (alarmOwner !== undefined) {
      const lost = 'Nobody was told that an agent has stopped';
      tellOfFailedEvents(this, alarmOwner, { queue: failed.queue, label: 'agents', lost }, warnings);
    }
    // With a role nobody else's rules can write to the topic, which a grant to EventBridge as such would let them.
    const role = new InlineRole(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('events.amazonaws.com'),
      description: 'Lets a rule write to the topic of warnings',
    });
    role.addToPolicy(new iam.PolicyStatement({ actions: ['sns:Publish'], resources: [warnings.topicArn] }));
    if (warnings.masterKey) {
      role.addToPolicy(
        new iam.PolicyStatement({
          actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
          resources: [warnings.masterKey.keyArn],
        }),
      );
    }
    const rule = new events.Rule(this, 'Stopped', {
      description: 'The container that takes traces has stopped and its task goes on',
      eventPattern: stoppedAgents(
        Stack.of(this).formatArn({ service: 'ecs', resource: 'task-definition', resourceName: familyPrefix }),
      ),
    });
    targets.addToDeadLetterQueueResourcePolicy(rule, failed.queue);
    rule.addTarget({
      bind: () => ({
        arn: warnings.topicArn,
        role,
        input: message(),
        deadLetterConfig: { arn: failed.queue.queueArn },
        retryPolicy: {
          maximumRetryAttempts: 10,
          maximumEventAgeInSeconds: Duration.hours(1).toSeconds(),
        },
      }),
    });
  }
}

/** The events of tasks that run, and go on running, with an agent that does not. */
export function stoppedAgents(taskDefinitionPrefix: string): events.EventPattern {
  return {
    source: ['aws.ecs'],
    detailType: ['ECS Task State Change'],
    detail: {
      taskDefinitionArn: [{ prefix: taskDefinitionPrefix }],
      lastStatus: ['RUNNING'],
      desiredStatus: ['RUNNING'],
      // Both must be true of the same container.
      containers: { name: [AGENT_CONTAINER_NAME], lastStatus: ['STOPPED'] },
    },
  };
}

function message(): events.RuleTargetInput {
  const { EventField, RuleTargetInput } = events;
  return RuleTargetInput.fromText(
    `The agent that takes the traces of ${EventField.fromPath('$.detail.taskDefinitionArn')} has stopped in task ` +
      `${EventField.fromPath('$.detail.taskArn')}. The service goes on, without traces of that task. ` +
      `What to do: ${AGENT_RUNBOOK}`,
  );
}
