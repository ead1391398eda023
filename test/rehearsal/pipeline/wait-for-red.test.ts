import type { AlarmState, Cloud } from '../../../rehearsal/cloud/types';
import type { RehearsalEvent } from '../../../rehearsal/events';
import { Timeline } from '../../../rehearsal/pipeline/timeline';
import { waitForRed } from '../../../rehearsal/pipeline/wait-for-red';
import { UsageError } from '../../../rehearsal/usage-error';
import { fakeClock } from '../cloud/support/fake-clock';
import { testStage } from './model-fixture';

const rule = (AlarmName: string) => ({
  name: 'r',
  provider: 'CloudWatchAlarm',
  configuration: { AlarmName },
});
const stages = [{ ...testStage('sandbox'), entryRules: [rule('errors')] }];

/** Waits with alarms whose states depend on the time; resolves with the time at which it ended. */
async function wait(states: (at: number) => Record<string, AlarmState>) {
  const clock = fakeClock();
  const events: RehearsalEvent[] = [];
  const statistics = () => ({
    alarms: Object.entries(states(clock.now())).map(([name, state]) => ({ name, state, reason: '' })),
  });
  const cloud = { statistics } as unknown as Cloud;
  const timeline = new Timeline((event) => events.push(event));
  const waiting = waitForRed({ stages, environment: 'sandbox' }, { cloud, clock, timeline });
  let endedAt: number | undefined;
  const ended = waiting.then(() => (endedAt = clock.now()));
  ended.catch(() => undefined);
  await clock.advance(2000);
  await ended;
  return { endedAt, events };
}

it('the release comes when an alarm at the entry is red', async () => {
  const { endedAt, events } = await wait((at) => ({ errors: at >= 120 ? 'ALARM' : 'OK', other: 'ALARM' }));
  expect(endedAt).toBeGreaterThanOrEqual(120);
  expect(endedAt).toBeLessThan(125);
  expect(events).toMatchObject([{ text: expect.stringContaining('is bad already') as string }]);
});

it('there is nothing to rehearse when none of them goes off', async () => {
  const waiting = wait(() => ({ errors: 'OK', other: 'ALARM' }));
  await expect(waiting).rejects.toThrow(UsageError);
  await expect(waiting).rejects.toThrow('no alarm of sandbox went off within 30 min');
});
