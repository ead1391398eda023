import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { loadAssembly } from '../rehearsal/cli/load-assembly';
import { runOnce } from '../rehearsal/cli/run-once';
import { Shutdown } from '../rehearsal/cli/shutdown';
import { selectStages } from '../rehearsal/pipeline/select-stages';
import { Workspace } from '../rehearsal/pipeline/workspace';
import { findScenario } from '../rehearsal/scenarios';
import { lightTree } from './light-tree';
import { strategyRunsPage } from './strategies/page';
import { toRun, type StrategyRun } from './strategies/run';

const ROOT = resolve(__dirname, '..');
const PAGE = 'docs/strategy-runs.md';
/** Results of earlier calls, not kept under version control. */
const KEPT = 'build/strategy-runs.json';
const SERVICE = 'storefront';
const SETTINGS = { speed: 60, rate: 60, service: SERVICE };
const SCENARIOS = ['healthy', 'error-spike'];
/** Each kind with each controller that has it. */
const STRATEGIES = ['all-at-once', 'blue-green', 'canary:10%/5m', 'linear:10%/1m']
  .flatMap((text) => [text, `ecs/${text}`])
  .concat('rolling');

/**
 * Rehearses the strategies named on the command line, or all of them, and renews the page. Scenarios may be named too.
 * Status 1 when one did not end as it should.
 */
async function main(words: readonly string[]): Promise<number> {
  const shutdown = new Shutdown();
  shutdown.listen();
  const workspace = new Workspace();
  shutdown.add(() => workspace.remove());
  const isStrategy = (word: string): boolean =>
    /^(ecs\/|code-deploy\/|rolling|all-at|blue-|canary|linear)/.test(word);
  const chosen = words.filter(isStrategy);
  const scenarios = words.filter((word) => !isStrategy(word));
  const tree = lightTree(ROOT, workspace.makeDirectory('tree'));
  const runs: StrategyRun[] = [];
  for (const strategy of chosen.length > 0 ? chosen : STRATEGIES) {
    runs.push(...(await rehearse(strategy, scenarios.length > 0 ? scenarios : SCENARIOS, tree, shutdown)));
  }
  writeFileSync(resolve(ROOT, PAGE), strategyRunsPage(withEarlier(runs), SETTINGS));
  await shutdown.end();
  return runs.every(({ asExpected }) => asExpected) ? 0 : 1;
}

/**
 * The runs with those of earlier calls in place of what was not run now, in the order of the strategies: a run that a
 * busy machine spoiled can be repeated alone.
 */
function withEarlier(runs: readonly StrategyRun[]): StrategyRun[] {
  const file = resolve(ROOT, KEPT);
  const earlier = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as StrategyRun[]) : [];
  const same = (a: StrategyRun, b: StrategyRun): boolean =>
    a.strategy === b.strategy && a.result.scenario === b.result.scenario;
  const all = [...earlier.filter((old) => !runs.some((run) => same(run, old))), ...runs];
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(all));
  return STRATEGIES.flatMap((strategy) => all.filter((run) => run.strategy === strategy));
}

async function rehearse(
  strategy: string,
  scenarios: readonly string[],
  project: string,
  shutdown: Shutdown,
): Promise<StrategyRun[]> {
  const assembly = await loadAssembly({ service: SERVICE, strategy }, ROOT, shutdown);
  const runs: StrategyRun[] = [];
  for (const name of scenarios) {
    const selection = selectStages(assembly.model, SERVICE);
    const scenario = findScenario(name);
    const { speed, rate } = SETTINGS;
    const { events, result, asExpected } = await runOnce(
      { ...assembly, selection, scenario, speed, rate, project },
      () => undefined,
      shutdown,
    );
    runs.push(toRun(strategy, events, result, asExpected));
    const { outcome, reason = '', window, cloudSeconds } = result;
    const numbers = `${window.failed}/${window.total} failed, found ${cloudSeconds.detect} s, undone ${cloudSeconds.rollback} s`;
    const verdict = asExpected ? 'as expected' : 'NOT AS EXPECTED';
    process.stderr.write(`${strategy} ${name}: ${outcome}, ${verdict}; ${numbers} ${reason}\n`);
    if (result.unchecked.length > 0) process.stderr.write(`  unchecked: ${result.unchecked.join('; ')}\n`);
  }
  assembly.remove();
  return runs;
}

void main(process.argv.slice(2)).then((status) => process.exit(status));
