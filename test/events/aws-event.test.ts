import { parseEvent } from '../../lib/events/aws-event';
import { actionEvent, alarmEvent, ecsEvent, EXECUTION, opsItemEvent, stageEvent } from '../shared/aws-events';

it.each([
  [
    alarmEvent('shop-production-web-impaired', 'ALARM', 4),
    { type: 'alarm', detail: { state: { value: 'ALARM', timestamp: '2026-11-20T10:04:00.000Z' } } },
  ],
  [actionEvent('FAILED', 5), { type: 'action', detail: { action: 'Deploy', 'execution-id': EXECUTION } }],
  [stageEvent('SUCCEEDED', 6), { type: 'stage', time: '2026-11-20T10:06:00.000Z' }],
  [ecsEvent('SERVICE_DEPLOYMENT_FAILED', 'no.', 7), { type: 'ecs', detail: { reason: 'no.' } }],
  [opsItemEvent('oi-1', 'it', 8), { type: 'ops-item', detail: { 'ops-item-id': 'oi-1', title: 'it' } }],
])('reads what AWS sends, with times in UTC', (event, read) => {
  expect(parseEvent(event)).toMatchObject(read);
});

it('takes what AWS may leave out', () => {
  const plain = actionEvent('STARTED', 1, { 'execution-result': undefined });
  expect(parseEvent({ ...plain, account: undefined, resources: undefined })).toMatchObject({
    account: '',
    resources: [],
  });
});

const LAST = 'CloudWatch Alarm State Change in a form that is not known: ';
it.each([
  ['nothing', undefined, 'events of the kind without a name are not read here'],
  ['a text', 'event', 'events of the kind without a name are not read here'],
  ['a list', [], 'events of the kind without a name are not read here'],
  ['another kind', { 'detail-type': 'EC2 stops' }, 'events of the kind EC2 stops are not read here'],
  ['a name of every object', { 'detail-type': 'toString' }, 'events of the kind toString are not read here'],
  ['no detail', { ...alarmEvent('a', 'OK', 1), detail: undefined }, /^CloudWatch .* not known: detail: /],
  ['a time that is none', { ...alarmEvent('a', 'OK', 1), time: 'soon' }, `${LAST}time: is no time`],
  ['no time', { ...alarmEvent('a', 'OK', 1), time: undefined }, /: time: /],
  ['an empty name', alarmEvent('', 'OK', 1), /: detail\.alarmName: /],
  ['a number as a state', stageEvent(7 as never, 1), /^CodePipeline Stage .*: detail\.state: /],
])('ignores %s with the reason', (_what, event, reason) => {
  const read = parseEvent(event);
  expect(read).toEqual({ ignored: expect.any(String) as string });
  expect('ignored' in read && read.ignored).toMatch(reason);
});
