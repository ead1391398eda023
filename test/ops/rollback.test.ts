import type { AutomationExecution } from '@aws-sdk/client-ssm';
import { rollbackCommand } from '../../lib/ops/rollback/rollback-command';
import { commit, digest, execution, FakeAccount, image, version } from './fake-account';
import { fakeSession } from './fake-session';
import type { Behaviour, Recorded } from './fake-session';

const PRODUCTION = { service: 'storefront', environment: 'production' };

/** Production went from a to b; both were released by executions of the present pipeline. */
function account(): FakeAccount {
  const fake = new FakeAccount();
  fake.history = [
    { Value: '111122223333.dkr.ecr.eu-central-1.amazonaws.com/shop/placeholder:placeholder-arm64' },
    { Value: image('a') },
    { Value: image('b') },
  ];
  fake.service = { taskSets: [{ status: 'PRIMARY', taskDefinition: 'shop:7' }] };
  fake.stages = [{ stageName: 'staging' }, { stageName: 'production' }];
  fake.executions = ['b', 'a'].map((digit) => ({
    pipelineExecutionId: execution(digit),
    pipelineVersion: 4,
    status: 'Succeeded',
    artifactRevisions: [{ revisionId: commit(digit) }],
    variables: [{ name: 'VERSION', resolvedValue: 'none' }],
    startTime: new Date('2026-01-19T12:00:00Z'),
    through: ['Scan', 'staging', 'production'],
  }));
  return fake;
}

/** The new execution comes through production at the second look. */
function arrives(fake: FakeAccount): (round: number) => void {
  fake.executions.push({ pipelineExecutionId: execution('9'), status: 'InProgress' });
  const running = { stageName: 'production', actionName: 'Deploy' };
  fake.actions = [{ ...running, status: 'InProgress' }];
  return () => {
    fake.actions = [
      { ...running, actionName: 'Verify', status: 'Succeeded' },
      { ...running, status: 'Succeeded', output: { executionResult: { externalExecutionSummary: 'done' } } },
      { ...running, actionName: 'Prepare', status: 'Succeeded' },
    ];
    const latest = { pipelineExecutionId: execution('9'), status: 'Succeeded' as const };
    fake.stages = [{ stageName: 'staging' }, { stageName: 'production', latestExecution: latest }];
  };
}

async function run(
  fake: FakeAccount,
  options: { to?: string } = {},
  behaviour: Behaviour = {},
): Promise<Recorded & { status: number }> {
  const recorded = fakeSession({ tick: arrives(fake), ...behaviour });
  const status = await rollbackCommand(recorded.session, { ...PRODUCTION, ...options });
  return { ...recorded, status };
}

describe('the way back', () => {
  it('runs the stage again with the execution of the version before, and nothing else', async () => {
    const fake = account();
    const { status, lines } = await run(fake);
    expect(status).toBe(0);
    expect(fake.changes).toEqual(['RollbackStageCommand']);
    expect(fake.only('RollbackStageCommand')).toEqual({
      pipelineName: 'shop-storefront',
      stageName: 'production',
      targetPipelineExecutionId: execution('a'),
    });
    expect(lines.join('\n')).toContain('production only; nothing else changes.');
    expect(lines.at(-1)).toBe(`${version('a')} is released in production.`);
  });

  it('tells each action once, in the order in which they came, within 80 columns', async () => {
    const { lines } = await run(account());
    const actions = lines.filter((line) => /^ {2}12:00:00 {2}/.test(line)).map((line) => line.slice(12));
    expect(actions).toEqual([
      'production  Deploy  InProgress',
      'production  Prepare  Succeeded',
      'production  Deploy  Succeeded  done',
      'production  Verify  Succeeded',
    ]);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
  });

  it.each([
    ['was changed', (fake: FakeAccount): void => void (fake.pipelineVersion = 5)],
    ['on record', (fake: FakeAccount): void => void (fake.executions = [])],
    [
      'after 365 days',
      (fake: FakeAccount): void =>
        void (fake.executions = fake.executions.map((one) => ({
          ...one,
          startTime: new Date('2024-12-01'),
        }))),
    ],
    [
      'on record',
      (fake: FakeAccount): void =>
        void (fake.executions = fake.executions.map((one) => ({ ...one, executionType: 'ROLLBACK' }))),
    ],
    [
      'on record',
      (fake: FakeAccount): void =>
        void (fake.executions = fake.executions.map((one) => ({
          ...one,
          variables: [{ name: 'VERSION', resolvedValue: digest('c') }],
        }))),
    ],
  ])('takes the variable VERSION, through every environment, when … %s', async (why, change) => {
    const fake = account();
    change(fake);
    const { lines } = await run(fake);
    expect(fake.changes).toEqual(['StartAutomationExecutionCommand']);
    expect(fake.only('StartAutomationExecutionCommand')).toEqual({
      DocumentName: 'shop-storefront-release-again',
      Parameters: { Version: [digest('a')] },
    });
    const text = lines.join(' ').replaceAll(/\s+/g, ' ');
    expect(text).toContain('EVERY environment of the pipeline, in order: staging, production.');
    expect(text).toContain('nothing is built; the scan of the image must still pass.');
    expect(text).toContain(why);
  });

  it('finds a version on the second page of the registry', async () => {
    const fake = account();
    await run(fake, { to: version('c') });
    expect(fake.calls.filter(({ name }) => name === 'DescribeImagesCommand')).toHaveLength(2);
    expect(fake.only('StartAutomationExecutionCommand')).toMatchObject({
      Parameters: { Version: [digest('c')] },
    });
  });

  it.each<[string, AutomationExecution[], string]>([
    [
      'may not',
      [{ AutomationExecutionStatus: 'Failed', FailureMessage: 'AccessDenied' }],
      'shop-storefront was not started (automation Failed): AccessDenied',
    ],
    [
      'gives no execution',
      [{ AutomationExecutionStatus: 'Success' }],
      'shop-storefront was not started (automation Success): it gave no reason',
    ],
  ])('says when the document %s', async (_, automations, message) => {
    const fake = account();
    fake.pipelineVersion = 5;
    fake.automations = automations;
    await expect(run(fake)).rejects.toThrow(message);
  });

  it('changes nothing for the version that is released', async () => {
    const fake = account();
    const { status, lines } = await run(fake, { to: digest('b') });
    expect([status, lines, fake.changes]).toEqual([
      0,
      [`${version('b')} is the released version of storefront already.`],
      [],
    ]);
  });
});

describe('asking', () => {
  it('has changed nothing when the question comes, and changes nothing after a no', async () => {
    const fake = account();
    let before: string[] = ['not asked'];
    const answer = (): boolean => {
      before = fake.changes;
      return false;
    };
    const { status, lines } = await run(fake, {}, { answer });
    expect([status, before, fake.changes, lines.at(-1)]).toEqual([1, [], [], 'Nothing was changed.']);
  });

  it('refuses before it reads anything when nobody can be asked', async () => {
    const fake = account();
    await expect(run(fake, {}, { interactive: false })).rejects.toThrow(/add --yes/);
    expect(fake.calls).toEqual([]);
  });

  it('asks nothing with --yes', async () => {
    const { status, questions } = await run(account(), {}, { interactive: false, yes: true });
    expect([status, questions]).toEqual([0, []]);
  });
});

/** Both stages, one of them closed by a person. */
function stagesWithout(closed: string): FakeAccount['stages'] {
  const inboundTransitionState = { enabled: false, disabledReason: 'Fridays' };
  return ['staging', 'production'].map((stageName) => ({
    stageName,
    ...(stageName === closed && { inboundTransitionState }),
  }));
}

describe('what is in the way', () => {
  it('sends to the runbook while an alarm is red that would stop CodeDeploy', async () => {
    const fake = account();
    fake.alarms['storefront-blue-errors'] = 'ALARM';
    await expect(run(fake)).rejects.toThrow(
      `storefront-blue-errors in ALARM would stop the rollback at once; docs/runbooks/alarm-already-red.md has the commands that go back past it`,
    );
    expect(fake.changes).toEqual([]);
  });

  it('goes back past a red alarm where ECS releases, which ignores it', async () => {
    const fake = account();
    fake.controller = 'ecs';
    const alarmNames = Object.keys(fake.alarms);
    fake.service = {
      deployments: [{ status: 'PRIMARY', taskDefinition: 'shop:7' }],
      deploymentConfiguration: { alarms: { alarmNames, enable: true, rollback: true } },
    };
    fake.alarms['storefront-blue-errors'] = 'ALARM';
    expect((await run(fake)).status).toBe(0);
    expect(fake.changes).toEqual(['RollbackStageCommand']);
  });

  it.each([
    ['its stage', 'production'],
    ['a stage before it', 'staging'],
  ])('tells how to open %s when it is closed and the way leads through it', async (_, closed) => {
    const fake = account();
    fake.pipelineVersion = 5;
    fake.stages = stagesWithout(closed);
    await expect(run(fake)).rejects.toThrow(
      `the stage ${closed} is closed: "Fridays"; this goes through the whole pipeline and would wait there. Open it first: aws codepipeline enable-stage-transition --pipeline-name shop-storefront --stage-name ${closed} --transition-type Inbound`,
    );
    expect(fake.changes).toEqual([]);
  });

  it('goes past a stage that is closed when the way leads to the stage alone', async () => {
    const fake = account();
    fake.stages = stagesWithout('production');
    expect((await run(fake)).status).toBe(0);
    expect(fake.changes).toEqual(['RollbackStageCommand']);
  });

  it('tells how to stop a deployment that is under way', async () => {
    const fake = account();
    fake.lastDeployment = 'd-OLD';
    fake.deployments.set('d-OLD', { status: 'InProgress' });
    await expect(run(fake)).rejects.toThrow(
      'deployment d-OLD is under way; wait for its end, or stop it and it goes back by itself: aws deploy stop-deployment --deployment-id d-OLD --auto-rollback-enabled',
    );
  });

  it('tells that a release is in the stage', async () => {
    const fake = account();
    const latest = { pipelineExecutionId: execution('b'), status: 'InProgress' as const };
    fake.stages = [{ stageName: 'production', latestExecution: latest }];
    await expect(run(fake)).rejects.toThrow(`execution ${execution('b')} is in the stage production`);
  });

  it.each([
    ['no version before', [{ Value: image('b') }], /no record of a version before this one/],
    [
      'one that is gone',
      [{ Value: image('d') }, { Value: image('b') }],
      /no longer holds .*sha256:dddddddddddd/,
    ],
  ])('says when there is %s', async (_, history, message) => {
    const fake = account();
    fake.history = history;
    await expect(run(fake)).rejects.toThrow(message);
    expect(fake.changes).toEqual([]);
  });

  it('says that a stage must be deployed first', async () => {
    const fake = account();
    const catalog = fakeSession();
    const options = { service: 'catalog', environment: 'production' };
    fake.controller = 'ecs';
    fake.failures.set('GetPipelineCommand', [named('PipelineNotFoundException', 'no shop-catalog')]);
    await expect(rollbackCommand(catalog.session, options)).rejects.toThrow('no shop-catalog');
  });
});

describe('the end', () => {
  it('ends at once with --no-wait', async () => {
    const { status, waits, data } = await run(account(), {}, { wait: false, json: true });
    expect([status, waits]).toEqual([0, []]);
    expect(data.at(-1)).toMatchObject({ type: 'result', outcome: 'started', version: version('a') });
  });

  it('is a failure, with what failed, when the execution fails', async () => {
    const fake = account();
    const tick = (): void => {
      fake.actions = [
        {
          stageName: 'production',
          actionName: 'Verify',
          status: 'Failed',
          output: { executionResult: { errorDetails: { message: 'GET / answers 500' } } },
        },
      ];
      fake.executions = [{ pipelineExecutionId: execution('9'), status: 'Failed' }];
    };
    arrives(fake);
    const { status, lines } = await run(fake, {}, { tick });
    expect(status).toBe(1);
    expect(lines.at(-1)).toBe('Not rolled back: Verify of production failed: GET / answers 500');
  });

  it('tells how to let it in when the conditions of the stage stop it', async () => {
    const fake = account();
    const tick = (): void => {
      const latestExecution = { pipelineExecutionId: execution('9'), status: 'Failed' as const };
      const beforeEntryConditionState = { latestExecution: { status: 'Failed' as const } };
      fake.stages = [{ stageName: 'production', latestExecution, beforeEntryConditionState }];
    };
    const { status, lines } = await run(fake, {}, { tick });
    expect(status).toBe(1);
    expect(lines.join(' ')).toContain('aws codepipeline override-stage-condition');
    expect(fake.changes).toEqual(['RollbackStageCommand']);
  });

  it('goes on looking when AWS is busy for a moment, and gives up when it stays so', async () => {
    const busy = (): Error => named('ThrottlingException', 'Rate exceeded');
    const fake = account();
    const recorded = fakeSession({
      tick: (round) => {
        if (round === 1) fake.failures.set('GetPipelineStateCommand', [busy(), busy()]);
        if (round === 4) arrives(fake)(1);
      },
    });
    arrives(fake);
    expect(await rollbackCommand(recorded.session, PRODUCTION)).toBe(0);
    expect(recorded.lines.filter((line) => line.includes('trying again'))).toHaveLength(2);

    const dead = account();
    arrives(dead);
    const tick = (): void => void dead.failures.set('GetPipelineStateCommand', [busy()]);
    await expect(rollbackCommand(fakeSession({ tick }).session, PRODUCTION)).rejects.toThrow('Rate exceeded');
  });

  it('gives a program every step as data', async () => {
    const { data } = await run(account(), {}, { json: true });
    expect(data.map(({ type }) => type)).toEqual([
      'plan',
      'started',
      ...['action', 'action', 'action', 'action'],
      'result',
    ]);
    expect(data[0]).toMatchObject({
      from: version('b'),
      to: version('a'),
      digest: digest('a'),
      route: { kind: 'stage', executionId: execution('a') },
    });
  });
});

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}
