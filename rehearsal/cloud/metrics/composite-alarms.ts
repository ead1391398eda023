import type { CompositeAlarmModel } from '../../composite-alarm-model';
import type { Unchecked } from '../../model';
import type { AlarmState } from '../types';
import type { Verdict } from './alarm-evaluation';
import { parseAlarmRule, type AlarmRule } from './alarm-rule';

/** A composite alarm whose rule can be asked. */
export interface CompositeAlarm extends CompositeAlarmModel {
  readonly parsed: AlarmRule;
}

/** Reads the rules; those that cannot be read go to `unchecked`. */
export function readRules(models: readonly CompositeAlarmModel[]): {
  readonly known: readonly CompositeAlarm[];
  readonly unchecked: readonly Unchecked[];
} {
  const known: CompositeAlarm[] = [];
  const unchecked: Unchecked[] = [];
  for (const model of models) {
    try {
      known.push({ ...model, parsed: parseAlarmRule(model.rule) });
    } catch (error) {
      unchecked.push({
        where: `alarm ${model.name}`,
        what: error instanceof Error ? error.message : String(error),
      });
    }
  }
  return { known, unchecked };
}

/** What a composite alarm says of the states of the others. */
export function verdictOf(
  { parsed }: CompositeAlarm,
  stateOf: (alarm: string) => AlarmState | undefined,
): Verdict {
  const red = parsed.alarms.filter((alarm) => stateOf(alarm) === 'ALARM');
  if (!parsed.holds(stateOf)) return { state: 'OK', reason: 'its rule does not hold' };
  return { state: 'ALARM', reason: red.length === 0 ? 'its rule holds' : `in ALARM: ${red.join(', ')}` };
}
