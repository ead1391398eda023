import { jsonLine } from '../../app/shared/plain-text';
import type { DriftResult, JudgedDrift } from '../drift/judge-drift';
import { DriftRehearsal } from '../drift/rehearse-drift';
import { loadAssembly } from './load-assembly';
import { plural } from './numbers';
import { treeOf, type CliOptions } from './options';
import type { Session } from './run-command';
import type { Terminal } from './terminal';

/** `rehearse --scenario drift`: no release, two drifts; resolves with the exit status. Throws UsageError. */
export async function driftCommand(options: CliOptions, session: Session): Promise<number> {
  const { terminal, shutdown } = session;
  if (options.assembly === undefined && !options.json) terminal.live('Synthesizing the app …');
  shutdown.add(() => terminal.clearLive());
  const assembly = await loadAssembly(options, treeOf(options, session), shutdown).finally(() =>
    terminal.clearLive(),
  );
  const rehearsal = new DriftRehearsal(assembly.model, assembly.resolvedStacks());
  const forget = shutdown.add(() => rehearsal.stop());
  try {
    if (!options.json) {
      terminal.heading('Drift: what a release moves, and what nobody may change by hand');
      terminal.live('The bundled function looks at every stack …');
    }
    const result = await rehearsal.run();
    if (options.json) session.print(jsonLine(result));
    else tell(result, terminal);
    return result.asExpected ? 0 : 1;
  } finally {
    terminal.clearLive();
    rehearsal.stop();
    forget();
    assembly.remove();
  }
}

function tell(result: DriftResult, terminal: Terminal): void {
  const { colours } = terminal;
  const { counts, stacks, messages, unchecked, failed } = result;
  terminal.clearLive();
  for (const drift of result.drifts) tellDrift(drift, terminal);
  terminal.say(
    `${plural(stacks, 'stack')}: ${counts['in-sync']} resources in sync, ${counts.allowed} by design, ` +
      `${counts.drifted} drifted, ${counts.unchecked} unchecked, ${counts.unsupported} without support.`,
  );
  for (const message of messages) terminal.say(`People were told: ${message}`);
  for (const what of unchecked) terminal.say(`Not acted out: ${what}`, colours.red);
  if (failed !== undefined) terminal.say(`The function failed: ${failed}`, colours.red);
  if (result.asExpected)
    terminal.say('  Both were told apart, which is what the scenario expects.', colours.green);
  else terminal.say('  They were not told apart as the scenario expects.', colours.red);
}

function tellDrift(
  { what, stack, type, logicalId, differences, judged }: JudgedDrift,
  terminal: Terminal,
): void {
  const { colours } = terminal;
  const paint = judged === 'by design' ? colours.green : colours.red;
  terminal.line(`  ${paint(judged.toUpperCase().padEnd(10))} ${what}`);
  terminal.line(`             ${stack}: ${type} ${logicalId}`);
  for (const { path, kind, expected, actual } of differences) {
    terminal.line(`             ${path} (${kind})`);
    if (expected !== 'null') terminal.line(colours.dim(`               expected ${expected}`));
    terminal.line(colours.dim(`               is       ${actual}`));
  }
}
