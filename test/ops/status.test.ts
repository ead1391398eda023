import { placesOf } from '../../lib/ops/places';
import { releasesCommand } from '../../lib/ops/releases/releases-command';
import { statusCommand } from '../../lib/ops/status/status-command';
import { commit, digest, execution, FakeAccount, image, version } from './fake-account';
import { fakeSession, project } from './fake-session';
import type { Recorded } from './fake-session';

const PLACE = { service: 'storefront', environment: 'production' };

/** Version b runs in both environments; nothing moves. */
function account(): FakeAccount {
  const fake = new FakeAccount();
  const at = { LastModifiedDate: new Date('2026-01-19T10:30:00Z') };
  fake.history = [{ Value: image('a') }, { Value: image('c') }, { Value: image('b'), ...at }];
  const loadBalancers = [{ targetGroupArn: 'arn:aws:elb:targetgroup/blue-group/1' }];
  fake.service = { taskSets: [{ status: 'PRIMARY', taskDefinition: 'shop:7', loadBalancers }] };
  fake.lastDeployment = 'd-LAST';
  fake.deployments.set('d-LAST', {
    status: 'Stopped',
    completeTime: new Date('2026-01-19T09:00:00Z'),
    errorInformation: { code: 'ALARM_ACTIVE', message: 'an alarm' },
  });
  const latestExecution = { pipelineExecutionId: execution('b'), status: 'Succeeded' as const };
  fake.stages = [{ stageName: 'production', latestExecution }];
  fake.executions = [
    { pipelineExecutionId: execution('b'), artifactRevisions: [{ revisionId: commit('b') }] },
  ];
  return fake;
}

async function status(fake: FakeAccount, names: object = PLACE): Promise<Recorded & { status: number }> {
  expect(fake.calls).toEqual([]);
  const recorded = fakeSession({ interactive: false, json: true });
  return { ...recorded, status: await statusCommand(recorded.session, names) };
}

function flat(lines: readonly string[]): string {
  return lines.join(' ').replaceAll(/\s+/g, ' ');
}

describe('ops status', () => {
  it('tells what is released, what runs, the last deployment, the alarms and the pipeline', async () => {
    const fake = account();
    const { lines, status: code } = await status(fake);
    expect(code).toBe(0);
    expect(lines).toEqual([
      'storefront in production  (canary:10%/5m)',
      `  released     ${version('b')}, recorded 2026-01-19 10:30 UTC`,
      `  running      ${version('b')}, 2 of 2 tasks, live target group blue-group`,
      '  deployment   none under way; the last one, d-LAST: Stopped 2026-01-19 09:00',
      '               UTC, ALARM_ACTIVE: an alarm',
      '  alarms       all 2 OK',
      `  pipeline     shop-storefront, stage production: Succeeded (${version('b')})`,
      '',
    ]);
    expect(fake.changes).toEqual([]);
  });

  it('tells the traffic of a deployment that is under way, and every alarm that is not OK', async () => {
    const fake = account();
    fake.deployments.set('d-LAST', { status: 'InProgress' });
    fake.green = 10;
    fake.alarms = { one: 'ALARM', two: 'INSUFFICIENT_DATA', three: 'OK' };
    const { lines } = await status(fake);
    expect(lines).toContain('  deployment   d-LAST: InProgress; traffic 90% blue, 10% green');
    expect(lines).toContain('  alarms       ALARM one, INSUFFICIENT_DATA two');
    expect(fake.calls.filter(({ name }) => name === 'DescribeAlarmsCommand')).toHaveLength(2);
  });

  it('tells the traffic of ECS itself, and which target group is live', async () => {
    const fake = account();
    fake.controller = 'ecs';
    fake.service = {
      deployments: [{ status: 'PRIMARY', taskDefinition: 'shop:7' }],
      loadBalancers: [{ targetGroupArn: 'arn:aws:elb:targetgroup/blue-group/1' }],
      currentServiceRevisions: [{ arn: 'revision' }],
    };
    fake.serviceDeployments = [
      { serviceDeploymentArn: 'arn:x/old', createdAt: new Date('2026-01-01') },
      {
        serviceDeploymentArn: 'arn:x/new',
        createdAt: new Date('2026-01-02'),
        status: 'IN_PROGRESS',
        lifecycleStage: 'PRODUCTION_TRAFFIC_SHIFT',
        sourceServiceRevisions: [{ requestedProductionTrafficWeight: 80 }],
        targetServiceRevision: { requestedProductionTrafficWeight: 20 },
      },
    ];
    const { lines } = await status(fake);
    expect(lines).toContain(
      '  deployment   new: IN_PROGRESS (PRODUCTION_TRAFFIC_SHIFT); traffic 80% old, 20%',
    );
    expect(lines).toContain('               new');
    expect(lines).toContain(`  running      ${version('b')}, 2 of 2 tasks, live target group green-group`);
    expect(lines).toContain('  alarms       none');
  });

  it('warns when what runs at rest is not what is recorded', async () => {
    const fake = account();
    fake.running = image('c');
    expect(flat((await status(fake)).lines)).toContain('THIS IS NOT WHAT RUNS');
    const moving = account();
    moving.running = image('c');
    moving.deployments.set('d-LAST', { status: 'InProgress' });
    expect(flat((await status(moving)).lines)).not.toContain('THIS IS NOT WHAT RUNS');
  });

  it('tells the placeholder, a stage that is shut, and conditions that stop a release', async () => {
    const fake = account();
    fake.history = [{ Value: 'registry/shop/placeholder:placeholder-arm64' }];
    fake.stages = [
      {
        stageName: 'production',
        latestExecution: { pipelineExecutionId: execution('b'), status: 'Failed' },
        beforeEntryConditionState: { latestExecution: { status: 'Failed' } },
        inboundExecution: { pipelineExecutionId: execution('c'), status: 'InProgress' },
        inboundTransitionState: { enabled: false, disabledReason: 'incident 7' },
      },
    ];
    const text = flat((await status(fake)).lines);
    expect(text).toContain('released nothing yet; the placeholder runs');
    expect(text).toContain('stage production: stopped at its entry conditions (bbbbbbbbbbbb)');
    expect(text).toContain(`execution ${execution('c')} waits; closed: incident 7`);
  });

  it('gives the same to a program, one entry for each place', async () => {
    const fake = account();
    const recorded = await status(fake, { service: 'storefront' });
    const [{ places }] = recorded.data as [{ places: object[] }];
    expect(recorded.data).toHaveLength(1);
    expect(places).toMatchObject([
      { service: 'storefront', environment: 'staging', pipeline: { status: 'not run yet' } },
      {
        service: 'storefront',
        environment: 'production',
        strategy: 'canary:10%/5m',
        released: { version: version('b'), image: image('b'), at: '2026-01-19T10:30:00.000Z' },
        running: { version: version('b'), tasks: { running: 2, desired: 2 }, targetGroup: 'blue-group' },
        deployment: { id: 'd-LAST', status: 'Stopped', underWay: false },
        pipeline: { name: 'shop-storefront', status: 'Succeeded', version: version('b') },
      },
    ]);
    // The registry and the pipeline are the same for both environments and are read once.
    expect(fake.calls.filter(({ name }) => name === 'GetPipelineCommand')).toHaveLength(1);
  });

  it('tells a place that cannot be read as unknown, and the others; the status is 1', async () => {
    const fake = account();
    const denied = Object.assign(new Error('User: kim is not authorized to perform: x:Y'), {
      name: 'AccessDeniedException',
    });
    fake.failures.set('GetParameterHistoryCommand', [denied]);
    const { status: code, lines } = await status(fake, { service: 'storefront' });
    expect(code).toBe(1);
    expect(lines[1]).toBe('  unknown      a permission is missing: kim may not call x:Y; see');
    expect(lines).toContain('  alarms       all 2 OK');
  });

  it('says it once when nothing can be read, for one reason', async () => {
    const fake = account();
    const gone = Object.assign(new Error('no such pipeline'), { name: 'PipelineNotFoundException' });
    fake.failures.set('GetPipelineCommand', [gone, gone]);
    await expect(status(fake, {})).rejects.toThrow(/^the pipeline is not there \(no such pipeline\); deploy/);
  });
});

describe('ops releases', () => {
  it('lists what the registry holds, the newest first, and where each runs', async () => {
    const fake = account();
    const { session, lines, data } = fakeSession({ json: true });
    expect(await releasesCommand(session, { service: 'storefront' })).toBe(0);
    expect(lines).toEqual([
      'VERSION       PUSHED (UTC)      DIGEST               RUNS IN',
      'cccccccccccc  2026-01-03 00:00  sha256:cccccccccccc',
      'bbbbbbbbbbbb  2026-01-02 00:00  sha256:bbbbbbbbbbbb  staging, production',
      'aaaaaaaaaaaa  2026-01-01 00:00  sha256:aaaaaaaaaaaa',
    ]);
    expect(data[0]).toMatchObject({
      service: 'storefront',
      releases: [{}, { version: version('b'), digest: digest('b'), runsIn: ['staging', 'production'] }, {}],
    });
    expect(fake.changes).toEqual([]);
  });

  it('says that nothing is held', async () => {
    const fake = account();
    fake.held = [];
    const { session, lines } = fakeSession();
    await releasesCommand(session, { service: 'storefront' });
    expect(lines).toEqual(['The registry holds no version of storefront yet.']);
  });
});

describe('names', () => {
  it('means every place when none is named, in the order of promotion', () => {
    const found = placesOf(project, {});
    expect(found.map(({ service, environment }) => `${service.name} ${environment.name}`)).toEqual([
      'storefront staging',
      'storefront production',
      'catalog production',
    ]);
  });

  it.each([
    [{ service: 'shop' }, '--service: got "shop"; allowed: catalog, storefront'],
    [{ environment: 'prod' }, '--environment: got "prod"; allowed: staging, production'],
    [
      { service: 'catalog', environment: 'staging' },
      '--environment: got "staging"; allowed: production (catalog is not in every environment)',
    ],
  ])('lists the legal names: %j', async (names, message) => {
    await expect(statusCommand(fakeSession().session, names)).rejects.toThrow(message);
  });
});
