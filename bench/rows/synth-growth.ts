import type { Row } from '../row';
import { interleaved } from '../statistics';
import type { Workshop } from '../workshop';
import { bend, sharePerService, type SynthTimes } from './growth';
import { synthSeconds } from './synth';

const ROUNDS = 3;

const measuredIn = new WeakMap<Workshop, Promise<SynthTimes>>();

/** Measured once for both rows. */
function times(workshop: Workshop): Promise<SynthTimes> {
  const known = measuredIn.get(workshop);
  if (known) return known;
  const found = measured(workshop);
  measuredIn.set(workshop, found);
  return found;
}

async function measured(workshop: Workshop): Promise<SynthTimes> {
  const services = (count: number) => () =>
    synthSeconds(workshop, require.resolve('../apps/services'), String(count));
  const measures = {
    empty: () => synthSeconds(workshop, require.resolve('../apps/empty')),
    one: services(1),
    ten: services(10),
    twenty: services(20),
  };
  // The first of each finds the templates good.
  await interleaved(1, measures);
  return interleaved(ROUNDS, measures);
}

/** What each further microservice adds to the time of a synthesis. */
export const synthPerService: Row = {
  name: 'growth',
  what: 'cdk synth, each further service',
  unit: '% of empty',
  goal: { kind: 'at most', value: 6 },
  async measure(workshop) {
    const found = await times(workshop);
    const { one, ten, twenty } = found;
    const detail = `1 service ${one.toFixed(2)} s, 10 ${ten.toFixed(2)} s, 20 ${twenty.toFixed(2)} s`;
    return { value: sharePerService(found), detail };
  },
};

/** Whether that stays the same from the first services to the last. */
export const synthLinear: Row = {
  name: 'linear',
  what: 'cdk synth, services 11-20 to 2-10, each',
  unit: 'x',
  goal: { kind: 'at most', value: 1.5 },
  async measure(workshop) {
    return { value: bend(await times(workshop)) };
  },
};
