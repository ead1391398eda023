import { WAIT_FOR_CALLER } from '../observability/alarms/wait-for-caller';
import type { HeldAlarms } from './held-alarms';
import { impairedSignal } from './read-signal';
import type { Watched } from './read-signal';
import type { Ignored, Signal } from './signal';
import { serviceImpairedName } from './watched-alarms';

/** What is asked whether an alarm counts whose page was held back. */
export interface HeldDesk {
  readonly watched: Pick<Watched, 'project' | 'servicesOf'>;
  readonly held: HeldAlarms;
  readonly now: () => Date;
}

/**
 * What an alarm means whose page is held back for the service that calls it: nothing while it is, or when it is over
 * first. Where it cannot be asked it counts at once: one incident too many is better than none. So does one that is over
 * by now, because this is asked late or again, and was red for longer than a page waits: that is its beginning and its
 * end in one. The end of such an alarm, otherwise, is the end of what was found to count, and tells of no beginning that
 * nobody has heard of.
 */
export async function afterWait(signal: Signal, { held }: HeldDesk): Promise<Signal | Ignored> {
  if (signal.turn === 'cleared') {
    const { since, ...end } = signal;
    return held.canAsk(signal.place) || since === undefined ? end : signal;
  }
  const { alarm = '', place, at: since } = signal;
  const stands = await held.afterWait(signal);
  if (stands === 'held') return { ignored: `alarm ${alarm} waits for another one, which has called people` };
  if (typeof stands === 'string') return signal;
  const { over } = stands;
  if (over === undefined || !outlastsWait(since, over))
    return { ignored: `alarm ${alarm} was over before it had to call anybody` };
  return { ...impairedSignal('cleared', { place, alarm, at: over }), since };
}

/** Whether an alarm that was red in this time was so for as long as its page waits at the most; ISO 8601. */
function outlastsWait(since: string, over: string): boolean {
  return Date.parse(over) - Date.parse(since) >= WAIT_FOR_CALLER.wait * 1000;
}

/** The alarms that waited for the one that this signal ends, and call people now. */
export async function afterCaller(signal: Signal, { watched, held }: HeldDesk): Promise<Signal[]> {
  if (signal.cause !== 'impaired' || signal.turn !== 'cleared') return [];
  const { environment } = signal.place;
  const others = watched
    .servicesOf(environment)
    .map((service) => ({ service, environment }))
    .map((place) => ({ place, alarm: serviceImpairedName(watched.project, environment, place.service) }))
    .filter(({ alarm }) => alarm !== signal.alarm);
  const red = await held.behind(
    signal,
    others.map(({ alarm }) => alarm),
  );
  return others.flatMap(({ place, alarm }) => {
    const since = red.get(alarm);
    return since === undefined ? [] : [impairedSignal('raised', { place, alarm, at: since })];
  });
}

/** The end of an alarm that ended between the look at it and the note of it; undefined while it is red. */
export async function endedMeanwhile(
  { place, alarm = '' }: Signal,
  { held, now }: HeldDesk,
): Promise<Signal | undefined> {
  const stands = await held.now({ place, alarm });
  if (typeof stands === 'string') return undefined;
  return impairedSignal('cleared', { place, alarm, at: stands.over ?? now().toISOString() });
}
