import type { LoadedAssembly } from '../../../rehearsal/cli/load-assembly';
import type { CliOptions } from '../../../rehearsal/cli/options';
import type { Session } from '../../../rehearsal/cli/run-command';
import { Shutdown } from '../../../rehearsal/cli/shutdown';
import { Terminal } from '../../../rehearsal/cli/terminal';
import { testAction, testModel, testPipeline, testStage } from '../pipeline/model-fixture';

/** Options of `rehearse` with only what a test says. */
export function testOptions(overrides: Partial<CliOptions> = {}): CliOptions {
  const numbers = { speed: 60, rate: 100 };
  return {
    command: 'run',
    scenario: 'healthy',
    runtime: 'process',
    ...numbers,
    json: false,
    open: false,
    ...overrides,
  };
}

/** An assembly with one pipeline to sandbox, staging and production; counts how often it was removed. */
export function testAssembly(): LoadedAssembly & { readonly removed: () => number } {
  let removed = 0;
  const pipeline = testPipeline('shop-web', ['sandbox', 'staging', 'production']);
  const checks = testStage('Checks', testAction({ name: 'Scan', category: 'Test', provider: 'CodeBuild' }));
  const stages = [...pipeline.stages.slice(0, 2), checks, ...pipeline.stages.slice(2)];
  return {
    model: testModel({ pipelines: [{ ...pipeline, stages }] }),
    unchecked: [],
    resolvedStacks: () => [],
    remove: () => void (removed += 1),
    removed: () => removed,
  };
}

/** A session that keeps what it writes: `text` on the terminal, `lines` on the standard output. */
export function testSession(live = false): {
  readonly session: Session;
  readonly text: () => string;
  readonly lines: string[];
} {
  let text = '';
  const lines: string[] = [];
  const terminal = new Terminal({ write: (part) => (text += part), colour: false, live });
  const session = {
    terminal,
    shutdown: new Shutdown(),
    project: '/project',
    print: (line: string) => lines.push(line),
  };
  return { session, text: () => text, lines };
}
