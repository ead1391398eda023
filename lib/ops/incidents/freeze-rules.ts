import { freezingIncident } from '../../incident/freeze';
import type { StageSnapshot } from '../aws/pipeline-state';
import { OperationError } from '../errors';

/** The incident that keeps a stage closed, for people. */
export function freezeName(closed: string | undefined): string {
  return `incident ${freezingIncident(closed) ?? 'unknown'}`;
}

/** Whether a release stands before a stage that an incident keeps closed. */
export function waitsFrozen(stage: StageSnapshot | undefined): boolean {
  return stage?.waiting !== undefined && freezingIncident(stage.closed) !== undefined;
}

/** The command that takes an execution out of the way; its release can be started again later. */
export function stopCommand(pipeline: string, execution: string): string {
  return `aws codepipeline stop-pipeline-execution --abandon --pipeline-name ${pipeline} --pipeline-execution-id ${execution}`;
}

/**
 * A way back through the whole pipeline comes to every closed door like any release, and in the order of arrival. The one
 * of the stage itself is opened for it.
 * @param stages of the pipeline, in order
 * @throws OperationError when nobody could let it in, or another would go in before it
 */
export function requirePassable(
  pipeline: string,
  stages: readonly StageSnapshot[],
  name: string,
  waits: boolean,
): void {
  const place = stages.findIndex((candidate) => candidate.name === name);
  for (const before of stages.slice(0, Math.max(0, place))) requireOpen(pipeline, before);
  const stage = stages[place];
  if (stage?.closed === undefined) return;
  const incident = freezingIncident(stage.closed);
  if (incident === undefined) return requireOpen(pipeline, stage);
  if (!waits) {
    throw new OperationError(
      `incident ${incident} keeps releases out of ${stage.name}; leave --no-wait out, so that this one is let in and the stage is closed again behind it`,
    );
  }
  if (stage.waiting !== undefined) {
    throw new OperationError(
      `execution ${stage.waiting} waits before ${stage.name} and would be let in first; stop it: ${stopCommand(pipeline, stage.waiting)}`,
    );
  }
}

function requireOpen(pipeline: string, { name, closed }: StageSnapshot): void {
  if (closed === undefined) return;
  const through = 'this goes through the whole pipeline and would wait there';
  const incident = freezingIncident(closed);
  throw new OperationError(
    incident === undefined
      ? `somebody has closed the stage ${name}: "${closed}"; ${through}. Open it first: aws codepipeline enable-stage-transition --pipeline-name ${pipeline} --stage-name ${name} --transition-type Inbound`
      : `incident ${incident} keeps releases out of ${name}; ${through}. Let releases in there first: npm run ops -- thaw --service <this one> --environment ${name}`,
  );
}
