import type { Place } from '../dora/history';
import { ANY } from './signal';
import type { Ignored, Signal } from './signal';

/** Nobody has looked for drift, said the alarm; whether it still says so, only the alarm can tell. */
export interface Unwatched {
  readonly type: 'unwatched';
  readonly alarm: string;
  /** What is true when it does. */
  readonly signal: Signal;
}

/** Somebody has looked for drift. */
export interface Look {
  readonly type: 'look';
  /** What was found. */
  readonly found: Signal;
  /** The end of the time in which nobody had looked. */
  readonly watched: Signal;
}

const DRIFT: Place = { service: ANY, environment: ANY };

/** An incident of its own: people are told of it although another one is open for drift, which it does not end. */
const UNWATCHED: Place = { service: ANY, environment: 'unwatched' };

/**
 * What a change of the alarm for drift says. Without data nobody has looked at everything; the alarm that was just made
 * has no such change. Its first data may be the first ever, so it tells of no beginning.
 * @param since when it turned red, if it was red before; ISO 8601, as `at`
 */
export function readDrift(
  state: string,
  { alarm, at, since }: Pick<Signal, 'at' | 'since'> & { readonly alarm: string },
): Unwatched | Look | Ignored {
  const about = { cause: 'drift', at, alarm } as const;
  const watched: Signal = {
    ...{ ...about, turn: 'cleared', place: UNWATCHED },
    text: 'somebody has looked for drift again',
  };
  switch (state) {
    case 'ALARM': {
      const text = 'something that nobody may change by hand differs from its template';
      return { type: 'look', found: { ...about, turn: 'raised', place: DRIFT, text }, watched };
    }
    case 'OK': {
      const text = 'nothing differs from its template any more';
      const found: Signal = { ...about, turn: 'cleared', place: DRIFT, ...(since && { since }), text };
      return { type: 'look', found, watched };
    }
    case 'INSUFFICIENT_DATA': {
      const text = 'for more than a day nobody has looked at everything for drift';
      return { type: 'unwatched', alarm, signal: { ...about, turn: 'raised', place: UNWATCHED, text } };
    }
    default:
      return { ignored: `alarm ${alarm} is ${state}, which nobody knows` };
  }
}
