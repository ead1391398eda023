import { Duration, Stack } from 'aws-cdk-lib';
import * as codepipeline from 'aws-cdk-lib/aws-codepipeline';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledgeWildcard } from '../shared/acknowledge-wildcard';
import { actionRole, allow } from './action-role';
import type { ReleaseGate } from './release-gate';

/**
 * How long a red alarm may take to recover before it fails the release: the alarms of a release that was just rolled
 * back look at the last two minutes, and must not fail the one that waits behind it.
 */
const RECOVERY = Duration.minutes(10);

/** CodePipeline takes no more rules in a condition, and no second condition. */
const MAX_RULES = 5;

/** What CodePipeline checks before it lets a release into a stage. */
export interface EntryConditions {
  readonly beforeEntry?: codepipeline.Conditions;
  /** Roles of the rules beside the pipeline's own, which must be able to take them. */
  readonly roles: readonly iam.IRole[];
}

export interface EntryConditionsProps {
  /** Stage that is entered. */
  readonly stageName: string;
  readonly gate: ReleaseGate;
  /** Role of the pipeline. */
  readonly pipelineRole: iam.Role;
}

/**
 * The change window and the alarms as rules of one condition.
 * @param scope in the account of the alarms, where the role of the rules is made when the pipeline is elsewhere
 * @throws Error when there are more rules than CodePipeline takes
 */
export function entryConditions(scope: Construct, props: EntryConditionsProps): EntryConditions {
  const { stageName, gate, pipelineRole } = props;
  const { changeWindow, alarmNames } = gate;
  const role = alarmNames.length > 0 ? alarmRole(scope, pipelineRole) : undefined;
  const elsewhere = role === pipelineRole ? undefined : role;
  const rules = [
    ...(changeWindow ? [windowRule(`${stageName}-window`, changeWindow)] : []),
    ...alarmNames.map((name) => alarmRule(name, elsewhere)),
  ];
  if (rules.length > MAX_RULES) {
    throw new Error(`${stageName} has ${rules.length} entry rules; allowed: ${MAX_RULES} at most`);
  }
  if (rules.length === 0) return { roles: [] };
  const conditions = [{ result: codepipeline.Result.FAIL, rules }];
  return { beforeEntry: { conditions }, roles: elsewhere ? [elsewhere] : [] };
}

/** Needs no role: it asks nobody but the clock. */
function windowRule(
  name: string,
  { cron, timeZone }: NonNullable<ReleaseGate['changeWindow']>,
): codepipeline.Rule {
  const configuration = { Cron: cron, TimeZone: timeZone };
  return new codepipeline.Rule({ name, provider: 'DeploymentWindow', version: '1', configuration });
}

/** The name of the alarm is the name of the rule too, so that the console says which alarm it is. */
function alarmRule(alarmName: string, role?: iam.Role): codepipeline.Rule {
  const configuration = {
    AlarmName: alarmName,
    AlarmStates: 'ALARM',
    WaitTime: String(RECOVERY.toMinutes()),
  };
  return new codepipeline.Rule({
    name: alarmName,
    provider: 'CloudWatchAlarm',
    version: '1',
    configuration,
    ...(role && { role }),
  });
}

function alarmRole(scope: Construct, pipelineRole: iam.Role): iam.Role {
  const role = actionRole(scope, 'AlarmRuleRole', pipelineRole);
  const alarms = Stack.of(scope).formatArn({ service: 'cloudwatch', resource: 'alarm:*' });
  allow(role, ['cloudwatch:DescribeAlarms'], [alarms]);
  acknowledgeWildcard(
    role,
    alarms,
    'CloudWatch checks the call against all alarms, whichever are asked for.',
  );
  return role;
}
