import type { AlarmState } from '../types';
import type { Verdict } from './alarm-evaluation';
import { verdictOf, type CompositeAlarm } from './composite-alarms';

/** An alarm and what it says now. */
export interface AlarmStatus {
  readonly name: string;
  readonly state: AlarmState;
  readonly reason: string;
}

/** What every alarm says now; each alarm is known by its name and by its ARN. */
export class AlarmBoard {
  private readonly statuses: Map<string, AlarmStatus>;
  private readonly names: ReadonlyMap<string, string>;

  /** @param onChange hears of every change of a state, once */
  constructor(
    alarms: readonly { readonly name: string; readonly arn: string }[],
    private readonly onChange: (status: AlarmStatus) => void,
  ) {
    const reason = 'the alarm has just started';
    this.statuses = new Map(alarms.map(({ name }) => [name, { name, state: 'INSUFFICIENT_DATA', reason }]));
    this.names = new Map(alarms.flatMap(({ name, arn }) => [name, arn].map((key) => [key, name] as const)));
  }

  /** All alarms, in the order in which they were given. */
  list(): readonly AlarmStatus[] {
    return [...this.statuses.values()];
  }

  /** State of the alarm with this name or ARN; undefined when there is none. */
  readonly stateOf = (alarm: string): AlarmState | undefined =>
    this.statuses.get(this.names.get(alarm) ?? '')?.state;

  /** Notes what an alarm says; true when its state is another one now. */
  put(name: string, verdict: Verdict): boolean {
    const changed = this.stateOf(name) !== verdict.state;
    const status = { name, ...verdict };
    this.statuses.set(name, status);
    if (changed) this.onChange(status);
    return changed;
  }

  /** Asks the composite alarms until none changes: one may ask another, and each round settles one more. */
  settle(composites: readonly CompositeAlarm[]): void {
    for (let round = 0; round < composites.length; round += 1) {
      const changes = composites.map((alarm) => this.put(alarm.name, verdictOf(alarm, this.stateOf)));
      if (!changes.includes(true)) return;
    }
  }
}
