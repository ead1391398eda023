import type { ActionOutcome, ActionRunner } from '../action';
import { copySource, sourceVariables } from '../source';

/** Source: whatever the provider, the working tree at its commit. */
export const runSource: ActionRunner = (action, context) => {
  const directory = context.workspace.makeDirectory(`source-${action.name}`);
  const revision = copySource(context.project, directory);
  context.revision ??= revision;
  context.plantInSource(directory);
  for (const name of action.outputArtifacts) context.artifacts.putDirectory(name, directory);
  const dirty = revision.changedFiles > 0 ? ` with ${revision.changedFiles} uncommitted file(s)` : '';
  const label = revision.git
    ? `commit ${revision.commit.slice(0, 12)}${dirty}`
    : 'a tree without git history';
  const detail = `${label}, from ${context.project}`;
  const outcome: ActionOutcome = { succeeded: true, detail, variables: sourceVariables(revision) };
  return Promise.resolve(outcome);
};
