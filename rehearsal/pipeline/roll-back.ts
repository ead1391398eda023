import type { PlacedCause } from '../cause';
import type { StageModel } from '../model';
import type { ActionOutcome, RunContext } from './action';
import { unzip } from './artifacts';

/** The first action that did not succeed, and why. */
export interface Stop {
  readonly action: string;
  readonly reason: string;
  readonly cause: PlacedCause;
}

/** How the actions of one stage ended. */
export interface StageOutcome {
  readonly stopped?: Stop;
  /** Result of the Deploy action, when one was reached. */
  readonly deployment?: ActionOutcome;
}

/**
 * What CodePipeline does when a stage fails that is rolled back: it runs the stage again with what the last good
 * execution had built. That is the version which ran before the rehearsal. A deployment that was undone, or never begun,
 * has left that version where it was: then it is released onto itself.
 * Resolves with the cloud seconds that it took; without them when users still have the new version, or had the old one
 * back before.
 */
export async function rollBack(
  stage: StageModel,
  { deployment }: StageOutcome,
  context: RunContext,
  runAgain: () => Promise<StageOutcome>,
): Promise<{ readonly rollbackSeconds?: number }> {
  if (stage.rollsBack !== true) return {};
  const { timeline } = context;
  const imageBefore = context.imageBefore();
  if (imageBefore === undefined) return {};
  const complete = deployment?.succeeded === true;
  const text = complete
    ? `CodePipeline rolls ${stage.name} back to the version before.`
    : `CodePipeline rolls ${stage.name} back: the version before is released once more, onto itself.`;
  timeline.emit({ type: 'note', text });
  const startedAt = timeline.now();
  putEarlierBuild(stage, imageBefore, context);
  timeline.emit({ type: 'stage', stage: stage.name, status: 'started' });
  const { stopped } = await runAgain();
  timeline.emit({ type: 'stage', stage: stage.name, status: stopped === undefined ? 'succeeded' : 'failed' });
  if (stopped !== undefined) {
    const failure = `The rollback of ${stage.name} failed at ${stopped.action}: ${stopped.reason}`;
    timeline.emit({ type: 'note', text: failure });
  }
  return complete && stopped === undefined ? { rollbackSeconds: timeline.now() - startedAt } : {};
}

/** Puts the earlier image into what the stage takes from the build; everything else of it is the same tree. */
function putEarlierBuild({ actions }: StageModel, image: string, { artifacts }: RunContext): void {
  const made = new Set(actions.flatMap(({ outputArtifacts }) => outputArtifacts));
  for (const action of actions) {
    for (const name of action.inputArtifacts.filter((input) => !made.has(input))) {
      const files = Object.entries(unzip(artifacts.bytes(name, action)));
      artifacts.putFiles(
        name,
        Object.fromEntries(files.map(([file, content]) => [file, withImage(file, content, image)])),
      );
    }
  }
}

/** The two forms in which a build names its image. */
function withImage(file: string, content: Uint8Array, image: string): Uint8Array {
  if (file === 'imageDetail.json') return encoded({ ImageURI: image });
  if (file !== 'imagedefinitions.json') return content;
  const definitions = JSON.parse(new TextDecoder().decode(content)) as object[];
  return encoded(definitions.map((definition) => ({ ...definition, imageUri: image })));
}

function encoded(value: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}
