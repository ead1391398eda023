import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  GetMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import type { OpsItem } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { incidentsCommand } from '../../lib/ops/incidents/incidents-command';
import { postmortemCommand } from '../../lib/ops/postmortem/postmortem-command';
import type { Session } from '../../lib/ops/session';
import { commit, execution, FakeAccount, image } from './fake-account';
import { fakeSession, project } from './fake-session';

const PRODUCTION = { service: 'storefront', environment: 'production' };
const ID = 'oi-0123456789ab';
const ALARM = 'shop-production-storefront-impaired';
const values = (data: Readonly<Record<string, string>>): OpsItem['OperationalData'] =>
  Object.fromEntries(Object.entries(data).map(([key, Value]) => [key, { Value }]));

/** Production went from a to b, and b is bad. */
function account(): FakeAccount {
  const fake = new FakeAccount();
  fake.history = [{ Value: image('a') }, { Value: image('b') }];
  fake.service = { taskSets: [{ status: 'PRIMARY', taskDefinition: 'shop:7' }] };
  fake.stages = [{ stageName: 'staging' }, { stageName: 'production' }];
  fake.executions = ['b', 'a'].map((digit) => ({
    pipelineExecutionId: execution(digit),
    // The pipeline was changed since, so the stage alone cannot go back.
    pipelineVersion: 3,
    status: 'Succeeded',
    artifactRevisions: [{ revisionId: commit(digit) }],
    variables: [{ name: 'VERSION', resolvedValue: 'none' }],
    startTime: new Date('2026-01-19T12:00:00Z'),
    through: ['Scan', 'staging', 'production'],
  }));
  fake.executions.push({
    pipelineExecutionId: execution('9'),
    status: 'InProgress',
    executionType: 'STANDARD',
  });
  const facts = { project: 'shop', environment: 'production' };
  fake.opsItems = [
    {
      OpsItemId: 'oi-000000000002',
      Title: 'a release of catalog in production failed',
      Status: 'Resolved',
      LastModifiedTime: new Date('2026-01-10T11:00:00Z'),
      OperationalData: values({
        ...{ ...facts, service: 'catalog', cause: 'release', what: 'it failed' },
        ...{ began: '2026-01-10T10:00:00.000Z', ended: '2026-01-10T11:00:00.000Z' },
        postmortem: 'https://example.com/draft.md',
      }),
    },
    {
      OpsItemId: ID,
      Title: `CloudWatch alarm - '${ALARM}' is in ALARM state`,
      Status: 'Open',
      LastModifiedTime: new Date('2026-01-20T10:00:00Z'),
      OperationalData: values({
        ...{ ...facts, service: 'storefront', cause: 'impaired', what: 'users get errors' },
        ...{ began: '2026-01-20T10:00:00.000Z', alarm: ALARM },
      }),
    },
    {
      OpsItemId: 'oi-000000000003',
      Title: 'not ours',
      Status: 'Open',
      OperationalData: values({ project: 'another' }),
    },
    {
      OpsItemId: 'oi-000000000004',
      Title: 'a release of catalog in production failed',
      Status: 'Resolved',
      LastModifiedTime: new Date('2025-01-10T11:00:00Z'),
      OperationalData: values({
        ...{ ...facts, service: 'catalog', cause: 'release', began: '2025-01-10T10:00:00.000Z' },
      }),
    },
  ];
  return fake;
}

describe('incidents', () => {
  it('tells what is open first, what to do, and what was', async () => {
    account();
    const { session, lines, data } = fakeSession({ json: true });
    expect(await incidentsCommand(session, {})).toBe(0);
    expect(lines[0]).toBe(`${ID}  OPEN  high  storefront in production does not serve its users as promised`);
    expect(lines).toContain(`  because      the alarm ${ALARM} is red`);
    expect(lines.at(-1)).toBe('1 open, 1 over in the last 30 days.');
    expect(data).toMatchObject([
      {
        incidents: [
          { id: ID, open: true, service: 'storefront', cause: 'impaired', alarm: ALARM },
          { open: false, ended: '2026-01-10T11:00:00.000Z', postmortem: 'https://example.com/draft.md' },
        ],
      },
    ]);
  });

  it('only those of a service', async () => {
    account();
    const { session, lines } = fakeSession();
    await incidentsCommand(session, { service: 'catalog' });
    expect(lines.at(-1)).toBe('0 open, 1 over in the last 30 days.');
  });
});

describe('postmortem', () => {
  const directory = mkdtempSync(join(tmpdir(), 'postmortem-'));
  afterAll(() => rmSync(directory, { recursive: true }));
  const inBerlin = (session: Session): Session => ({
    ...session,
    project: { ...project, toolchain: { ...project.toolchain, timeZone: 'Europe/Berlin' } },
  });
  const options = { ...PRODUCTION, from: '2026-01-20T09:30:00Z', to: '2026-01-20T11:00:00Z' };

  it('drafts a past time, with the incident of that time, and says what is missing', async () => {
    account();
    const cloudWatch = mockClient(CloudWatchClient);
    cloudWatch.on(DescribeAlarmHistoryCommand).rejects(
      Object.assign(new Error('User: kim is not authorized to perform: cloudwatch:DescribeAlarmHistory'), {
        name: 'AccessDeniedException',
      }),
    );
    cloudWatch.on(GetMetricDataCommand).resolves({
      MetricDataResults: [
        { Id: 'requests', Timestamps: [new Date('2026-01-20T10:01:00Z')], Values: [100] },
        { Id: 'errors', Timestamps: [new Date('2026-01-20T10:01:00Z')], Values: [40] },
      ],
    });
    const { session, lines, data } = fakeSession({ json: true });
    expect(await postmortemCommand(inBerlin(session), options)).toBe(0);
    const draft = lines.join('\n');
    expect(draft).toContain('# Postmortem: storefront in production does not serve its users as promised');
    expect(draft).toContain(`| Incident | ${ID}, severity high |`);
    expect(draft).toContain('40 of 100 requests failed (40.0 %)');
    expect(draft).toContain('| 2026-01-20 10:00:00 | 11:00:00 | incident | users get errors |');
    expect(draft).toContain(
      '- **Alarms**: could not be read (a permission is missing: kim may not call cloudwatch:DescribeAlarmHistory',
    );
    expect(data).toMatchObject([{ service: 'storefront', incident: ID, markdown: draft }]);
  });

  it('writes a new file and never an old one', async () => {
    account();
    const out = join(directory, 'draft.md');
    const { session, lines } = fakeSession();
    expect(await postmortemCommand(inBerlin(session), { ...options, out })).toBe(0);
    expect(lines.join(' ')).toContain(`The draft is in ${out}. Missing: `);
    expect(readFileSync(out, 'utf8')).toMatch(/^# Postmortem: /);
    await expect(postmortemCommand(inBerlin(session), { ...options, out })).rejects.toThrow(
      /name a file that is not there yet/,
    );
  });

  it.each([
    ['no beginning', { ...PRODUCTION }, /--from is missing/],
    [
      'two environments',
      { service: 'storefront', from: '2026-01-20' },
      /--environment is missing; allowed: staging, production/,
    ],
    ['no service', { from: '2026-01-20' }, /--service is missing/],
    ['a wrong time', { ...PRODUCTION, from: 'yesterday' }, /--from: got "yesterday"/],
  ])('refuses %s', async (_what, words, message) => {
    account();
    await expect(postmortemCommand(inBerlin(fakeSession().session), words)).rejects.toThrow(message);
  });

  it('says what is wrong with the credentials in place of a draft of missing parts', async () => {
    const fake = account();
    const error = Object.assign(new Error('Could not load credentials'), {
      name: 'CredentialsProviderError',
    });
    fake.failures.set('GetPipelineStateCommand', [error]);
    await expect(postmortemCommand(inBerlin(fakeSession().session), options)).rejects.toThrow(
      'Could not load',
    );
  });
});
