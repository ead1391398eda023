import type { CfnCompositeAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Environment } from '../../config/schema';
import type { ObservedService } from '../observed-service';
import { alarmKey, AlarmTopic } from './alarm-topic';
import { tellingAlarmOn } from './condition';
import { quotaConditions } from './limits';
import { ServiceAlarms } from './service-alarms';
import type { AlarmTopics } from './service-alarms';
import { watchFor } from './service-conditions';

export interface PagingProps {
  /** Name of the project. */
  readonly project: string;
  readonly environment: Environment;
  /** The services of the environment. */
  readonly services: readonly ObservedService[];
}

/** Who is told what about one environment, and when. */
export class Paging extends Construct {
  readonly topics: AlarmTopics;
  /** Names of the alarms that wake people, one for each service, public ones first. */
  readonly pages: readonly string[];
  /** The same alarms. */
  readonly impaired: readonly CfnCompositeAlarm[];
  /** Names of the alarms that can wait. */
  readonly warnings: readonly string[];
  /** Names of the alarms of each service: the one that pages, why it does, and what can wait. */
  readonly byService: ReadonlyMap<string, readonly string[]>;

  constructor(scope: Construct, id: string, props: PagingProps) {
    super(scope, id);
    const { project, environment } = props;
    this.topics = this.topicsOf(props);
    const made = this.alarmsOf(props);
    const services = [...made.values()];
    const quota = quotaConditions(environment).map((condition) =>
      tellingAlarmOn(this, `${project}-${environment.name}`, condition, this.topics.warnings),
    );
    this.pages = services.map(({ impairedName }) => impairedName);
    this.impaired = services.map(({ impaired }) => impaired);
    this.warnings = [...services.flatMap(({ warnings }) => warnings), ...quota];
    this.byService = new Map(
      [...made].map(([name, { impairedName, reasons, warnings }]) => [
        name,
        [impairedName, ...reasons, ...warnings],
      ]),
    );
  }

  private topicsOf({ project, environment }: PagingProps): AlarmTopics {
    const subject = `${project} ${environment.name}`;
    const { pages, warnings } = environment.onCall;
    // A disposable environment is not worth a dollar a month for a key of its own.
    const key = environment.disposable
      ? undefined
      : alarmKey(this, 'Key', `Messages of alarms of ${subject}`);
    return {
      pages: new AlarmTopic(this, 'Pages', { displayName: `PAGE ${subject}`, emails: pages, key }).topic,
      warnings: new AlarmTopic(this, 'Warnings', { displayName: `Warning ${subject}`, emails: warnings, key })
        .topic,
    };
  }

  /** By the name of the service. Public ones come first: what they call waits for their page. */
  private alarmsOf({ environment, services }: PagingProps): Map<string, ServiceAlarms> {
    const watch = watchFor(environment);
    const made = new Map<string, ServiceAlarms>();
    const open = services.filter(({ service }) => service.exposure === 'public');
    const internal = services.filter(({ service }) => service.exposure === 'internal');
    for (const observed of [...open, ...internal]) {
      const { name, exposure } = observed.service;
      const caller = exposure === 'internal' && open.find(({ service }) => service.calls.includes(name));
      made.set(
        name,
        new ServiceAlarms(this, name, {
          observed,
          watch,
          topics: this.topics,
          ...(caller && { caller: made.get(caller.service.name) }),
        }),
      );
    }
    return made;
  }
}
