import type { RollbackAlarms } from '../../lib/observability/rollback-alarms';
import { releaseGate } from '../../lib/pipeline/release-gate';
import { testEnvironment } from '../shared/test-config';

const changeWindow = { cron: '* * 9-15 ? * MON-THU *', timeZone: 'UTC' };
const alarms = ['blue', 'green'].map((colour): Partial<RollbackAlarms> => ({
  alarmNames: ['errors', 'latency', 'unhealthy'].map((kind) => `${colour}-${kind}`),
  feltByUsers: ['errors', 'latency'].map((kind) => `${colour}-${kind}`),
})) as RollbackAlarms[];

it('is closed by what users feel, of either colour, and by nothing else unless the configuration says so', () => {
  expect(releaseGate(testEnvironment(), alarms)).toEqual({
    approval: false,
    alarmNames: ['blue-errors', 'blue-latency', 'green-errors', 'green-latency'],
  });
});

it('has the approval and the window of the environment', () => {
  expect(releaseGate(testEnvironment({ approval: true, changeWindow }), alarms)).toMatchObject({
    approval: true,
    changeWindow,
  });
});

it('looks at no alarm where the environment says so', () => {
  expect(releaseGate(testEnvironment({ blockOnAlarms: false }), alarms).alarmNames).toEqual([]);
});
