import { OpsCenter } from '../../../rehearsal/bus/account/ops-center';
import { openOpsItems } from '../../../rehearsal/bus/open-ops-items';
import { alarmEvent, stageEvent } from '../../shared/aws-events';

const alarms = [
  { name: 'web-impaired', arn: 'a', rule: 'r', opsItem: '2' },
  { name: 'web-quiet', arn: 'b', rule: 'r' },
];

it('CloudWatch opens an item for each turn to red of an alarm that has the action, and tells of it behind the alarm', () => {
  const opsCenter = new OpsCenter(() => new Date());
  const events = [
    alarmEvent('web-impaired', 'ALARM', 4),
    alarmEvent('web-impaired', 'OK', 5),
    alarmEvent('web-quiet', 'ALARM', 6),
    alarmEvent('other', 'ALARM', 6),
    stageEvent('FAILED', 6),
    alarmEvent('web-impaired', 'ALARM', 7),
  ];
  const all = openOpsItems(events as never, alarms, opsCenter);
  expect(all.map((event) => event['detail-type'].split(' ')[0])).toEqual([
    'CloudWatch',
    'OpsItem',
    'CloudWatch',
    'CloudWatch',
    'CloudWatch',
    'CodePipeline',
    'CloudWatch',
    'OpsItem',
  ]);
  expect(all[1]).toMatchObject({
    ...{ source: 'aws.ssm', time: '2026-11-20T10:04:00Z' },
    detail: {
      'ops-item-id': 'oi-000000000001',
      title: "CloudWatch alarm - 'web-impaired' is in ALARM state",
    },
  });
  expect(opsCenter.items).toMatchObject([
    { Severity: '2', Status: 'Open', CreatedTime: Date.parse('2026-11-20T10:04:00Z') / 1000 },
    { OpsItemId: 'oi-000000000002' },
  ]);
});
