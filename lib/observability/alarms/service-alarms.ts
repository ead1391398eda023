import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { ObservedService } from '../observed-service';
import { describeAlarm } from './alarm-kinds';
import { allOf, anyOf, isRed } from './alarm-rule';
import { alarmNameOf, alarmOn, tellingAlarmOn } from './condition';
import { reasonsToPage, warningsOf } from './service-conditions';
import type { Watch } from './service-conditions';
import { WAIT_FOR_CALLER } from './wait-for-caller';

/** Where alarms are told. */
export interface AlarmTopics {
  /** Wakes people. */
  readonly pages: sns.ITopic;
  /** Is read in the morning. */
  readonly warnings: sns.ITopic;
}

export interface ServiceAlarmsProps {
  readonly observed: ObservedService;
  /** What its environment is worth waking somebody for. */
  readonly watch: Watch;
  readonly topics: AlarmTopics;
  /**
   * The service that calls this one and is felt by users; nobody is woken for both.
   * @default - the service pages for what its own tasks do, and for nothing that a release may undo
   */
  readonly caller?: ServiceAlarms;
}

/** Why somebody is woken for one service: many alarms that do nothing, and one that pages when any reason holds. */
export class ServiceAlarms extends Construct {
  /** The alarm that pages. */
  readonly impaired: cloudwatch.CfnCompositeAlarm;
  /** Name of the alarm that pages, as text. */
  readonly impairedName: string;
  /** Names of the alarms that tell why it pages. */
  readonly reasons: readonly string[];
  /** Names of the alarms that can wait. */
  readonly warnings: readonly string[];

  constructor(scope: Construct, id: string, props: ServiceAlarmsProps) {
    super(scope, id);
    const { observed, topics, caller } = props;
    const { name } = observed;
    const reasons = reasonsToPage(observed, props.watch);
    this.reasons = reasons.flat().map((condition) => alarmNameOf(name, condition));
    const alarms = reasons.flat().map((condition) => alarmOn(this, name, condition));
    const own = reasons.map((all) => allOf(all.map((condition) => isRed(alarmNameOf(name, condition)))));
    // What users of an internal service feel is seen at its caller; if it is not, it still pages, after the wait.
    const felt = caller ? observed.feltByUsers.map(isRed) : [];
    this.impairedName = alarmNameOf(name, { kind: 'impaired' });
    this.impaired = new cloudwatch.CfnCompositeAlarm(this, 'impaired', {
      alarmName: this.impairedName,
      alarmDescription: describeAlarm(
        `Users of ${name} get errors, wait too long or cannot reach it, or it is about to come to that.`,
        'impaired',
      ),
      alarmRule: anyOf([...own, ...felt]),
      alarmActions: [topics.pages.topicArn],
      okActions: [topics.pages.topicArn],
      ...(caller && {
        actionsSuppressor: caller.impairedName,
        actionsSuppressorWaitPeriod: WAIT_FOR_CALLER.wait,
        actionsSuppressorExtensionPeriod: WAIT_FOR_CALLER.extension,
      }),
    });
    // The rule names them as text, which orders nothing.
    this.impaired.node.addDependency(...alarms, ...(caller ? [caller.impaired] : []));
    this.warnings = warningsOf(observed).map((warning) =>
      tellingAlarmOn(this, name, warning, topics.warnings),
    );
  }
}
