import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchClient, CompositeAlarm } from '@aws-sdk/client-cloudwatch';
import { WAIT_FOR_CALLER } from '../observability/alarms/wait-for-caller';
import type { Signal } from './signal';

/**
 * How an alarm stands whose page was held back for another one: `red` when people are called by now, `held` while they
 * are not, `unknown` where it cannot be asked; or since when it is `over`, undefined when there is no such alarm.
 */
export type Held = 'red' | 'held' | 'unknown' | { readonly over: string | undefined };

/** Real time, in milliseconds since 1970. */
export const TIME = {
  now: (): number => Date.now(),
  until: async (at: number): Promise<void> =>
    new Promise((resolve) => void setTimeout(resolve, Math.max(0, at - Date.now()))),
};

/** CloudWatch looks at its alarms from time to time, so the end of a wait is never punctual. */
const SPARE_SECONDS = 30;

/** Most alarms that CloudWatch takes and gives in one call; no environment has so many services. */
const MOST = 100;

/**
 * Asks CloudWatch what an event could not tell: above all, of alarms whose pages are held back. Whether it tells by an
 * event that it no longer holds one back is not documented, so nothing here waits for such an event.
 */
export class HeldAlarms {
  /** @param near whether an environment is where CloudWatch is asked */
  constructor(
    private readonly cloudWatch: CloudWatchClient,
    private readonly near: (environment: string) => boolean,
  ) {}

  /** Whether the alarms of a place can be asked about. */
  canAsk({ environment }: Signal['place']): boolean {
    return this.near(environment);
  }

  /** How the alarm of a signal stands when its caller has had the time to call people itself. */
  async afterWait(signal: Signal): Promise<Held> {
    if (!this.canAsk(signal.place)) return 'unknown';
    await TIME.until(Date.parse(signal.at) + (WAIT_FOR_CALLER.wait + SPARE_SECONDS) * 1000);
    return this.now(signal);
  }

  /** How the alarm of a signal stands now. */
  async now({ alarm = '', place }: Pick<Signal, 'alarm' | 'place'>): Promise<Held> {
    if (!this.canAsk(place)) return 'unknown';
    const [found] = await this.describe([alarm]);
    if (found?.StateValue !== 'ALARM') return { over: found?.StateTransitionedTimestamp?.toISOString() };
    return found.ActionsSuppressedBy ? 'held' : 'red';
  }

  /**
   * Those of the alarms that are red and wait for this one, which has ended, with the time since when they are red. It
   * resolves when CloudWatch has called people for them.
   */
  async behind(
    { alarm = '', place }: Signal,
    alarms: readonly string[],
  ): Promise<ReadonlyMap<string, string>> {
    if (!this.canAsk(place) || alarms.length === 0) return new Map();
    const waits = ({ StateValue, ActionsSuppressor = '' }: CompositeAlarm): boolean =>
      StateValue === 'ALARM' && (ActionsSuppressor === alarm || ActionsSuppressor.endsWith(`:${alarm}`));
    const before = (await this.describe(alarms)).filter(waits);
    if (before.length === 0) return new Map();
    await TIME.until(TIME.now() + (WAIT_FOR_CALLER.extension + SPARE_SECONDS) * 1000);
    const called = (await this.describe(before.flatMap(({ AlarmName }) => AlarmName ?? []))).filter(
      (found) => waits(found) && !found.ActionsSuppressedBy,
    );
    return new Map(
      called.map(({ AlarmName = '', StateTransitionedTimestamp: since }) => [
        AlarmName,
        (since ?? new Date(TIME.now())).toISOString(),
      ]),
    );
  }

  /** Whether a metric alarm beside this function is without data at this moment. */
  async lacksData(alarm: string): Promise<boolean> {
    const command = new DescribeAlarmsCommand({ AlarmNames: [alarm], AlarmTypes: ['MetricAlarm'] });
    const { MetricAlarms = [] } = await this.cloudWatch.send(command);
    return MetricAlarms[0]?.StateValue === 'INSUFFICIENT_DATA';
  }

  private async describe(names: readonly string[]): Promise<CompositeAlarm[]> {
    const command = new DescribeAlarmsCommand({
      AlarmNames: [...names],
      AlarmTypes: ['CompositeAlarm'],
      MaxRecords: MOST,
    });
    return (await this.cloudWatch.send(command)).CompositeAlarms ?? [];
  }
}
