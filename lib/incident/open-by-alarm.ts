import type { CfnCompositeAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { OpsItemCategory, OpsItemSeverity, SsmAction } from 'aws-cdk-lib/aws-cloudwatch-actions';

/** Lets CloudWatch open an OpsItem when the alarm of a service pages, and not while its page is held back. */
export function openByAlarm(alarm: CfnCompositeAlarm): void {
  const action = new SsmAction(OpsItemSeverity.HIGH, OpsItemCategory.AVAILABILITY);
  // The action asks for its stack alone.
  const { alarmActionArn } = action.bind(alarm, undefined as never);
  alarm.alarmActions = [...(alarm.alarmActions ?? []), alarmActionArn];
}
