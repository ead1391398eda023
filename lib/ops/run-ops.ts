import type { Project } from '../config/schema';
import { isRegion, regionProblem } from '../config/text-forms';
import { makeClients } from './aws/clients';
import { parseOps } from './command-line';
import type { OpsOptions, Verb } from './command-line';
import { doraCommand } from './dora/dora-command';
import { driftCommand } from './drift/drift-command';
import { OperationError, UsageError } from './errors';
import { failureOf, isWithoutCredentials } from './failure';
import { incidentsCommand } from './incidents/incidents-command';
import { postmortemCommand } from './postmortem/postmortem-command';
import { releasesCommand } from './releases/releases-command';
import { rollbackCommand } from './rollback/rollback-command';
import type { Clock, Output, Session } from './session';
import { statusCommand } from './status/status-command';

/** What the program gets from where it runs. */
export interface OpsHost {
  /** The configuration, checked. */
  readonly project: () => Project;
  /** Where the text goes: beside the data when `json` is true. */
  readonly output: (json: boolean) => Output;
  readonly clock: Clock;
  /** Prints the help. */
  readonly print: (text: string) => void;
}

const COMMANDS: Readonly<Record<Verb, (session: Session, options: OpsOptions) => Promise<number>>> = {
  status: statusCommand,
  releases: releasesCommand,
  rollback: rollbackCommand,
  incidents: incidentsCommand,
  postmortem: postmortemCommand,
  dora: doraCommand,
  drift: driftCommand,
};

/**
 * Runs one command; resolves to the exit status.
 * @throws UsageError, OperationError, Interrupted and whatever AWS says; `failureOf` has a line for each
 */
export async function runOps(words: readonly string[], host: OpsHost): Promise<number> {
  const options = parseOps(words, host.print);
  if (options === undefined) return 0;
  const project = host.project();
  const { profile, environmentProfile, json, yes, wait } = options;
  const region = options.region ?? project.toolchain.region;
  if (!isRegion(region)) throw new UsageError(`--region: got "${region}"; ${regionProblem(region)}`);
  const clients = makeClients({
    region,
    ...(profile && { profile }),
    ...(environmentProfile && { environmentProfile }),
  });
  const session: Session = {
    project,
    clients,
    ...(profile && { profile }),
    output: host.output(json),
    clock: host.clock,
    json,
    yes,
    wait,
  };
  return COMMANDS[options.verb](session, options).catch((error: unknown) => {
    // Only here is it known whose credentials are missing.
    if (profile === undefined || !isWithoutCredentials(error)) throw error;
    throw new OperationError(failureOf(error, profile).message);
  });
}
