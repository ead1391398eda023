import type { HeldAlarms } from './held-alarms';
import { impairedSignal } from './read-signal';
import type { Watched } from './read-signal';
import type { Ignored, Signal } from './signal';
import { serviceImpairedName } from './watched-alarms';

/** What is asked whether an alarm counts whose page was held back. */
export interface HeldDesk {
  readonly watched: Pick<Watched, 'project' | 'services'>;
  readonly held: HeldAlarms;
  readonly now: () => Date;
}

/**
 * What an alarm means whose page is held back for the service that calls it: nothing while it is, or when it is over
 * first. Where it cannot be asked it counts at once: one incident too many is better than none. The end of such an alarm
 * is the end of what was found to count, and tells of no beginning that nobody has heard of.
 */
export async function afterWait(signal: Signal, { held }: HeldDesk): Promise<Signal | Ignored> {
  if (signal.turn === 'cleared') {
    const { since, ...end } = signal;
    return held.canAsk(signal.place) || since === undefined ? end : signal;
  }
  switch (await held.afterWait(signal)) {
    case 'red':
    case 'unknown':
      return signal;
    case 'held':
      return { ignored: `alarm ${signal.alarm ?? ''} waits for another one, which has called people` };
    case 'over':
      return { ignored: `alarm ${signal.alarm ?? ''} was over before it had to call anybody` };
  }
}

/** The alarms that waited for the one that this signal ends, and call people now. */
export async function afterCaller(signal: Signal, { watched, held }: HeldDesk): Promise<Signal[]> {
  if (signal.cause !== 'impaired' || signal.turn !== 'cleared') return [];
  const { environment } = signal.place;
  const others = watched.services
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
  if ((await held.now({ place, alarm })) !== 'over') return undefined;
  return impairedSignal('cleared', { place, alarm, at: now().toISOString() });
}
