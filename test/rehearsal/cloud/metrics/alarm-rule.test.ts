import { parseAlarmRule } from '../../../../rehearsal/cloud/metrics/alarm-rule';
import type { AlarmState } from '../../../../rehearsal/cloud/types';

const STATES: Readonly<Record<string, AlarmState>> = {
  red: 'ALARM',
  fine: 'OK',
  'arn:aws:cloudwatch:eu-west-1:111111111111:alarm:red': 'ALARM',
  young: 'INSUFFICIENT_DATA',
};
const holds = (rule: string): boolean => parseAlarmRule(rule).holds((alarm) => STATES[alarm]);

test.each([
  ['ALARM(red)', true],
  ['ALARM("red")', true],
  ['ALARM( "arn:aws:cloudwatch:eu-west-1:111111111111:alarm:red" )', true],
  ['ALARM(fine)', false],
  ['OK("fine") AND INSUFFICIENT_DATA("young")', true],
  ['NOT ALARM("red")', false],
  ['NOT ALARM("fine") AND ALARM("red")', true],
  ['ALARM("fine") AND ALARM("fine") OR ALARM("red")', true],
  ['ALARM("red") OR ALARM("fine") AND ALARM("fine")', true],
  ['(ALARM("red") OR ALARM("fine")) AND ALARM("fine")', false],
  ['TRUE', true],
  ['NOT (FALSE OR NOT TRUE)', true],
  ['ALARM("nobody knows it") OR OK("nobody knows it")', false],
])('%s: %s', (rule, expected) => expect(holds(rule)).toBe(expected));

test('it names each alarm that it asks once', () => {
  expect(parseAlarmRule('(ALARM("a") AND ALARM(b)) OR NOT OK("a")').alarms).toEqual(['a', 'b']);
});

test.each([
  ['', 'alarm rule: unexpected end in ""'],
  ['ALARM("a") ALARM("b")', 'alarm rule: unexpected ALARM(b) in'],
  ['ALARM("a") AND', 'alarm rule: unexpected end in'],
  ['(ALARM("a")', 'alarm rule: unexpected end in'],
  ['ALARM("a"))', 'alarm rule: unexpected ) in'],
  ['AND ALARM("a")', 'alarm rule: unexpected AND in'],
  ['AT_LEAST(2, ALARM, (a, b))', 'alarm rule: cannot read "AT_LEAST(2, ALARM, (a, b))" in'],
])('it does not understand %p', (rule, message) => expect(() => parseAlarmRule(rule)).toThrow(message));
