import type { BuildPhase, Buildspec, PhaseName } from './buildspec';
import { PHASES } from './buildspec';
import type { Shell } from './shell';

/** How a phase ended. */
export interface PhaseReport {
  readonly phase: PhaseName;
  readonly succeeded: boolean;
  /** Real seconds. */
  readonly seconds: number;
}

/** What the phases of a build came to. */
export interface PhasesOutcome {
  readonly succeeded: boolean;
  /** The command that failed, when one did. */
  readonly reason?: string;
}

/** Takes the progress of a build. */
export interface PhaseListener {
  readonly started: (phase: PhaseName) => void;
  readonly ended: (report: PhaseReport) => void;
}

/**
 * Runs the phases in CodeBuild's order: a failed install or pre_build ends the build, post_build also runs
 * after a failed build unless `on-failure` is ABORT, `finally` always runs after the commands of its phase.
 */
export async function runPhases(
  buildspec: Buildspec,
  shell: Shell,
  listener: PhaseListener,
): Promise<PhasesOutcome> {
  let reason: string | undefined;
  for (const name of PHASES) {
    const phase = buildspec.phases[name];
    if (phase === undefined) continue;
    if (reason !== undefined && name !== 'post_build') break;
    listener.started(name);
    const begin = performance.now();
    const failed = await runPhase(name, phase, shell);
    listener.ended({
      phase: name,
      succeeded: failed === undefined,
      seconds: (performance.now() - begin) / 1000,
    });
    if (failed === undefined) continue;
    const policy = (phase['on-failure'] ?? '').toUpperCase();
    if (policy !== 'CONTINUE') reason ??= failed;
    await shell.export('CODEBUILD_BUILD_SUCCEEDING', '0');
    if (reason !== undefined && (name !== 'build' || policy === 'ABORT')) break;
  }
  return { succeeded: reason === undefined, ...(reason === undefined ? {} : { reason }) };
}

async function runPhase(name: PhaseName, phase: BuildPhase, shell: Shell): Promise<string | undefined> {
  const failed = await firstFailure(name, phase.commands, shell);
  if (failed !== undefined) await shell.export('CODEBUILD_BUILD_SUCCEEDING', '0');
  const after = await firstFailure(name, phase.finally, shell);
  return failed ?? after;
}

async function firstFailure(
  name: PhaseName,
  commands: readonly string[],
  shell: Shell,
): Promise<string | undefined> {
  for (const command of commands) {
    const status = await shell.run(command);
    if (status !== 0)
      return `${name}: \`${command.trim().split('\n')[0] ?? ''}\` ended with exit status ${status}`;
  }
  return undefined;
}
