import type { Row } from './row';
import { bundleSize } from './rows/bundle-size';
import { idleCost } from './rows/idle-cost';
import { observability } from './rows/observability';
import { errorSpike, healthyRehearsal } from './rows/rehearsal';
import { startTime } from './rows/start-time';
import { testSuite } from './rows/suite';
import { synthFloor } from './rows/synth-floor';
import { synthLinear, synthPerService } from './rows/synth-growth';
import { throughput } from './rows/throughput';

/** Everything that is measured, in the order of the table. */
export const ROWS: readonly Row[] = [
  synthFloor,
  synthPerService,
  synthLinear,
  throughput,
  observability,
  startTime,
  bundleSize,
  healthyRehearsal,
  errorSpike,
  testSuite,
  idleCost,
];
