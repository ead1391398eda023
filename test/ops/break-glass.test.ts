import type { CreateDeploymentCommandInput } from '@aws-sdk/client-codedeploy';
import { breakGlassCommand } from '../../lib/ops/break-glass/break-glass-command';
import { notedImage } from '../../lib/ops/break-glass/note';
import { CHANGES, commit, digest, execution, FakeAccount, image, version } from './fake-account';
import { fakeSession } from './fake-session';
import type { Behaviour, Recorded } from './fake-session';

const REASON = 'checkout fails for all users, this commit mends it';
const OPTIONS = { service: 'storefront', environment: 'production', reason: REASON };
const WHO = 'arn:aws:sts::111122223333:assumed-role/Operator/kim';
const NOTE = `break-glass 2026-01-20T12:00:00.000Z ${image('c')} by ${WHO}: ${REASON}`;

/** Version b is broken in production, its alarm is red, and the fix c is stopped before the stage. */
function account(controller: FakeAccount['controller'] = 'code-deploy'): FakeAccount {
  const fake = new FakeAccount();
  fake.controller = controller;
  fake.history = [{ Value: image('a') }, { Value: image('b') }];
  fake.alarms['storefront-green-errors'] = 'ALARM';
  const task = { status: 'PRIMARY', taskDefinition: 'shop:7' };
  fake.service =
    controller === 'ecs'
      ? {
          deployments: [task],
          deploymentConfiguration: {
            alarms: { alarmNames: Object.keys(fake.alarms), enable: true, rollback: true },
          },
        }
      : { taskSets: [task] };
  fake.executions = [fixExecution('InProgress')];
  held(fake, 'c');
  return fake;
}

function fixExecution(status: 'Failed' | 'InProgress'): FakeAccount['executions'][number] {
  return {
    pipelineExecutionId: execution('c'),
    pipelineVersion: 4,
    status,
    artifactRevisions: [{ revisionId: commit('c') }],
    startTime: new Date('2026-01-20T11:00:00Z'),
    through: ['Scan', 'staging'],
  };
}

/** The conditions before production have stopped the execution. */
function held(fake: FakeAccount, digit: string): void {
  const latestExecution = { pipelineExecutionId: execution(digit), status: 'Failed' as const };
  const beforeEntryConditionState = { latestExecution: { status: 'Failed' as const } };
  fake.stages = [{ stageName: 'production', latestExecution, beforeEntryConditionState }];
}

function through(fake: FakeAccount, digit: string): void {
  const latestExecution = { pipelineExecutionId: execution(digit), status: 'Succeeded' as const };
  fake.stages = [{ stageName: 'production', latestExecution }];
}

async function run(
  fake: FakeAccount,
  options: { to?: string; allAtOnce?: boolean; reason?: string } = {},
  behaviour: Behaviour = {},
): Promise<Recorded & { status: number }> {
  const tick = (round: number): void => {
    fake.green = round < 2 ? 10 : 100;
    if (round < 3) return;
    const { description } = fake.deployments.get('d-NEW') ?? {};
    fake.deployments.set('d-NEW', { status: 'Succeeded', description });
    through(fake, 'c');
  };
  const recorded = fakeSession({ tick, ...behaviour });
  const status = await breakGlassCommand(recorded.session, { ...OPTIONS, ...options });
  return { ...recorded, status };
}

describe('behind CodeDeploy', () => {
  it('makes one deployment without alarms of the release that was stopped, and leaves the group alone', async () => {
    const fake = account();
    const { status } = await run(fake);
    expect(status).toBe(0);
    expect(fake.changes).toEqual([
      'DisableStageTransitionCommand',
      'RegisterTaskDefinitionCommand',
      'CreateDeploymentCommand',
      'PutParameterCommand',
      'EnableStageTransitionCommand',
    ]);
    const { revision, ...input } = fake.only<CreateDeploymentCommandInput>('CreateDeploymentCommand');
    expect(input).toEqual({
      applicationName: 'shop-storefront',
      deploymentGroupName: 'release',
      description: NOTE,
      overrideAlarmConfiguration: { enabled: false },
    });
    expect(revision?.revisionType).toBe('AppSpecContent');
    const { content = '' } = revision?.appSpecContent ?? {};
    expect(content).toMatch(/^ +TaskDefinition: arn:aws:ecs:task-definition\/shop:8$/m);
    expect(content).toMatch(/^Hooks:\n {2}- AfterAllowTestTraffic: hook-function$/m);
  });

  it('starts from the task definition of CloudFormation and changes the image only', async () => {
    const fake = account();
    await run(fake);
    expect(fake.only('RegisterTaskDefinitionCommand')).toEqual({
      family: 'shop-production-storefront',
      containerDefinitions: [
        { name: 'app', image: image('c'), essential: true, portMappings: [{ containerPort: 8080 }] },
      ],
    });
  });

  it('records what runs, with the reason, when the deployment has succeeded', async () => {
    const fake = account();
    const { lines } = await run(fake);
    expect(fake.only('PutParameterCommand')).toEqual({
      Name: '/shop/production/storefront/image',
      Value: image('c'),
      Description: NOTE,
      Overwrite: true,
    });
    const text = lines.join(' ').replaceAll(/\s+/g, ' ');
    expect(text).toContain(`${version('c')} is released.`);
    expect(text).toContain(`aws codepipeline retry-stage-execution --retry-mode ALL_ACTIONS`);
    expect(text).toContain(`--pipeline-execution-id ${execution('c')}`);
  });

  it('tells the traffic whenever it changes', async () => {
    const { lines } = await run(account());
    expect(lines.filter((line) => line.startsWith('  12:00:00  d-NEW'))).toEqual([
      '  12:00:00  d-NEW  InProgress  100% blue, 0% green',
      '  12:00:00  d-NEW  InProgress  90% blue, 10% green',
      '  12:00:00  d-NEW  InProgress  0% blue, 100% green',
    ]);
  });

  it('shifts all traffic at once only when that is asked for', async () => {
    const fake = account();
    await run(fake, { allAtOnce: true });
    expect(fake.only('CreateDeploymentCommand')).toMatchObject({
      deploymentConfigName: 'CodeDeployDefault.ECSAllAtOnce',
    });
  });

  it('records nothing when the deployment fails', async () => {
    const fake = account();
    const errorInformation = { code: 'HEALTH_CONSTRAINTS' as const, message: 'tasks do not start' };
    const tick = (): void => void fake.deployments.set('d-NEW', { status: 'Failed', errorInformation });
    const { status, lines } = await run(fake, {}, { tick });
    expect(status).toBe(1);
    expect(fake.changes).not.toContain('PutParameterCommand');
    expect(lines.join(' ')).toContain('d-NEW is Failed: HEALTH_CONSTRAINTS: tasks do not start');
  });

  it('is loud when what runs cannot be recorded, and records it at the next call', async () => {
    const fake = account();
    fake.failures.set('PutParameterCommand', [new Error('not now')]);
    await expect(run(fake)).rejects.toThrow(/^THE RELEASE IS IN PLACE BUT NOT RECORDED \(Error: not now\)/);
    fake.calls.length = 0;
    const { status } = await run(fake);
    expect(status).toBe(0);
    expect(fake.changes).toEqual(['PutParameterCommand', 'EnableStageTransitionCommand']);
    expect(fake.only('PutParameterCommand')).toMatchObject({ Value: image('c'), Description: NOTE });
  });

  it('takes up a deployment of its own that nobody waited for, after a yes', async () => {
    const fake = account();
    expect((await run(fake, {}, { wait: false })).status).toBe(0);
    expect(fake.changes).not.toContain('PutParameterCommand');
    fake.calls.length = 0;
    expect((await run(fake, {}, { answer: () => false })).status).toBe(1);
    expect(fake.changes).toEqual([]);
    expect((await run(fake)).status).toBe(0);
    expect(fake.changes).toEqual(['PutParameterCommand', 'EnableStageTransitionCommand']);
  });

  it('keeps the pipeline out meanwhile, and says why in the words that CodePipeline takes', async () => {
    const fake = account();
    await run(fake);
    const { reason, ...door } = fake.only<{ reason: string }>('DisableStageTransitionCommand');
    expect(door).toEqual({
      pipelineName: 'shop-storefront',
      stageName: 'production',
      transitionType: 'Inbound',
    });
    expect(reason).toMatch(/^break-glass 2026-01-20T[a-zA-Z0-9!@ ().*?-]{20,288}$/);
    expect(reason).toContain('checkout fails for all users');
    expect(fake.only('EnableStageTransitionCommand')).toEqual(door);
  });

  it('stops a release that the conditions still think about, which would come in behind it', async () => {
    const fake = account();
    const latestExecution = { pipelineExecutionId: execution('c'), status: 'InProgress' as const };
    const beforeEntryConditionState = { latestExecution: { status: 'InProgress' as const } };
    fake.stages = [{ stageName: 'production', latestExecution, beforeEntryConditionState }];
    await run(fake);
    expect(fake.only('StopPipelineExecutionCommand')).toMatchObject({
      pipelineExecutionId: execution('c'),
      abandon: true,
    });
  });

  it('lets the pipeline in again when that release cannot be stopped', async () => {
    const fake = account();
    const latestExecution = { pipelineExecutionId: execution('c'), status: 'InProgress' as const };
    const beforeEntryConditionState = { latestExecution: { status: 'InProgress' as const } };
    fake.stages = [{ stageName: 'production', latestExecution, beforeEntryConditionState }];
    fake.failures.set('StopPipelineExecutionCommand', [new Error('not stoppable')]);
    await expect(run(fake)).rejects.toThrow('not stoppable');
    expect(fake.changes).toEqual([
      'DisableStageTransitionCommand',
      'StopPipelineExecutionCommand',
      'EnableStageTransitionCommand',
    ]);
  });

  it('lets the pipeline in again when the deployment that nobody waited for was rolled back', async () => {
    const fake = account();
    fake.alarms['storefront-green-errors'] = 'OK';
    fake.lastDeployment = 'd-ROLLBACK';
    fake.deployments.set('d-ROLLBACK', {
      status: 'Succeeded',
      creator: 'codeDeployRollback',
      description: NOTE,
    });
    const inboundTransitionState = { enabled: false, disabledReason: 'break-glass by kim' };
    fake.stages = [{ stageName: 'production', inboundTransitionState }];
    expect((await run(fake, {}, { answer: () => false })).status).toBe(1);
    expect(fake.changes).toEqual([]);
    expect((await run(fake)).status).toBe(0);
    expect(fake.changes).toEqual(['EnableStageTransitionCommand']);
  });

  it('leaves a stage alone that somebody else has closed', async () => {
    const fake = account();
    const inboundTransitionState = { enabled: false, disabledReason: 'incident 7' };
    fake.stages = fake.stages.map((stage) => ({ ...stage, inboundTransitionState }));
    expect((await run(fake)).status).toBe(0);
    expect(fake.changes.filter((name) => name.includes('Transition'))).toEqual([]);
  });

  it('lets the pipeline in again when nothing could be deployed, and at the next call when nobody did', async () => {
    const fake = account();
    fake.failures.set('CreateDeploymentCommand', [new Error('refused')]);
    await expect(run(fake)).rejects.toThrow('refused');
    expect(fake.changes.at(-1)).toBe('EnableStageTransitionCommand');

    const left = account();
    left.failures.set('EnableStageTransitionCommand', [new Error('not now')]);
    await expect(run(left)).rejects.toThrow(
      /^THE PIPELINE IS STILL KEPT OUT OF production .* let it in: aws codepipeline enable-stage-transition --pipeline-name shop-storefront --stage-name production --transition-type Inbound$/,
    );
    left.calls.length = 0;
    left.history.push({ Value: image('c') });
    const inboundTransitionState = { enabled: false, disabledReason: 'break-glass by kim' };
    left.stages = [{ stageName: 'production', inboundTransitionState }];
    expect((await run(left, {}, { tick: () => undefined })).status).toBe(0);
    expect(left.changes).toEqual(['PutParameterCommand', 'EnableStageTransitionCommand']);
  });

  it('waits for a deployment of somebody else', async () => {
    const fake = account();
    fake.lastDeployment = 'd-OLD';
    fake.deployments.set('d-OLD', { status: 'InProgress', description: 'by hand' });
    await expect(run(fake)).rejects.toThrow('deployment d-OLD is under way');
    expect(fake.changes).toEqual([]);
  });
});

describe('behind ECS', () => {
  it('notes the reason, lets the release in, and leaves the alarms of the service alone', async () => {
    const fake = account('ecs');
    const { status } = await run(fake);
    expect(status).toBe(0);
    expect(fake.changes).toEqual(['PutParameterCommand', 'OverrideStageConditionCommand']);
    // What runs is still the old version, so the value stays; the pipeline writes the new one.
    expect(fake.only('PutParameterCommand')).toMatchObject({ Value: image('b'), Description: NOTE });
    expect(fake.only('OverrideStageConditionCommand')).toEqual({
      pipelineName: 'shop-storefront',
      stageName: 'production',
      pipelineExecutionId: execution('c'),
      conditionType: 'BEFORE_ENTRY',
    });
  });

  it('tries a release again that came in and failed, and lets it in when the conditions stop it', async () => {
    const fake = account('ecs');
    const latestExecution = { pipelineExecutionId: execution('c'), status: 'Failed' as const };
    fake.stages = [{ stageName: 'production', latestExecution }];
    fake.executions.push({ pipelineExecutionId: execution('9'), status: 'InProgress' });
    const tick = (round: number): void => {
      if (round === 1) held(fake, '9');
      if (round === 4) through(fake, '9');
    };
    fake.executions[0] = fixExecution('Failed');
    fake.stages = [{ stageName: 'production', latestExecution }];
    const { status } = await run(fake, {}, { tick });
    expect(status).toBe(0);
    expect(fake.changes).toEqual([
      'PutParameterCommand',
      'RetryStageExecutionCommand',
      'OverrideStageConditionCommand',
    ]);
    expect(fake.only('RetryStageExecutionCommand')).toMatchObject({ retryMode: 'FAILED_ACTIONS' });
  });

  it('brings an earlier version back by the stage, past its conditions', async () => {
    const fake = account('ecs');
    fake.executions.push(
      { ...fixExecution('InProgress'), pipelineExecutionId: execution('9') },
      {
        ...fixExecution('Failed'),
        pipelineExecutionId: execution('a'),
        artifactRevisions: [{ revisionId: commit('a') }],
        through: ['production'],
      },
    );
    const tick = (round: number): void => (round === 1 ? held(fake, '9') : through(fake, '9'));
    const { status } = await run(fake, { to: 'previous' }, { tick });
    expect(status).toBe(0);
    expect(fake.changes).toEqual([
      'PutParameterCommand',
      'RollbackStageCommand',
      'OverrideStageConditionCommand',
    ]);
  });

  it('waits for conditions that cannot be overridden yet', async () => {
    const fake = account('ecs');
    const latestExecution = { pipelineExecutionId: execution('c'), status: 'InProgress' as const };
    const beforeEntryConditionState = { latestExecution: { status: 'InProgress' as const } };
    fake.stages = [{ stageName: 'production', latestExecution, beforeEntryConditionState }];
    const refusal = Object.assign(new Error('not yet'), { name: 'ConditionNotOverridableException' });
    fake.failures.set('OverrideStageConditionCommand', [refusal]);
    const tick = (round: number): void =>
      round === 2 ? held(fake, 'c') : round > 3 ? through(fake, 'c') : undefined;
    const { status, lines } = await run(fake, {}, { tick });
    expect(status).toBe(0);
    expect(lines.join(' ')).toContain('cannot be overridden yet (ConditionNotOverridableException)');
    expect(fake.changes.filter((name) => name.startsWith('Override'))).toHaveLength(2);
  });

  it.each(['ecs', 'code-deploy'] as const)(
    '%s: lets a release in that waits for the change window while no alarm is red, with every guard on',
    async (controller) => {
      const fake = account(controller);
      fake.alarms['storefront-green-errors'] = 'OK';
      const { status, lines } = await run(fake);
      expect(status).toBe(0);
      expect(fake.changes).toEqual(['PutParameterCommand', 'OverrideStageConditionCommand']);
      expect(lines.join(' ')).toContain('nothing; other conditions hold the release');
      expect(lines.join(' ')).not.toContain('ECS itself ignores');
    },
  );

  it('gives up when the conditions stay shut', async () => {
    const { status, lines } = await run(account('ecs'), {}, { tick: () => undefined });
    expect([status, lines.at(-1)]).toEqual([1, 'Not released: the conditions could not be overridden']);
  });

  it('overrides and ends with --no-wait, but not for a release that is not there yet', async () => {
    const fake = account('ecs');
    expect((await run(fake, {}, { wait: false })).status).toBe(0);
    expect(fake.changes).toContain('OverrideStageConditionCommand');
    const other = account('ecs');
    await expect(run(other, { to: 'previous' }, { wait: false })).rejects.toThrow('leave --no-wait out');
    expect(other.changes).toEqual([]);
  });
});

describe('before the glass breaks', () => {
  it.each(['code-deploy', 'ecs'] as const)('%s: nothing is changed before the yes', async (controller) => {
    const fake = account(controller);
    let before: string[] = ['not asked'];
    const answer = (): boolean => {
      before = fake.changes;
      return false;
    };
    const { status, lines } = await run(fake, {}, { answer });
    expect([status, before, fake.changes]).toEqual([1, [], []]);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    const text = lines.join(' ').replaceAll(/\s+/g, ' ');
    for (const part of [REASON, WHO, 'storefront-green-errors', version('b'), version('c'), 'left out']) {
      expect(text).toContain(part);
    }
  });

  it('has no other changing call than these, whatever it does', async () => {
    const fake = account();
    await run(fake);
    const looks = fake.calls.map(({ name }) => name).filter((name) => !CHANGES.includes(name));
    expect(looks.filter((name) => !/^(?:BatchGet|Describe|Get|List)/.test(name))).toEqual([]);
  });

  it.each([
    ['no reason', { reason: '' }, /--reason: got 0 characters; write 10 to 500/],
    [
      'a version that the registry does not hold',
      { to: commit('e') },
      /does not hold "e+"; it holds c+, b+, a+/,
    ],
  ])('refuses %s', async (_, options, message) => {
    const fake = account();
    await expect(run(fake, options)).rejects.toThrow(message);
    expect(fake.changes).toEqual([]);
  });

  it.each([
    [
      'no alarm is red',
      (fake: FakeAccount): void => {
        fake.alarms['storefront-green-errors'] = 'OK';
        through(fake, 'b');
      },
      /no alarm of this service is in ALARM and no release waits at the stage/,
    ],
    [
      'nothing is stopped',
      (fake: FakeAccount): void => through(fake, 'b'),
      /no release is stopped at production/,
    ],
    [
      'the pipeline rolled the stage back by itself',
      (fake: FakeAccount): void =>
        void (fake.executions[0] = { ...fake.executions[0], executionType: 'ROLLBACK' }),
      /no release is stopped at production; name the version with --to/,
    ],
    [
      'the image is gone',
      (fake: FakeAccount): void => void (fake.held = ['a', 'b']),
      /the registry does not hold its image \(cccccccccccc\)/,
    ],
    [
      'the credentials are for another account',
      (fake: FakeAccount): void => void (fake.account = '999999999999'),
      /these credentials are for account 999999999999, but production is in 111122223333/,
    ],
  ])('refuses when %s', async (what, change, message) => {
    const fake = account();
    change(fake);
    const { session } = fakeSession();
    const { project } = session;
    const environments = project.environments.map((one) => ({ ...one, account: '111122223333' }));
    const own = what.includes('credentials')
      ? { ...session, project: { ...project, environments } }
      : session;
    await expect(breakGlassCommand(own, OPTIONS)).rejects.toThrow(message);
    expect(fake.changes).toEqual([]);
  });

  it('takes no version that has not come through the stages before this one', async () => {
    const fake = account();
    through(fake, 'b');
    fake.executions = [{ ...fixExecution('Failed'), through: ['Scan'] }];
    await expect(run(fake, { to: version('c') })).rejects.toThrow(
      `${version('c')} never ran in production and has not come through the stages before it`,
    );
    fake.executions = [fixExecution('Failed')];
    expect((await run(fake, { to: version('c') })).status).toBe(0);
  });
});

it('finds the image of a note again, and in no other text', () => {
  expect(notedImage(NOTE)).toBe(image('c'));
  expect(notedImage(`Released ${image('c')} by hand`)).toBeUndefined();
  expect(notedImage(`break-glass now ${digest('c')} by me`)).toBeUndefined();
  expect(notedImage(undefined)).toBeUndefined();
});
