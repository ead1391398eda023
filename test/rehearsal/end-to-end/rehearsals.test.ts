import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { loadAssembly } from '../../../rehearsal/cli/load-assembly';
import type { LoadedAssembly } from '../../../rehearsal/cli/load-assembly';
import { runOnce } from '../../../rehearsal/cli/run-once';
import type { Recording } from '../../../rehearsal/cli/run-once';
import { Shutdown } from '../../../rehearsal/cli/shutdown';
import { Rehearsal } from '../../../rehearsal/pipeline/rehearse';
import { selectStages } from '../../../rehearsal/pipeline/select-stages';
import { findScenario } from '../../../rehearsal/scenarios';
import { temporaryDirectory } from '../pipeline/temporary';
import { lightProject, PROJECT } from './light-project';

/** Fast where something has to fail anyway; slower where a busy machine must not look like a slow release. */
const SPEED = { bad: 120, good: 60 };
const RATE = 60;
const shutdown = new Shutdown();
const temporary = temporaryDirectory();
const inherited = process.env.TMPDIR;
let assembly: LoadedAssembly;
let project: string;

jest.setTimeout(120_000);

beforeAll(async () => {
  project = lightProject();
  assembly = await loadAssembly({}, PROJECT, shutdown);
  process.env.TMPDIR = temporary;
});

afterAll(async () => {
  process.env.TMPDIR = inherited;
  if (inherited === undefined) delete process.env.TMPDIR;
  await shutdown.end();
});

afterEach(() => expect(readdirSync(temporary)).toEqual([]));

async function rehearse(scenario: string, service: string, tree = project): Promise<Recording> {
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
  });

  it('is taken back by the alarm of its colour after an error spike', async () => {
    const { result } = await rehearse('error-spike', 'storefront');
    expect(result.reason).toMatch(/green-errors is in ALARM/);
    expect(result).toMatchObject({
      outcome: 'rolled-back',
      stoppedAt: 'Deploy',
      servingVersion: 'before',
      unchecked: [],
    });
    expect(result.window.failedPercent).toBeLessThanOrEqual(10);
    const red = result.alarms.filter(({ state }) => state === 'ALARM').map(({ name }) => name);
    expect(red).toEqual([expect.stringMatching(/green-errors$/)]);
  });
});

describe('two rehearsals at the same time', () => {
  let canary: Recording;
  let rolling: Recording;

  beforeAll(async () => {
    [canary, rolling] = await Promise.all([
      rehearse('failing-hook', 'storefront'),
      rehearse('crash-on-boot', 'catalog'),
    ]);
  });

  it('let no user reach a storefront that fails every request', () => {
    const { result, events } = canary;
    expect(result).toMatchObject({ outcome: 'rolled-back', servingVersion: 'before' });
    expect(result.requests).toMatchObject({ failed: 0, servedByGreen: 0 });
    const shifts = events.filter((event) => event.type === 'traffic' && (event.weights.green ?? 0) > 0);
    expect(shifts.every((event) => event.type === 'traffic' && event.listener === 'test')).toBe(true);
  });

  it('roll a crashing catalog back by the circuit breaker, and the storefront does not notice', () => {
    const { result } = rolling;
    expect(result).toMatchObject({
      outcome: 'rolled-back',
      stoppedAt: 'Deploy',
      strategy: { controller: 'ecs', kind: 'rolling' },
      servingVersion: 'before',
      unchecked: [],
    });
    expect(result.requests.total).toBeGreaterThan(0);
    expect(result.requests.failed).toBe(0);
  });
});

describe('a rehearsal that is stopped in the middle', () => {
  it('ends every process and removes every file', async () => {
    const selection = selectStages(assembly.model, 'storefront');
    const options = {
      ...assembly,
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
  });
});

describe('the build, whole', () => {
  it('stops at a failing unit test, before there is an image', async () => {
    const { result, events } = await rehearse('failing-tests', 'catalog', PROJECT);
    expect(result).toMatchObject({ outcome: 'stopped', stoppedAt: 'Build', requests: { total: 0 } });
    expect(result.reason).toContain('check-service');
    const printed = events.flatMap((event) => (event.type === 'log' ? [event.line] : [])).join('\n');
    expect(printed).toContain('fails, because the scenario failing-tests wants it');
    expect(printed).not.toContain('docker');
  });
});
