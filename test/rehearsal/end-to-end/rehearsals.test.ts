import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { loadAssembly } from '../../../rehearsal/cli/load-assembly';
import type { LoadedAssembly } from '../../../rehearsal/cli/load-assembly';
import { runOnce } from '../../../rehearsal/cli/run-once';
import type { Recording } from '../../../rehearsal/cli/run-once';
import { Shutdown } from '../../../rehearsal/cli/shutdown';
import type { DriftResult } from '../../../rehearsal/drift/judge-drift';
import { DriftRehearsal } from '../../../rehearsal/drift/rehearse-drift';
import { Rehearsal } from '../../../rehearsal/pipeline/rehearse';
import { selectStages } from '../../../rehearsal/pipeline/select-stages';
import { copySource } from '../../../rehearsal/pipeline/source';
import { findScenario } from '../../../rehearsal/scenarios';
import { temporaryDirectory } from '../pipeline/temporary';
import { expectDraftAgrees } from './expect-draft';
import { lightProject, PROJECT } from './light-project';

/** Fast where something has to fail anyway; slower where a busy machine must not look like a slow release. */
const SPEED = { bad: 120, good: 60 };
const RATE = 40;
/** As the default canary, with shorter waits: an alarm needs up to four minutes, and nothing else waits for more. */
const CANARY = 'canary:10%/4m/bake 1m';
const shutdown = new Shutdown();
const temporary = temporaryDirectory();
const inherited = process.env.TMPDIR;
let byCodeDeploy: LoadedAssembly;
let byEcs: LoadedAssembly;
let project: string;

jest.setTimeout(180_000);

beforeAll(async () => {
  project = lightProject();
  const load = async (strategy: string): Promise<LoadedAssembly> =>
    loadAssembly({ service: 'storefront', strategy }, PROJECT, shutdown);
  [byCodeDeploy, byEcs] = await Promise.all([load(CANARY), load(`ecs/${CANARY}`)]);
  process.env.TMPDIR = temporary;
});

afterAll(async () => {
  process.env.TMPDIR = inherited;
  if (inherited === undefined) delete process.env.TMPDIR;
  await shutdown.end();
});

async function rehearse(
  scenario: string,
  service: string,
  assembly = byCodeDeploy,
  tree = project,
): Promise<Recording> {
  const selection = selectStages(assembly.model, service);
  const options = {
    ...assembly,
    selection,
    scenario: findScenario(scenario),
    speed: scenario === 'healthy' ? SPEED.good : SPEED.bad,
    rate: RATE,
    project: tree,
  };
  return runOnce(options, () => undefined, shutdown);
}

/** Both drifts, looked at by the bundled function, which waits most of the time. */
async function watchDrift(): Promise<DriftResult> {
  const rehearsal = new DriftRehearsal(byCodeDeploy.model, byCodeDeploy.resolvedStacks());
  return rehearsal.run().finally(() => rehearsal.stop());
}

/** The same with nothing that asks for an alarm: a busy machine must not end a release before its hook does. */
function withoutAlarms(assembly: LoadedAssembly): LoadedAssembly {
  const { services, pipelines } = assembly.model;
  const model = {
    ...assembly.model,
    services: services.map((service) => ({
      ...service,
      ...(service.deploymentAlarms && { deploymentAlarms: { names: [], rollback: false } }),
    })),
    pipelines: pipelines.map((pipeline) => ({
      ...pipeline,
      stages: pipeline.stages.map((stage) => ({ ...stage, entryRules: [] })),
    })),
  };
  return { ...assembly, model };
}

/** A copy of the project whose build is the real one, with no unit tests but those that a scenario adds. */
function projectWithoutTests(): string {
  const directory = temporaryDirectory();
  copySource(PROJECT, directory);
  rmSync(join(directory, 'test', 'app'), { recursive: true });
  return directory;
}

/** What the services exported: one request through both, each span under the one that caused it, with its release. */
function expectTraceOverBoth(events: Recording['events'], version: string): void {
  const [trace] = tracesOf(events);
  const [front, call, back, ...more] = trace?.spans ?? [];
  expect(more).toEqual([]);
  expect(trace).toMatchObject({ why: 'a usual request on the new version', notes: [] });
  expect(front).toMatchObject({ service: 'storefront', kind: 'server', version, depth: 0, failed: false });
  expect(front?.attributes).toMatchObject({ release_version: version, deployment_environment: 'sandbox' });
  expect(front?.attributes.deployment_colour).toBe('green');
  expect(front).not.toHaveProperty('parentId');
  expect(call).toMatchObject({ service: 'storefront', kind: 'client', parentId: front?.id, depth: 1 });
  expect(back).toMatchObject({ service: 'catalog', kind: 'server', parentId: call?.id, depth: 2 });
  expect(back?.attributes).toMatchObject({ release_version: 'before' });
}

function tracesOf(events: Recording['events']) {
  return events.filter((event) => event.type === 'trace');
}

describe('a storefront by canary', () => {
  it('is released without one failed request when it is sound', async () => {
    const { result, events } = await rehearse('healthy', 'storefront');
    expect(result.reason).toBeUndefined();
    expect(result).toMatchObject({ outcome: 'released', unchecked: [], versionBefore: 'before' });
    expect(result.requests.failed).toBe(0);
    expect(result.requests.servedByGreen).toBeGreaterThan(0);
    expect(result.servingVersion).toBe(result.versionAfter);
    expect(result.hooks).toMatchObject([{ event: 'AfterAllowTestTraffic', status: 'Succeeded' }]);
    const weights = events.flatMap((event) =>
      event.type === 'traffic' && event.listener === 'production' ? [event.weights.green] : [],
    );
    expect(weights).toEqual([10, 100]);
    expect(events.at(-1)).toEqual(result);
    expectTraceOverBoth(events, result.versionAfter);
    expect(result.traces).toMatchObject({ dropped: 0, traces: expect.any(Number) as number });
    expect(Object.keys(result.traces?.spans ?? {})).toEqual(['catalog', 'storefront']);
    const served = result.versions.map(({ service, version, failed }) => [service, version, failed]);
    expect(served).toEqual(
      expect.arrayContaining([
        ['catalog', 'before', 0],
        ['storefront', 'before', 0],
        ['storefront', result.versionAfter, 0],
      ]),
    );
    expect(result.aftermath).toMatchObject({ failed: [], dora: { deployments: 1, failPercent: 0 } });
    expect(result.aftermath?.messages).toContain('storefront: release started');
  });
});

describe('bad releases, two at a time', () => {
  let spike: Recording;
  let broken: Recording;
  let crashing: Recording;
  let failingTests: Recording;
  let drift: DriftResult;

  beforeAll(async () => {
    [broken, crashing] = await Promise.all([
      rehearse('failing-hook', 'storefront', withoutAlarms(byEcs)),
      rehearse('crash-on-boot', 'catalog'),
    ]);
    [spike, failingTests, drift] = await Promise.all([
      rehearse('error-spike', 'storefront'),
      rehearse('failing-tests', 'catalog', byCodeDeploy, projectWithoutTests()),
      watchDrift(),
    ]);
  });

  it('leave nothing behind', () => expect(readdirSync(temporary)).toEqual([]));

  it('an error spike is taken back by the alarm of its colour', () => {
    const { result } = spike;
    expect(result.reason).toMatch(/green-errors is in ALARM/);
    expect(result).toMatchObject({
      outcome: 'rolled-back',
      stoppedAt: 'Deploy',
      servingVersion: 'before',
      unchecked: [],
    });
    expect(result.window.failedPercent).toBeLessThanOrEqual(10);
    // A busy machine answers late, so what alarms say of latency is left to the machine; and of so little traffic,
    // the failures of one canary may be enough for the alarm on the error budget.
    const red = result.alarms.filter(
      ({ name, state }) => state === 'ALARM' && !/latency|impaired|error-budget/.test(name),
    );
    expect(red.map(({ name }) => name)).toEqual([expect.stringMatching(/green-errors$/)]);
    const [trace, usual] = tracesOf(spike.events);
    expect(trace).toMatchObject({
      why: 'a failed request on the new version',
      spans: [{ service: 'storefront', version: result.versionAfter, failed: true, status: 500 }],
    });
    expect(usual?.spans.map(({ service, failed }) => [service, failed])).toEqual([
      ['storefront', false],
      ['storefront', false],
      ['catalog', false],
    ]);
    const share = result.versions.find(({ version }) => version === result.versionAfter)?.failedPercent ?? 0;
    expect(share).toBeGreaterThan(10);
  });

  it('its failure opens an incident, is counted, and leaves a draft whose times are those of the report', () => {
    const { aftermath } = spike.result;
    expect(aftermath).toMatchObject({
      failed: [],
      dora: { deployments: 0, failPercent: 100 },
      doraAfterRecovery: { deployments: 1, failPercent: 50, recoverySeconds: expect.any(Number) as number },
    });
    // A busy machine may be slow enough for an incident of its own.
    const resolved = aftermath?.incidents.map((incident) => incident.resolved) ?? [];
    expect(resolved.length).toBeGreaterThan(0);
    expect(resolved.every(Boolean)).toBe(true);
    expect(aftermath?.messages).toContain('storefront: rolled back in sandbox');
    expectDraftAgrees(spike, 'storefront, sandbox');
  });

  it('a storefront that fails every request reaches no user, by the hook that ECS calls', () => {
    const { result, events } = broken;
    expect(result.reason).toMatch(/^hook .* at POST_TEST_TRAFFIC_SHIFT failed/);
    expect(result).toMatchObject({
      outcome: 'rolled-back',
      strategy: { controller: 'ecs', kind: 'canary' },
      servingVersion: 'before',
      hooks: [{ event: 'POST_TEST_TRAFFIC_SHIFT', status: 'Failed' }],
      unchecked: [],
    });
    expect(result.requests.servedByGreen).toBe(0);
    // After the hook's verdict, the stage's rollback releases the version before onto itself.
    const untilVerdict = events.slice(
      0,
      events.findIndex((event) => event.type === 'hook' && event.status === 'Failed'),
    );
    const shifts = untilVerdict.filter((event) => event.type === 'traffic' && (event.weights.green ?? 0) > 0);
    expect(shifts).not.toEqual([]);
    expect(shifts.every((event) => event.type === 'traffic' && event.listener === 'test')).toBe(true);
  });

  it('a crashing catalog is rolled back by the circuit breaker, and the storefront does not notice', () => {
    const { result } = crashing;
    expect(result).toMatchObject({
      outcome: 'rolled-back',
      stoppedAt: 'Deploy',
      strategy: { controller: 'ecs', kind: 'rolling' },
      servingVersion: 'before',
      unchecked: [],
    });
    expect(result.requests.total).toBeGreaterThan(0);
    expect(result.requests.failed).toBe(0);
    expect(result.aftermath).toMatchObject({ failed: [], dora: { failPercent: 100 } });
    const titles = result.aftermath?.incidents.map(({ title }) => title).join();
    expect(titles).toContain('catalog in sandbox');
  });

  it('drift by design and drift by hand are told apart, beside them', () => {
    expect(drift.unchecked).toEqual([]);
    expect(drift.drifts.map(({ kind, judged }) => [kind, judged])).toEqual([
      ['allowed', 'by design'],
      ['forbidden', 'drifted'],
    ]);
    expect(drift).toMatchObject({ asExpected: true, counts: { unchecked: 0 } });
  });

  it('a failing unit test stops the build before there is an image', () => {
    const { result, events } = failingTests;
    expect(result).toMatchObject({ outcome: 'stopped', stoppedAt: 'Build', requests: { total: 0 } });
    expect(result.reason).toContain('check-service');
    expect(result.aftermath).toMatchObject({ failed: [], incidents: [] });
    expect(result.aftermath).not.toHaveProperty('dora');
    const printed = events.flatMap((event) => (event.type === 'log' ? [event.line] : [])).join('\n');
    expect(printed).toContain('fails, because the scenario failing-tests wants it');
    expect(printed).not.toContain('docker');
  });
});

describe('a rehearsal that is stopped in the middle', () => {
  it('ends every process and removes every file', async () => {
    const selection = selectStages(byCodeDeploy.model, 'storefront');
    const options = {
      ...byCodeDeploy,
      selection,
      scenario: findScenario('healthy'),
      speed: SPEED.good,
      rate: RATE,
      project,
    };
    const deploying = new Promise<void>((resolve) => {
      const rehearsal: Rehearsal = new Rehearsal({
        ...options,
        onEvent: ({ type }) => {
          if (type === 'deployment') void rehearsal.stop().then(resolve);
        },
      });
      rehearsal.run().catch(() => undefined);
    });
    await deploying;
    const running = execFileSync('ps', ['-A', '-o', 'args='], { encoding: 'utf8' });
    expect(running).not.toContain(temporary);
    expect(readdirSync(temporary)).toEqual([]);
  });
});
