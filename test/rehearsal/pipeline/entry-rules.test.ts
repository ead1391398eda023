import type { AlarmState } from '../../../rehearsal/cloud/types';
import type { EntryRuleModel } from '../../../rehearsal/model';
import { entryRefusal } from '../../../rehearsal/pipeline/entry-rules';
import { execute } from '../../../rehearsal/pipeline/execute';
import { testAction, testStage } from './model-fixture';
import { testContext } from './run-context-fixture';

const alarmRule = (changes: Readonly<Record<string, string>> = {}): EntryRuleModel => ({
  name: 'errors',
  provider: 'CloudWatchAlarm',
  configuration: { AlarmName: 'errors', AlarmStates: 'ALARM', WaitTime: '10', ...changes },
});

/** A stage with `rules` in a cloud whose alarm takes the next state with every second that passes. */
function stageWith(rules: readonly EntryRuleModel[], ...states: AlarmState[]) {
  let second = 0;
  const statistics = () => ({
    alarms: [{ name: 'errors', state: states[Math.min(second, states.length - 1)] ?? 'OK', reason: '' }],
  });
  const sleep = (seconds: number): Promise<void> => Promise.resolve(void (second += seconds));
  const { context, events } = testContext({ statistics: statistics as never }, undefined, { sleep });
  const step = testAction({ name: 'Step', category: 'Approval', provider: 'Manual' });
  const stage = { ...testStage('production', step), entryRules: rules };
  return { stage, context, events, seconds: () => second };
}

it.each<[string, AlarmState]>([
  ['quiet', 'OK'],
  ['without data', 'INSUFFICIENT_DATA'],
])('a release enters at once when the alarm is %s', async (_, state) => {
  const { stage, context, seconds } = stageWith([alarmRule()], state);
  expect(await entryRefusal(stage, context)).toBeUndefined();
  expect(seconds()).toBe(0);
});

it('a release waits for a red alarm and enters as soon as it is quiet, and this is said once', async () => {
  const { stage, context, seconds, events } = stageWith([alarmRule()], 'ALARM', 'ALARM', 'ALARM', 'OK');
  expect(await entryRefusal(stage, context)).toBeUndefined();
  expect(seconds()).toBe(3);
  expect(events).toMatchObject([
    { type: 'note', text: 'The alarm errors is red; the release waits up to 10 min for it.' },
  ]);
});

it('an alarm that stays red ends the pipeline before the first action, after the wait of the rule', async () => {
  const { stage, context, seconds, events } = stageWith([alarmRule({ WaitTime: '2' })], 'ALARM');
  expect(await execute([stage, testStage('after')], context)).toEqual({
    stopped: {
      action: 'BeforeEntry',
      reason: 'the alarm errors is in ALARM and did not recover within 2 min',
      cause: { kind: 'entry', name: 'errors', stage: 'production', action: 'BeforeEntry' },
    },
  });
  expect(seconds()).toBe(120);
  expect(events.filter(({ type }) => type === 'action')).toEqual([]);
  expect(events.at(-1)).toMatchObject({ type: 'stage', stage: 'production', status: 'failed' });
});

it('a rule may name more states than one', async () => {
  const rule = alarmRule({ AlarmStates: 'ALARM,INSUFFICIENT_DATA', WaitTime: '0' });
  const { stage, context } = stageWith([rule], 'INSUFFICIENT_DATA');
  expect((await entryRefusal(stage, context))?.reason).toContain('did not recover within 0 min');
});

it('an alarm that is not there refuses the release', async () => {
  const { stage, context } = stageWith([alarmRule({ AlarmName: 'gone' })]);
  expect(await entryRefusal(stage, context)).toEqual({
    reason: 'there is no alarm gone',
    cause: { kind: 'error' },
  });
});

it('one rule of several is enough to refuse', async () => {
  const { stage, context } = stageWith([alarmRule(), alarmRule({ AlarmName: 'gone' })], 'OK');
  expect(await entryRefusal(stage, context)).toEqual({
    reason: 'there is no alarm gone',
    cause: { kind: 'error' },
  });
});

it('a change window is taken as open, and this is said', async () => {
  const window = {
    name: 'window',
    provider: 'DeploymentWindow',
    configuration: { Cron: '* * 9-15 ? * MON-THU *', TimeZone: 'Europe/Berlin' },
  };
  const { stage, context, events } = stageWith([window]);
  expect(await entryRefusal(stage, context)).toBeUndefined();
  expect(events).toMatchObject([
    {
      type: 'note',
      text: 'The change window * * 9-15 ? * MON-THU * (Europe/Berlin) is taken as open: a rehearsal has no time of day.',
    },
  ]);
});

describe('a rule about a variable', () => {
  const rule = (configuration: Readonly<Record<string, string>>): EntryRuleModel => ({
    name: 'version',
    provider: 'VariableCheck',
    configuration: { Variable: '#{variables.VERSION}', ...configuration },
  });

  it.each<[string, string, string, boolean]>([
    ['EQ', 'none', 'none', true],
    ['EQ', 'none', 'nonesuch', false],
    ['NE', 'none', 'other', true],
    ['NE', 'none', 'none', false],
    ['CONTAINS', 'on', 'none', true],
    ['CONTAINS', 'x', 'none', false],
    ['MATCHES', 'none|[0-9a-f]+', 'abc', true],
    ['MATCHES', 'none|[0-9a-f]+', 'abc"}', false],
    ['LIKE', 'none', 'none', false],
  ])('%s %s lets %s in: %s', async (Operator, Value, version, enters) => {
    const { stage, context } = stageWith([rule({ Operator, Value })]);
    const refusal = await entryRefusal(stage, context, new Map([['variables', { VERSION: version }]]));
    const reason = `the variable #{variables.VERSION} is '${version}': not ${Operator} ${Value}`;
    const cause = { kind: 'entry', name: '#{variables.VERSION}' };
    expect(refusal).toEqual(enters ? undefined : { reason, cause });
  });
});
