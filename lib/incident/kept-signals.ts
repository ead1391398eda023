import { createHash } from 'node:crypto';
import type { Place } from '../dora/history';
import { heard } from './incident';
import type { Causes, CauseState, Incident } from './incident';
import { CAUSES } from './signal';
import type { Signal } from './signal';

/** Operational data of an OpsItem as AWS takes and gives it. */
export type ItemData = Readonly<
  Record<string, { readonly Value: string; readonly Type: 'SearchableString' }>
>;

/** A signal and the key under which an OpsItem keeps it. */
export interface KeptSignal {
  readonly key: string;
  readonly signal: Signal;
}

/** Beginning of the keys of signals. */
const HEARD = 'heard-';

/** Beginning of the keys of an earlier form, one for each cause; items that were open then may have them. */
const SUMMED_UP = 'cause-';

/** One value of the operational data. */
export function text(value: string): ItemData[string] {
  return { Value: value, Type: 'SearchableString' };
}

/**
 * What an OpsItem keeps of a signal. What it says makes its key: the same signal has one key however often it comes,
 * two signals never share one, and so functions that write at one time overwrite nothing of each other.
 */
export function signalData(signal: Signal): ItemData {
  const { cause, turn, at, since, text: said, alarm, execution } = signal;
  const value = JSON.stringify({ cause, turn, at, since, text: said, alarm, execution });
  return { [keyOf(signal, value)]: text(value) };
}

function keyOf({ cause, turn, at }: Signal, value: string): string {
  const time = at.replaceAll(/[^0-9A-Z]/g, '');
  return `${HEARD}${cause}-${turn}-${time}-${createHash('sha256').update(value).digest('hex').slice(0, 8)}`;
}

type Data = Readonly<Record<string, { readonly Value?: string }>>;

/** The signals in operational data. What a person has written there and is no signal is left out. */
export function keptSignals(data: Data, place: Place): KeptSignal[] {
  return Object.entries(data).flatMap(([key, { Value }]) => {
    const said = key.startsWith(HEARD) ? parsed(Value) : undefined;
    return isSignal(said) ? [{ key, signal: { ...said, place } }] : [];
  });
}

/** The incident that all signals make together, in whatever order they are. */
export function incidentKept(data: Data, place: Place, signals: readonly KeptSignal[]): Incident {
  const causes = Object.fromEntries(
    CAUSES.flatMap((cause) => {
      const state = parsed(data[`${SUMMED_UP}${cause}`]?.Value);
      return isState(state) ? [[cause, state]] : [];
    }),
  ) as Causes;
  return signals.reduce<Incident>((incident, { signal }) => heard(incident, signal), { place, causes });
}

/**
 * The keys of signals that tell nothing any more: an alarm that flaps all day would fill the item. A signal can go when
 * an earlier and a later one of its kind say no less at both ends. Those two are found in whatever part of the signals a
 * function has read, so whichever functions take away at one time, the first and the last are left.
 */
export function outlived(signals: readonly KeptSignal[]): string[] {
  return signals
    .filter(({ signal }) => {
      const others = signals.map((other) => other.signal).filter((other) => isLike(other, signal));
      return (
        others.some((other) => other.at < signal.at && !startsBefore(signal, other)) &&
        others.some((other) => other.at > signal.at && !startsBefore(other, signal))
      );
    })
    .map(({ key }) => key);
}

/** Whether both are of one cause and turn and tell, or do not tell, when it began. */
function isLike(one: Signal, other: Signal): boolean {
  return (
    one.cause === other.cause &&
    one.turn === other.turn &&
    (one.since === undefined) === (other.since === undefined)
  );
}

function startsBefore({ since: one = '' }: Signal, { since: other = '' }: Signal): boolean {
  return one < other;
}

function parsed(value: string | undefined): unknown {
  try {
    return JSON.parse(value ?? 'null');
  } catch {
    return undefined;
  }
}

function isSignal(said: unknown): said is Omit<Signal, 'place'> {
  if (typeof said !== 'object' || said === null) return false;
  const { cause, turn, at, since, text: sentence } = said as Readonly<Record<string, unknown>>;
  return (
    CAUSES.some((known) => known === cause) &&
    (turn === 'raised' || turn === 'cleared') &&
    isTime(at) &&
    (since === undefined || isTime(since)) &&
    typeof sentence === 'string'
  );
}

function isTime(value: unknown): boolean {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}

function isState(state: unknown): state is CauseState {
  if (typeof state !== 'object' || state === null) return false;
  return Object.values(state).every(
    (mark: unknown) =>
      typeof mark === 'object' && mark !== null && 'first' in mark && 'last' in mark && 'text' in mark,
  );
}
