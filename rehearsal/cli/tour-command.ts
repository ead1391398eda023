import type { RehearsalEvent } from '../events';
import { liftedRefusal } from '../expected-of-run';
import type { LiveView } from '../live/live-view';
import { selectStages } from '../pipeline/select-stages';
import { renderSection } from '../report/render-report';
import { findScenario } from '../scenarios';
import { loadAssembly } from './load-assembly';
import type { LoadedAssembly } from './load-assembly';
import { Narrator } from './narrator';
import { count, duration, percent } from './numbers';
import { treeOf, type CliOptions } from './options';
import { publishPostmortem } from './publish-postmortem';
import { publishReport } from './publish-report';
import { openingLine } from './run-command';
import type { Session } from './run-command';
import { runOnce } from './run-once';
import type { Recording } from './run-once';
import { Teller } from './teller';
import { Unfinished } from './unfinished';
import { watchLive } from './watch-live';

const PARTS = [
  { scenario: 'healthy', title: 'Part 1 of 2: a good release' },
  { scenario: 'error-spike', title: 'Part 2 of 2: a bad release' },
] as const;

/** Who tells of a run beside the terminal. */
interface Watchers {
  readonly narrator: Narrator;
  readonly live: LiveView | undefined;
  readonly unfinished: Unfinished;
}

/** `npm start`: a good release, then a bad one, explained; resolves with the exit status. Throws UsageError. */
export async function tourCommand(options: CliOptions, session: Session): Promise<number> {
  const { terminal, shutdown } = session;
  const project = treeOf(options, session);
  const began = performance.now();
  terminal.say(
    'A guided tour: the synthesized pipeline runs on this machine, without AWS and without Docker.',
  );
  terminal.live('Synthesizing the app …');
  shutdown.add(() => terminal.clearLive());
  const assembly = await loadAssembly(options, project, shutdown).finally(() => terminal.clearLive());
  const unfinished = new Unfinished(assembly.unchecked, options, session);
  try {
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    if (options.assembly === undefined) terminal.say(`The CDK app is synthesized (${seconds} s).`);
    terminal.say(openingLine(options, assembly));
    const narrator = new Narrator();
    const live = await watchLive(options, session);
    const sections: { title: string; recording: Recording }[] = [];
    for (const { scenario, title } of PARTS) {
      terminal.heading(title);
      live?.begin(title);
      const watchers = { narrator, live, unfinished };
      const section = { title, recording: await part(scenario, assembly, options, session, watchers) };
      live?.finish(renderSection(section));
      sections.push(section);
    }
    unfinished.finished();
    const recordings = sections.map(({ recording }) => recording);
    summarize(recordings, session, (performance.now() - began) / 1000);
    if (options.report !== undefined) publishReport(options.report, sections, session);
    const events = recordings.flatMap((recording) => recording.events);
    publishPostmortem(events, options.report, session);
    return recordings.every(({ asExpected }) => asExpected) ? 0 : 1;
  } finally {
    terminal.clearLive();
    assembly.remove();
  }
}

async function part(
  name: string,
  assembly: LoadedAssembly,
  given: CliOptions,
  session: Session,
  { narrator, live, unfinished }: Watchers,
): Promise<Recording> {
  const { terminal, shutdown } = session;
  const { speed, rate } = given;
  const project = treeOf(given, session);
  const scenario = findScenario(name);
  // A tour tells of one environment.
  const selection = { ...selectStages(assembly.model), promotesTo: [] };
  const lifted = liftedRefusal(scenario, assembly.model, selection);
  terminal.say(`The scenario ${name}: ${scenario.description}.`);
  if (lifted !== undefined) terminal.say(lifted);
  const teller = new Teller(terminal);
  const show = (event: RehearsalEvent): void => {
    const explanation = narrator.explain(event);
    if (explanation !== undefined) terminal.explain(explanation);
    teller.show(event);
    live?.show(event);
  };
  const options = { ...assembly, selection, scenario, speed, rate, project, onUnchecked: unfinished.note };
  return runOnce(options, show, shutdown);
}

function summarize([good, bad]: readonly Recording[], { terminal }: Session, seconds: number): void {
  if (good === undefined || bad === undefined) return;
  terminal.heading('What the users felt');
  const { requests } = good.result;
  terminal.say(
    `The good release: ${count(requests.failed)} of ${count(requests.total)} requests failed while everyone moved ` +
      'to the new version.',
  );
  const { requests: felt, cloudSeconds, outcome } = bad.result;
  const end =
    outcome === 'rolled-back'
      ? `It was found ${duration(cloudSeconds.detect)} after the first users reached it and undone in ` +
        `${duration(cloudSeconds.rollback)}, by nobody.`
      : 'It was not rolled back.';
  terminal.say(
    `The bad release: ${count(felt.failed)} of ${count(felt.total)} requests failed ` +
      `(${percent(felt.failedPercent)}), although it fails every fourth one. ${end}`,
  );
  terminal.say(`The tour took ${Math.round(seconds)} s. Next: npm run rehearse -- --help`);
}
