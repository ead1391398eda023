/** One alarm over the states of others. */
export interface CompositeAlarmModel {
  readonly name: string;
  readonly arn: string;
  /** For example `ALARM("a") AND NOT ALARM("b")`. */
  readonly rule: string;
  /** Severity of the OpsItem that CloudWatch opens when it turns red, as a number; absent when it opens none. */
  readonly opsItem?: string;
}
