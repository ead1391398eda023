import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CloudWatchClient,
  DescribeAlarmHistoryCommand,
  GetMetricDataCommand,
} from '@aws-sdk/client-cloudwatch';
import { mockClient } from 'aws-sdk-client-mock';
import { freezeReason } from '../../lib/incident/freeze';
import { breakGlassCommand } from '../../lib/ops/break-glass/break-glass-command';
import { incidentsCommand } from '../../lib/ops/incidents/incidents-command';
import { thawCommand } from '../../lib/ops/incidents/thaw-command';
import { postmortemCommand } from '../../lib/ops/postmortem/postmortem-command';
import { rollbackCommand } from '../../lib/ops/rollback/rollback-command';
import type { Session } from '../../lib/ops/session';
import { commit, execution, FakeAccount, image } from './fake-account';
import { fakeSession, project } from './fake-session';

const PRODUCTION = { service: 'storefront', environment: 'production' };
const ID = 'oi-0123456789ab';
const FREEZE = freezeReason(ID, PRODUCTION, { by: 'Track', at: new Date('2026-01-20T11:00:00Z') });
const closedBy = (disabledReason: string) => ({ inboundTransitionState: { enabled: false, disabledReason } });
const value = (text: string) => ({ Value: text, Type: 'SearchableString' as const });

/** Production went from a to b, b is bad, and an incident keeps releases out. */
function account(): FakeAccount {
  const fake = new FakeAccount();
  fake.history = [{ Value: image('a') }, { Value: image('b') }];
  fake.service = { taskSets: [{ status: 'PRIMARY', taskDefinition: 'shop:7' }] };
  fake.stages = [{ stageName: 'staging' }, { stageName: 'production', ...closedBy(FREEZE) }];
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
  fake.opsItems = [
    {
      OpsItemId: ID,
      Title: 'storefront in production does not serve its users as promised',
      Status: 'Open',
      Severity: '2',
      CreatedTime: new Date('2026-01-20T10:00:00Z'),
      OperationalData: {
        incident: value('shop/production/storefront'),
        'releases-frozen': value('on'),
        'cause-impaired': value(
          JSON.stringify({
            raised: {
              first: '2026-01-20T10:00:00.000Z',
              last: '2026-01-20T10:00:00.000Z',
              text: 'users get errors',
            },
          }),
        ),
      },
    },
    {
      OpsItemId: 'oi-000000000002',
      Title: 'a release of catalog in production failed',
      Status: 'Resolved',
      Severity: '3',
      CreatedTime: new Date('2026-01-10T10:00:00Z'),
      OperationalData: {
        incident: value('shop/production/catalog'),
        postmortem: value('https://example.com/draft.md'),
        'cause-release': value(
          JSON.stringify({
            raised: {
              first: '2026-01-10T10:00:00.000Z',
              last: '2026-01-10T10:00:00.000Z',
              text: 'it failed',
            },
            cleared: {
              first: '2026-01-10T11:00:00.000Z',
              last: '2026-01-10T11:00:00.000Z',
              text: 'it succeeded',
            },
          }),
        ),
      },
    },
    {
      OpsItemId: 'oi-000000000003',
      Title: 'not ours',
      Status: 'Open',
      CreatedTime: new Date('2026-01-19T10:00:00Z'),
    },
  ];
  return fake;
}

const stagesWith = (production: object) => [
  { stageName: 'staging' },
  { stageName: 'production', ...production },
];
const inside = { latestExecution: { pipelineExecutionId: execution('9'), status: 'InProgress' as const } };
const through = { latestExecution: { pipelineExecutionId: execution('9'), status: 'Succeeded' as const } };
const waiting = { inboundExecution: { pipelineExecutionId: execution('9'), status: 'InProgress' as const } };

describe('a rollback through the whole pipeline while an incident keeps releases out', () => {
  const tick =
    (fake: FakeAccount) =>
    (round: number): void => {
      if (round === 1) fake.stages = stagesWith({ ...closedBy(FREEZE), ...waiting });
      if (round === 2) fake.stages = stagesWith(inside);
      if (round === 3) fake.stages = stagesWith(through);
    };

  it('opens the stage for it, and closes it behind it with the words of the incident', async () => {
    const fake = account();
    const { session, lines } = fakeSession({ tick: tick(fake) });
    expect(await rollbackCommand(session, PRODUCTION)).toBe(0);
    expect(fake.changes).toEqual([
      'StartAutomationExecutionCommand',
      'EnableStageTransitionCommand',
      'DisableStageTransitionCommand',
    ]);
    expect(fake.only('DisableStageTransitionCommand')).toMatchObject({
      stageName: 'production',
      reason: FREEZE,
    });
    expect(lines.join(' ').replaceAll(/\s+/g, ' ')).toContain(
      `freeze incident ${ID} keeps releases out of production; this one is let in, no other.`,
    );
  });

  it('says which release is in its way when one arrives first, and how to stop that one', async () => {
    const fake = account();
    const first = {
      inboundExecution: { pipelineExecutionId: execution('c'), status: 'InProgress' as const },
    };
    const { session, lines } = fakeSession({
      tick: (round) => {
        const doors = [
          { ...closedBy(FREEZE), ...first },
          { ...closedBy(FREEZE), ...first },
        ];
        fake.stages = stagesWith(
          [...doors, { ...closedBy(FREEZE), ...waiting }, inside, through][round - 1] ?? through,
        );
      },
    });
    expect(await rollbackCommand(session, PRODUCTION)).toBe(0);
    const stops = lines.filter((line) => line.includes('stop-pipeline-execution'));
    expect(stops).toEqual([
      `    aws codepipeline stop-pipeline-execution --abandon --pipeline-name shop-storefront --pipeline-execution-id ${execution('c')}`,
    ]);
    expect(fake.changes.slice(1)).toEqual(['EnableStageTransitionCommand', 'DisableStageTransitionCommand']);
  });

  it('closes it too when nobody waits any longer', async () => {
    const fake = account();
    const { session } = fakeSession({
      tick: (round) => {
        if (round === 1) fake.stages = stagesWith({ ...closedBy(FREEZE), ...waiting });
        if (round === 2) throw new Error('Ctrl-C');
      },
    });
    await expect(rollbackCommand(session, PRODUCTION)).rejects.toThrow('Ctrl-C');
    expect(fake.changes.at(-1)).toBe('DisableStageTransitionCommand');
  });

  it.each([
    ['nobody would let it in', { wait: false }, {}, /leave --no-wait out/],
    [
      'another would go in first',
      {},
      { inboundExecution: { pipelineExecutionId: execution('c') } },
      /waits before production and would be let in first; stop it: aws codepipeline/,
    ],
  ])('does not begin when %s', async (_what, behaviour, door, message) => {
    const fake = account();
    fake.stages = stagesWith({ ...closedBy(FREEZE), ...door });
    await expect(rollbackCommand(fakeSession(behaviour).session, PRODUCTION)).rejects.toThrow(message);
    expect(fake.changes).toEqual([]);
  });

  it('does not begin while an earlier stage is closed, where it would wait and nobody would let it in', async () => {
    const fake = account();
    const before = freezeReason(
      ID,
      { service: 'storefront', environment: 'staging' },
      { by: 'Track', at: new Date(0) },
    );
    fake.stages = [
      { stageName: 'staging', ...closedBy(before) },
      { stageName: 'production', ...closedBy(FREEZE) },
    ];
    await expect(rollbackCommand(fakeSession().session, PRODUCTION)).rejects.toThrow(
      /^incident oi-\S+ keeps releases out of staging; this goes through the whole pipeline and would wait there\. Let/,
    );
    expect(fake.changes).toEqual([]);
  });

  it('does not begin when a person has closed the stage', async () => {
    const fake = account();
    fake.stages = stagesWith(closedBy('no releases on Fridays'));
    await expect(rollbackCommand(fakeSession().session, PRODUCTION)).rejects.toThrow(
      /somebody has closed the stage production: "no releases on Fridays"/,
    );
  });
});

describe('break-glass while an incident keeps releases out', () => {
  it('lets the fix in that waits before the stage, and no other', async () => {
    const fake = account();
    fake.controller = 'ecs';
    fake.service = {
      deployments: [{ status: 'PRIMARY', taskDefinition: 'shop:7' }],
      deploymentConfiguration: {
        alarms: { alarmNames: Object.keys(fake.alarms), enable: true, rollback: true },
      },
    };
    fake.executions[2] = {
      pipelineExecutionId: execution('9'),
      status: 'InProgress',
      executionType: 'STANDARD',
      artifactRevisions: [{ revisionId: commit('c') }],
    };
    fake.stages = stagesWith({ ...closedBy(FREEZE), ...waiting });
    const { session } = fakeSession({
      tick: (round) => (fake.stages = stagesWith(round === 1 ? inside : through)),
    });
    const reason = 'checkout fails for all users, this mends it';
    expect(await breakGlassCommand(session, { ...PRODUCTION, reason })).toBe(0);
    expect(fake.changes).toEqual([
      'PutParameterCommand',
      'EnableStageTransitionCommand',
      'DisableStageTransitionCommand',
    ]);
  });
});

describe('break-glass with a deployment of its own, while an incident keeps releases out', () => {
  const reason = 'checkout fails for all users, this mends it';

  async function run(end: (fake: FakeAccount) => void): Promise<{ reasons: unknown[]; changes: string[] }> {
    const fake = account();
    fake.alarms['storefront-green-errors'] = 'ALARM';
    const { session } = fakeSession({
      tick: () => {
        end(fake);
        const { description } = fake.deployments.get('d-NEW') ?? {};
        fake.deployments.set('d-NEW', { status: 'Succeeded', description });
      },
    });
    expect(await breakGlassCommand(session, { ...PRODUCTION, to: 'previous', reason })).toBe(0);
    const closing = fake.calls.filter(({ name }) => name === 'DisableStageTransitionCommand');
    const reasons = closing.map(({ input }) => (input as { reason: string }).reason);
    return { reasons, changes: fake.changes };
  }

  it('takes the stage over, so that the end of the incident does not open it, and gives it back', async () => {
    const { reasons, changes } = await run(() => undefined);
    expect(reasons).toEqual([
      expect.stringMatching(/^break-glass \(closed before by incident oi-0123456789ab\) 2026/),
      FREEZE,
    ]);
    expect(changes).not.toContain('EnableStageTransitionCommand');
  });

  it('opens the stage when the incident has ended meanwhile', async () => {
    const { reasons, changes } = await run((fake) => {
      fake.opsItems = fake.opsItems.map((item) => ({ ...item, Status: 'Resolved' }));
    });
    expect(reasons).toHaveLength(1);
    expect(changes.at(-1)).toBe('EnableStageTransitionCommand');
  });

  it('gives it back too when an earlier call was left', async () => {
    const fake = account();
    const taken = 'break-glass (closed before by incident oi-0123456789ab) 2026-01-20T12 00 00.000Z';
    fake.stages = stagesWith(closedBy(taken));
    const { session } = fakeSession();
    expect(await breakGlassCommand(session, { ...PRODUCTION, reason })).toBe(0);
    expect(fake.only('DisableStageTransitionCommand')).toMatchObject({
      reason: expect.stringMatching(/^Incident oi-0123456789ab keeps releases out/) as string,
    });
  });
});

describe('thaw', () => {
  const reason = 'the fix is tested, let it in';

  it('notes who and why with the incident, then opens the stage', async () => {
    const fake = account();
    const { session, questions } = fakeSession();
    expect(await thawCommand(session, { ...PRODUCTION, reason })).toBe(0);
    expect(questions).toHaveLength(1);
    expect(fake.changes).toEqual(['UpdateOpsItemCommand', 'EnableStageTransitionCommand']);
    expect(fake.only('UpdateOpsItemCommand')).toEqual({
      OpsItemId: ID,
      OperationalData: {
        'releases-let-in': value(
          `2026-01-20T12:00:00.000Z by arn:aws:sts::111122223333:assumed-role/Operator/kim: ${reason}`,
        ),
      },
    });
  });

  it('opens the stage too when the incident is no longer there', async () => {
    const fake = account();
    const gone = Object.assign(new Error('no such item'), { name: 'OpsItemNotFoundException' });
    fake.failures.set('UpdateOpsItemCommand', [gone]);
    expect(await thawCommand(fakeSession().session, { ...PRODUCTION, reason })).toBe(0);
    expect(fake.changes).toContain('EnableStageTransitionCommand');
  });

  it('leaves it closed when it cannot be noted who opened it', async () => {
    const fake = account();
    fake.failures.set('UpdateOpsItemCommand', [new Error('denied')]);
    await expect(thawCommand(fakeSession().session, { ...PRODUCTION, reason })).rejects.toThrow('denied');
    expect(fake.changes).not.toContain('EnableStageTransitionCommand');
  });

  it('changes nothing after a no, and nothing when the stage is open', async () => {
    const fake = account();
    expect(await thawCommand(fakeSession({ answer: () => false }).session, { ...PRODUCTION, reason })).toBe(
      1,
    );
    fake.stages = stagesWith({});
    expect(await thawCommand(fakeSession().session, { ...PRODUCTION, reason })).toBe(0);
    expect(fake.changes).toEqual([]);
  });

  it.each([
    [
      'a stage that a person has closed',
      { reason },
      {},
      /no incident has closed production, but somebody: "Fridays"/,
    ],
    ['no reason', {}, {}, /--reason: got nothing; write 10 to 500/],
    ['nobody to ask', { reason }, { interactive: false }, /add --yes/],
  ])('refuses %s', async (_what, options, behaviour, message) => {
    const fake = account();
    fake.stages = stagesWith(closedBy('Fridays'));
    await expect(thawCommand(fakeSession(behaviour).session, { ...PRODUCTION, ...options })).rejects.toThrow(
      message,
    );
    expect(fake.changes).toEqual([]);
  });
});

describe('incidents', () => {
  it('tells what is open first, what to do, and what was', async () => {
    account();
    const { session, lines, data } = fakeSession({ json: true });
    expect(await incidentsCommand(session, {})).toBe(0);
    expect(lines[0]).toBe(`${ID}  OPEN  high  storefront in production does not serve its users as promised`);
    expect(lines).toContain(
      '    npm run ops -- thaw --service storefront --environment production --reason "..."',
    );
    expect(lines.at(-1)).toBe('1 open, 1 over in the last 30 days.');
    expect(data).toMatchObject([
      {
        incidents: [
          { id: ID, open: true, service: 'storefront', because: ['impaired'], releases: 'on' },
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
