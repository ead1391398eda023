import { CfnResource, Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Project } from '../config/schema';
import { IMPAIRED } from '../incident/alarm-names';
import { tellOfFailedEvents } from '../observability/alarms/failed-events-alarm';
import { FailedEvents } from '../shared/failed-events';
import { InlineRole } from '../shared/inline-role';

export interface AlarmForwardingProps {
  /** Name of the project. */
  readonly project: string;
  /** Name of the environment. */
  readonly environment: string;
  /** Account where incidents are kept. */
  readonly toolchainAccount: string;
  /** Wakes people of the environment when an alarm could not be sent. */
  readonly pages: sns.ITopic;
}

/**
 * Alarms of an environment in another account happen there. This sends those that open incidents to the event bus of the
 * toolchain's account, which admits nothing else, see `admitAlarms`.
 */
export class AlarmForwarding extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { project, environment, toolchainAccount, pages }: AlarmForwardingProps,
  ) {
    super(scope, id);
    const busArn = Stack.of(this).formatArn({
      service: 'events',
      account: toolchainAccount,
      resource: 'event-bus',
      resourceName: 'default',
    });
    const role = new InlineRole(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('events.amazonaws.com'),
    });
    const { queue } = new FailedEvents(this, 'FailedEvents');
    const target = new targets.EventBus(events.EventBus.fromEventBusArn(this, 'Bus', busArn), {
      role,
      deadLetterQueue: queue,
    });
    new events.Rule(this, 'Alarms', {
      ...alarmRule(`${project}-${environment}`),
      targets: [target],
    });
    const lost = 'An incident may be missing in the account of the toolchain';
    tellOfFailedEvents(this, `${project}-${environment}`, { queue, label: 'alarms', lost }, pages);
  }
}

/** A rule of EventBridge, apart from where it sends what it lets through. */
export interface EventRule {
  readonly description: string;
  readonly eventPattern: events.EventPattern;
}

/**
 * Alarms that begin and end as those of this project do, whatever state they change to; the function knows their names.
 * A list of all names would outgrow a pattern, which may have 2048 characters.
 * @param beginning of the names: a project, or a project and an environment
 */
export function alarmRule(beginning: string, ...names: readonly string[]): EventRule {
  return {
    description: 'Users who are not served as promised, and drift',
    eventPattern: {
      source: ['aws.cloudwatch'],
      detailType: ['CloudWatch Alarm State Change'],
      detail: { alarmName: [...names, { wildcard: `${beginning}-*${IMPAIRED}` }] },
    },
  };
}

/** Lets the accounts of environments send their alarms to the event bus of the toolchain, and nothing else. */
export function admitAlarms(scope: Construct, { project, toolchain, environments }: Project): void {
  const accounts = new Set(environments.map(({ account }) => account));
  for (const account of accounts) {
    if (account === undefined || account === toolchain.account) continue;
    const Resource = Stack.of(scope).formatArn({
      service: 'events',
      resource: 'event-bus',
      resourceName: 'default',
    });
    const Condition = {
      StringEquals: {
        'events:source': 'aws.cloudwatch',
        'events:detail-type': 'CloudWatch Alarm State Change',
      },
    };
    const Principal = { AWS: `arn:aws:iam::${account}:root` };
    // Not CfnEventBusPolicy: cdk-nag reads a deprecated property of that one, which prints a warning.
    new CfnResource(scope, `AlarmsFrom${account}`, {
      type: 'AWS::Events::EventBusPolicy',
      properties: {
        StatementId: `${project}-alarms-from-${account}`,
        Statement: { Effect: 'Allow', Principal, Action: 'events:PutEvents', Resource, Condition },
      },
    });
  }
}
