import type { Trouble } from '../../lib/incident/incident';
import { incidentNotice } from '../../lib/incident/incident-notice';
import { incidentOf, newItem } from '../../lib/incident/ops-item';
import type { IncidentSettings } from '../../lib/incident/settings';

const settings: IncidentSettings = {
  project: 'devops-on-aws',
  region: 'us-east-1',
  timeZone: 'UTC',
  environments: [{ name: 'production', region: 'us-east-1', near: true, services: { web: 'rolling' } }],
};
const failed: Trouble = {
  cause: 'release',
  place: { service: 'web', environment: 'production' },
  began: '2026-11-20T10:05:00.000Z',
  what: 'the release of web in production failed at Deploy',
  execution: 'run-2',
};
const facts = { links: [{ text: 'What to do', url: 'docs/x.md' }], version: 'abc', runbook: 'go-back' };
const item = newItem('devops-on-aws', failed, facts);

it('a new OpsItem has what OpsCenter compares, and what people need', () => {
  const data = Object.entries(item.OperationalData ?? {}).map(([key, { Value }]) => [key, Value]);
  expect(Object.fromEntries(data)).toEqual({
    ...{ project: 'devops-on-aws', environment: 'production', service: 'web', cause: 'release' },
    ...{ began: failed.began, what: failed.what, execution: 'run-2', version: 'abc' },
    'link-what-to-do': 'docs/x.md',
    '/aws/automations': '[{"automationId":"go-back","automationType":"AWS::SSM::Automation"}]',
    '/aws/dedup': '{"dedupString":"devops-on-aws/production/web/release"}',
  });
  expect(item).toMatchObject({ Title: 'a release of web in production failed', Severity: '3' });
  expect(item.Description).toContain(
    'npm run ops -- rollback --service web --environment production, or run',
  );
  // OpsCenter takes no such source, whatever the project is called.
  expect(item.Source).not.toMatch(/aws|amazon|amzn/i);
});

it('is read as it was written', () => {
  expect(incidentOf({ OpsItemId: 'oi-1', Status: 'Open', ...item }, settings)).toEqual({
    ...failed,
    id: 'oi-1',
    open: true,
    told: false,
  });
});

it.each([
  [
    'a service of this project',
    "CloudWatch alarm - 'devops-on-aws-production-web-impaired' is in ALARM state",
    'impaired',
  ],
  ['drift', "Cloudwatch alarm - 'devops-on-aws-drift' is in INSUFFICIENT_DATA state", 'drift'],
])('knows the items that CloudWatch makes for the alarm of %s', (_what, Title, cause) => {
  const CreatedTime = new Date('2026-11-20T10:04:00Z');
  expect(incidentOf({ OpsItemId: 'oi-1', Title, CreatedTime }, settings)).toMatchObject({
    ...{ cause, open: true, told: false, began: '2026-11-20T10:04:00.000Z' },
    alarm: Title.split("'")[1],
  });
});

const changed = (key: string, Value: string) => ({
  ...item,
  OpsItemId: 'oi-1',
  OperationalData: { ...item.OperationalData, [key]: { Value } },
});
it.each([
  ['of another project', changed('project', 'shop')],
  ['with a cause that is none', changed('cause', 'the moon')],
  ['with a time that is none', changed('began', 'yesterday')],
  ['without a service', changed('service', '')],
  [
    'of the alarm of another project',
    { OpsItemId: 'oi-1', Title: "CloudWatch alarm - 'x-impaired' is in ALARM state" },
  ],
  ['that a person made', { OpsItemId: 'oi-1', Title: 'devops-on-aws-production-web-impaired' }],
  ['without an id', item],
])('has no incident in an item %s', (_what, other) => {
  expect(incidentOf(other, settings)).toBeUndefined();
});

it.each(['Resolved', 'Closed'] as const)('is over when it is %s', (Status) => {
  expect(incidentOf({ ...changed('ended', '2026-11-20T11:00:00.000Z'), Status }, settings)).toMatchObject({
    open: false,
    ended: '2026-11-20T11:00:00.000Z',
  });
});

it('tells people what happened, where, and where the draft is', () => {
  const incident = { ...failed, id: 'oi-1', open: true, told: false };
  expect(incidentNotice(incident, 'us-east-1')).toMatchObject({
    kind: 'incident-opened',
    title: 'incident opened: a release of web in production failed',
    lines: ['Severity: medium. Began 2026-11-20T10:05:00.000Z.', failed.what],
    links: [{ text: 'Incident', url: expect.stringContaining('/opsitems/oi-1?') as string }],
  });
  const over = { ...incident, ended: '2026-11-20T11:00:00.000Z', postmortem: 'https://draft' };
  expect(incidentNotice(over, 'us-east-1')).toMatchObject({
    kind: 'incident-resolved',
    lines: [
      expect.stringMatching(/^Lasted from .*10:05.* to .*11:00/),
      'Draft of the postmortem: https://draft',
    ],
  });
});
