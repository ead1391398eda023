import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { loadAssembly } from '../rehearsal/cli/load-assembly';
import { runOnce } from '../rehearsal/cli/run-once';
import { Shutdown } from '../rehearsal/cli/shutdown';
import type { RehearsalResult } from '../rehearsal/events';
import { selectStages } from '../rehearsal/pipeline/select-stages';
import { Workspace } from '../rehearsal/pipeline/workspace';
import { findScenario, SCENARIOS } from '../rehearsal/scenarios';
import { lightTree } from './light-tree';
import { scenarioAlarmsPage } from './scenarios/page';

const ROOT = resolve(__dirname, '..');
const PAGE = 'docs/scenario-alarms.md';
/** Results of earlier calls, not kept under version control. */
const KEPT = 'build/scenario-alarms.json';
const RATE = 60;
/** Waiting is real: at sixty cloud seconds a second, a time limit of two seconds would last for two minutes. */
const SPEED = { slow: 20, other: 60 };
/** A person is asked in this project only. */
const WITH_APPROVAL = resolve(ROOT, 'bin/staging-production.ts');

/** A scenario of one service. */
interface Run {
  readonly service: string;
  readonly scenario: string;
}

/** What a service without a load balancer and without others that it calls answers in its own way. */
const INTERNAL = ['healthy', 'crash-on-boot', 'unhealthy', 'error-spike', 'slow'];

const RUNS: readonly Run[] = [
  ...SCENARIOS.map(({ name: scenario }) => ({ service: 'storefront', scenario })),
  ...INTERNAL.map((scenario) => ({ service: 'catalog', scenario })),
];

/**
 * Rehearses the scenarios, or those named on the command line (`catalog` and `storefront` choose the service), and renews
 * the page. Status 1 when one did not end as it should.
 */
async function main(words: readonly string[]): Promise<number> {
  const shutdown = new Shutdown();
  shutdown.listen();
  const workspace = new Workspace();
  shutdown.add(() => workspace.remove());
  const tree = lightTree(ROOT, workspace.makeDirectory('tree'));
  const chosen = RUNS.filter((run) => words.every((word) => word === run.scenario || word === run.service));
  const results: RehearsalResult[] = [];
  let good = true;
  for (const run of chosen) {
    const { result, asExpected } = await rehearse(
      run,
      run.scenario === 'failing-tests' ? ROOT : tree,
      shutdown,
    );
    results.push(result);
    good &&= asExpected;
    const red = result.alarms.filter(({ state }) => state === 'ALARM').map(({ name }) => name);
    const verdict = asExpected ? 'as expected' : 'NOT AS EXPECTED';
    process.stderr.write(
      `${run.service} ${run.scenario}: ${result.outcome}, ${verdict}; red: ${red.join(', ')}\n`,
    );
  }
  writeFileSync(resolve(ROOT, PAGE), scenarioAlarmsPage(withEarlier(results)));
  await shutdown.end();
  return good ? 0 : 1;
}

async function rehearse({ service, scenario: name }: Run, project: string, shutdown: Shutdown) {
  const scenario = findScenario(name);
  const speed = name === 'slow' ? SPEED.slow : SPEED.other;
  const projectFile = scenario.approval === undefined ? undefined : WITH_APPROVAL;
  const assembly = await loadAssembly({ service, ...(projectFile && { projectFile }) }, ROOT, shutdown);
  try {
    const selection = selectStages(assembly.model, service);
    return await runOnce(
      { ...assembly, selection, scenario, speed, rate: RATE, project },
      () => undefined,
      shutdown,
    );
  } finally {
    assembly.remove();
  }
}

/** The results with those of earlier calls in place of what was not run now. */
function withEarlier(results: readonly RehearsalResult[]): RehearsalResult[] {
  const file = resolve(ROOT, KEPT);
  const earlier = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as RehearsalResult[]) : [];
  const all = [...earlier, ...results];
  const kept = RUNS.flatMap(
    (run) =>
      all.findLast((result) => result.service === run.service && result.scenario === run.scenario) ?? [],
  );
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(kept));
  return kept;
}

void main(process.argv.slice(2)).then((status) => process.exit(status));
