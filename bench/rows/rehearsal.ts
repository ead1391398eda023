import type { RehearsalEvent, RehearsalResult } from '../../rehearsal/events';
import type { Row } from '../row';
import type { Workshop } from '../workshop';
import { failedInWindow } from './window';

const RATE = 200;

/** No request of a healthy release may fail. */
export const healthyRehearsal: Row = {
  name: 'healthy',
  what: `healthy rehearsal at ${RATE} requests/s`,
  unit: 'failed',
  goal: { kind: 'at most', value: 0 },
  async measure(workshop) {
    const { result } = await rehearse(workshop, 'healthy', 'released');
    const { total, failed, p99Ms } = result.requests;
    return { value: failed, detail: `of ${total} requests, p99 ${p99Ms.toFixed(1)} ms` };
  },
};

/** A bad release must go back by itself before it hurts more people than the canary allows. */
export const errorSpike: Row = {
  name: 'spike',
  what: 'error spike under a 10 % canary',
  unit: '% failed',
  goal: { kind: 'at most', value: 10 },
  async measure(workshop) {
    const { events, result } = await rehearse(workshop, 'error-spike', 'rolled-back');
    const { requests, failed } = failedInWindow(events);
    const { detect, rollback } = result.cloudSeconds;
    const detail = `${failed} of ${requests} requests in the window; found in ${detect} s, back in ${rollback} s of cloud time`;
    return { value: (100 * failed) / requests, detail };
  },
};

interface Rehearsed {
  readonly events: readonly RehearsalEvent[];
  readonly result: RehearsalResult;
}

async function rehearse(workshop: Workshop, scenario: string, outcome: string): Promise<Rehearsed> {
  const options = ['--service', 'storefront', '--scenario', scenario, '--rate', String(RATE), '--json'];
  // Status 1 says that the outcome is not the expected one: the result tells more than the status.
  const { stdout } = await workshop.run('npm', ['run', '--silent', 'rehearse', '--', ...options], {
    accepted: [0, 1],
  });
  const events = stdout
    .split('\n')
    .filter((text) => text.startsWith('{'))
    .map((text) => JSON.parse(text) as RehearsalEvent);
  const result = events.at(-1);
  if (result?.type !== 'result') throw new Error('the rehearsal ended without a result');
  if (result.outcome !== outcome) {
    throw new Error(`${result.outcome} instead of ${outcome}: ${result.reason ?? 'no reason given'}`);
  }
  return { events, result };
}
