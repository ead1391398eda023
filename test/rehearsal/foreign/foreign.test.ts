import { loadAssembly } from '../../../rehearsal/cli/load-assembly';
import { runOnce, type Recording } from '../../../rehearsal/cli/run-once';
import { Shutdown } from '../../../rehearsal/cli/shutdown';
import { selectStages } from '../../../rehearsal/pipeline/select-stages';
import { findScenario } from '../../../rehearsal/scenarios';
import { UsageError } from '../../../rehearsal/usage-error';
import { temporaryDirectory } from '../pipeline/temporary';
import { foreignApp, type ForeignAppProps } from './foreign-app';
import { FOREIGN_FILES, foreignTree } from './foreign-tree';

jest.setTimeout(120_000);

const shutdown = new Shutdown();

afterAll(async () => shutdown.end());

/** Rehearses the foreign project, with some of its files and of its templates changed. */
async function rehearse(
  scenario: string,
  changed: Readonly<Record<string, string>> = {},
  app: ForeignAppProps = {},
): Promise<Recording> {
  const directory = foreignApp(temporaryDirectory(), app);
  const assembly = await loadAssembly({ assembly: directory }, '/nowhere', shutdown);
  const selection = selectStages(assembly.model);
  const project = foreignTree(temporaryDirectory(), changed);
  // Fast where it waits for an hour of cloud time, for tasks that never get healthy.
  const speed = scenario === 'healthy' ? 120 : 600;
  const run = { ...assembly, selection, scenario: findScenario(scenario), speed, rate: 20, project };
  return runOnce(run, () => undefined, shutdown);
}

/** A busy machine may leave no verdict. */
const SOUND = { kind: expect.stringMatching(/^(?:as-expected|none)$/) as string };
const notesOf = ({ events }: Recording): string =>
  events.flatMap((event) => (event.type === 'note' ? [event.text] : [])).join('\n');
const replaced = (file: string, from: string, to: string): Record<string, string> => {
  const text = FOREIGN_FILES[file] ?? '';
  expect(text).toContain(from);
  return { [file]: text.replace(from, to) };
};

describe('a project that knows nothing of this one', () => {
  it('is released, with nothing of this project in its tree', async () => {
    const recording = await rehearse('healthy');
    const { result } = recording;
    expect(result.reason).toBeUndefined();
    expect(result).toMatchObject({ outcome: 'released', unchecked: [], verdict: SOUND });
    expect(result.requests.failed).toBe(0);
    expect(result.requests.servedByGreen).toBeGreaterThan(0);
    expect(result.servingVersion).toBe(result.versionAfter);
    expect(notesOf(recording)).toContain('a small server of the rehearsal answers in their place');
  });

  it('that crashes at its start is taken back, and users do not notice', async () => {
    const { result } = await rehearse('crash-on-boot');
    expect(result).toMatchObject({
      outcome: 'rolled-back',
      servingVersion: 'before',
      cause: { kind: 'tasks' },
      verdict: SOUND,
    });
    expect(result.reason).toContain('the scenario ends it as it starts');
  });

  it('whose files are written in other ways is released too', async () => {
    const files = {
      ...replaced('appspec.yaml', '3000', '"3000"'),
      ...replaced('taskdef.json', '"memory": "512"', '"memory": "1 GB"'),
      ...replaced('Dockerfile', 'CMD ["node"', 'ENTRYPOINT ["dumb-init", "--"]\nCMD ["node"'),
    };
    const taskOverrides = { Memory: '1GB', Cpu: '.5 vCPU' };
    const { result } = await rehearse('healthy', files, { taskOverrides });
    expect(result).toMatchObject({ outcome: 'released', verdict: SOUND });
  });

  it('by the rolling deployment of ECS is released', async () => {
    const { result } = await rehearse('healthy', {}, { rolling: true });
    expect(result).toMatchObject({ outcome: 'released', verdict: SOUND });
  });

  it('that refuses what its users ask for is not released as expected', async () => {
    const { result } = await rehearse('healthy', {}, { journey: [{ path: '/' }, { path: '/cart' }] });
    expect(result.requests.failed).toBe(0);
    expect(result.verdict.kind).not.toBe('as-expected');
    expect(result.verdict.reasons.join(' ')).toContain('who asked for GET /cart: 404');
  });
});

describe('an image that no process can run', () => {
  it.each([
    ['a command of the shell', 'CMD ["node", "server.js"]', 'CMD node server.js', 'is a shell command'],
    ['npm start', 'CMD ["node", "server.js"]', 'CMD ["npm", "start"]', 'it starts npm start'],
    ['Python', 'CMD ["node", "server.js"]', 'CMD ["python", "app.py"]', 'it starts python app.py'],
    ['two stages', 'WORKDIR', 'FROM node:20-slim\nWORKDIR', 'it builds in 2 stages'],
  ])('%s is refused in one line before anything is built', async (_what, from, to, why) => {
    const run = rehearse('healthy', replaced('Dockerfile', from, to));
    await expect(run).rejects.toThrow(UsageError);
    await expect(run).rejects.toThrow(why);
    await expect(run).rejects.toThrow('--runtime docker');
  });

  it.each(['memory-leak', 'dependency-failure', 'failing-tests'])(
    'so is the scenario %s',
    async (scenario) => {
      await expect(rehearse(scenario)).rejects.toThrow(
        `the scenario ${scenario} is about a service of this project`,
      );
    },
  );
});
