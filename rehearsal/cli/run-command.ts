import { randomBytes } from 'node:crypto';
import { jsonLine } from '../../app/shared/plain-text';
import { Engine, findEngine } from '../cloud/engine/engine';
import type { RehearsalEvent } from '../events';
import { checkStages, liftedRefusal } from '../expected-of-run';
import { WHEN_LIMITED } from '../pipeline/machine-lag';
import { environmentsOf, selectStages } from '../pipeline/select-stages';
import type { Selection } from '../pipeline/select-stages';
import { renderSection } from '../report/render-report';
import { DRIFT_SCENARIO, findScenario, type Scenario } from '../scenarios';
import { driftCommand } from './drift-command';
import type { LoadedAssembly } from './load-assembly';
import { loadAssembly } from './load-assembly';
import { treeOf, type CliOptions } from './options';
import { publishPostmortem } from './publish-postmortem';
import { publishReport } from './publish-report';
import { runOnce, type Recording } from './run-once';
import type { Shutdown } from './shutdown';
import { Teller } from './teller';
import type { Terminal } from './terminal';
import { Unfinished } from './unfinished';
import { watchLive } from './watch-live';

/** An engine removes containers in its own time; milliseconds. */
const ENGINE_PATIENCE_MS = 20_000;

/** What the commands work with. */
export interface Session {
  readonly terminal: Terminal;
  readonly shutdown: Shutdown;
  /** Absolute path of the working tree. */
  readonly project: string;
  /** Writes to the standard output: the JSON lines. */
  readonly print: (line: string) => void;
}

/** `rehearse`: one scenario; resolves with the exit status. Throws UsageError. */
export async function runCommand(options: CliOptions, session: Session): Promise<number> {
  if (options.scenario === DRIFT_SCENARIO) return driftCommand(options, session);
  const { terminal, shutdown } = session;
  const project = treeOf(options, session);
  const scenario = findScenario(options.scenario);
  const engine = await engineFor(options, shutdown);
  if (options.assembly === undefined && !options.json) terminal.live('Synthesizing the app …');
  shutdown.add(() => terminal.clearLive());
  const assembly = await loadAssembly(options, project, shutdown).finally(() => terminal.clearLive());
  const unfinished = new Unfinished(assembly.unchecked, options, session);
  try {
    const selection = selectStages(assembly.model, options.service, options.environment);
    checkStages(scenario, selection);
    const lifted = liftedRefusal(scenario, assembly.model, selection);
    const lines = [openingLine(options, assembly), lifted, sourceLine(options, project)];
    if (!options.json) sayOpening(selection, scenario, lines, terminal);
    const live = await watchLive(options, session);
    live?.begin(scenario.description);
    const { speed, rate } = options;
    const run = { ...assembly, selection, scenario, speed, rate, project, onUnchecked: unfinished.note };
    const show = showing(options, session);
    const seen = (event: RehearsalEvent): void => {
      unfinished.saw(event);
      live?.show(event);
      show(event);
    };
    const recording = await runOnce({ ...run, ...(engine && { engine }) }, seen, shutdown);
    unfinished.finished();
    const section = { title: scenario.description, recording };
    live?.finish(renderSection(section));
    if (options.report !== undefined) publishReport(options.report, [section], session);
    publishPostmortem(recording.events, options.report, session);
    if (!options.json) sayVerdict(recording, scenario, terminal);
    return recording.asExpected ? 0 : 1;
  } finally {
    terminal.clearLive();
    assembly.remove();
  }
}

/** Tells the events as JSON lines or to a person. */
function showing({ json }: CliOptions, { print, terminal }: Session): (event: RehearsalEvent) => void {
  const teller = new Teller(terminal);
  return (event) => (json ? print(jsonLine(event)) : teller.show(event));
}

function sayOpening(
  selection: Selection,
  { description }: Scenario,
  lines: readonly (string | undefined)[],
  terminal: Terminal,
): void {
  const where = environmentsOf(selection).map(({ environment }) => environment);
  terminal.heading(`${selection.service} to ${where.join(', then ')}: ${description}`);
  for (const line of lines) if (line !== undefined) terminal.say(line);
  if (selection.skipped.length > 0) terminal.say(`Left out: ${selection.skipped.join(', ')}.`);
}

/** Templates from elsewhere say nothing of where their source is. */
function sourceLine({ assembly, source }: CliOptions, project: string): string {
  const hint = assembly !== undefined && source === undefined ? '; name another with --source' : '';
  return `The source is the tree in ${project}${hint}.`;
}

/** The engine that the person named, else the first that answers; throws UsageError when none does. */
async function engineFor({ runtime }: CliOptions, shutdown: Shutdown): Promise<Engine | undefined> {
  if (runtime !== 'docker') return undefined;
  shutdown.patienceMs = ENGINE_PATIENCE_MS;
  const named = process.env.ENGINE;
  const command = await findEngine(named ? [named] : ['docker', 'podman']);
  return new Engine(command, randomBytes(4).toString('hex'));
}

/** What the numbers mean, in a line. */
export function openingLine(
  { speed, rate }: CliOptions,
  { unchecked }: Pick<LoadedAssembly, 'unchecked'>,
): string {
  const minute = (60 / speed).toFixed(1);
  const requests = rate === 1 ? '1 request' : `${rate} requests`;
  const open =
    unchecked.length === 0 ? '' : ` ${unchecked.length} thing(s) in the assembly are not acted out.`;
  return `One cloud minute takes ${minute} s here; ${requests} per second.${open}`;
}

function sayVerdict({ result }: Pick<Recording, 'result'>, { faults }: Scenario, terminal: Terminal): void {
  const { colours } = terminal;
  const { kind, reasons } = result.verdict;
  if (kind === 'none')
    terminal.say('  No verdict: this run says more about the machine than about the release.', colours.red);
  for (const reason of reasons) terminal.say(`  ${reason}`, colours.red);
  if (kind === 'none') terminal.say(`  ${WHEN_LIMITED}`, colours.red);
  if (kind !== 'as-expected') return;
  terminal.say('  This is what the scenario expects.', colours.green);
  if (faults === undefined || result.outcome !== 'released' || result.window.failed === 0) return;
  terminal.say(
    '  Nothing took the bad version back: with this strategy the old one is gone before an alarm can go off.',
    colours.yellow,
  );
}
