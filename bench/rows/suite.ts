import { join } from 'node:path';
import type { Row } from '../row';
import { ROOT } from '../workshop';

/** Wall time of every test, rehearsals included; all of them must pass. */
export const testSuite: Row = {
  name: 'suite',
  what: 'whole test suite',
  unit: 's',
  goal: { kind: 'at most', value: 180 },
  async measure(workshop) {
    const { seconds } = await workshop.run(join(ROOT, 'node_modules', '.bin', 'jest'), ['--silent']);
    return { value: seconds };
  },
};
