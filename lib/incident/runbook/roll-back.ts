import type { Project } from '../../config/schema';
import { makeClients } from '../../ops/aws/clients';
import { UsageError } from '../../ops/errors';
import { failureOf } from '../../ops/failure';
import { beginRollback } from '../../ops/rollback/begin-rollback';
import type { Session } from '../../ops/session';
import { settingsFrom } from '../settings';
import type { IncidentSettings } from '../settings';
import { startVersion } from './start-version';

/** What the Automation document sends. */
export interface RollBackRequest {
  readonly service?: unknown;
  readonly environment?: unknown;
  /** `previous`, a commit id or a digest. */
  readonly version?: unknown;
}

/** What it gets back: strings only, which is what Automation passes on. */
export interface RollBackAnswer {
  readonly pipeline: string;
  readonly execution: string;
  readonly version: string;
}

/**
 * Begins the way back that `npm run ops -- rollback` would take, for a person who started the runbook and has thereby
 * said yes.
 * @throws Error with one clear line when it cannot work now; nothing has begun then
 */
export async function rollBack(
  request: RollBackRequest,
  variables: Readonly<Record<string, string | undefined>>,
  say: (line: string) => void,
): Promise<RollBackAnswer> {
  const settings = settingsFrom(variables);
  const { service, environment, version } = request;
  const names = { service: textOf(service), environment: textOf(environment), to: textOf(version) };
  try {
    const begun = await beginRollback(sessionOf(settings, say), names, startVersion);
    if (begun === 'declined') throw new Error('nobody said yes');
    if (begun === 'unchanged') {
      throw new UsageError('that version is released here already, so there is nothing to go back from');
    }
    return { pipeline: begun.pipeline, execution: begun.executionId, version: begun.version };
  } catch (error) {
    const other = `npm run ops -- rollback --service ${names.service} --environment ${names.environment}`;
    throw new Error(`not rolled back: ${failureOf(error).message} (from a terminal: ${other})`, {
      cause: error,
    });
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** A session without a terminal. The commands read names of the configuration and nothing else of it. */
function sessionOf(
  { project, region, environments }: IncidentSettings,
  say: (line: string) => void,
): Session {
  const named = (name: string): { name: string } => ({ name });
  const near = environments.filter((environment) => environment.near);
  const configuration = {
    project,
    toolchain: { region },
    environments: near.map(({ name, services }) => ({ name, services: Object.keys(services).map(named) })),
  };
  return {
    project: configuration as unknown as Project,
    clients: makeClients({ region }),
    output: { say, data: () => undefined, interactive: false, ask: async () => Promise.resolve(false) },
    clock: { now: () => new Date(), wait: async () => Promise.resolve() },
    json: false,
    yes: true,
    wait: false,
  };
}
