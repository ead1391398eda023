import type { Row } from '../row';
import { interleaved } from '../statistics';
import { synthSeconds } from './synth';

const ROUNDS = 3;

/** How much longer the default app takes to synthesize than an app with one empty stack. */
export const synthFloor: Row = {
  name: 'synth',
  what: 'cdk synth, default app to empty app',
  unit: 'x',
  goal: { kind: 'at most', value: 2.2 },
  async measure(workshop) {
    const measures = {
      app: () => synthSeconds(workshop, require.resolve('../../bin/app')),
      empty: () => synthSeconds(workshop, require.resolve('../apps/empty')),
    };
    // The first of each fills the caches of the file system and of tsx.
    const first = await interleaved(1, measures);
    const { app, empty } = await interleaved(ROUNDS, measures);
    const detail = `${app.toFixed(2)} s to ${empty.toFixed(2)} s; ${first.app.toFixed(2)} s the first time`;
    return { value: app / empty, detail };
  },
};
