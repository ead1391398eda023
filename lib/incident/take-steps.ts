import { DisableStageTransitionCommand, EnableStageTransitionCommand } from '@aws-sdk/client-codepipeline';
import type { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import type { Place } from '../dora/history';
import { readStages } from '../ops/aws/pipeline-state';
import { pipelineName } from '../shared/names';
import { freezeReason, freezeState, freezeStep } from './freeze';
import type { FreezeState } from './freeze';
import { resolvedAt, severityAtWorst } from './incident';
import type { ItemStore } from './item-store';
import { text } from './kept-signals';
import type { Step } from './next-steps';
import { ITEM_KEYS, titleOf } from './ops-item';
import type { TrackedIncident } from './ops-item';

/** What the steps work with. */
export interface Desk {
  readonly project: string;
  readonly items: ItemStore;
  readonly codePipeline: CodePipelineClient;
  /** Who closes stages, for the reason. */
  readonly name: string;
  readonly now: () => Date;
  /** Tells people; absent when nobody is to be told. */
  readonly announce?: (tracked: TrackedIncident, kind: 'opened' | 'resolved') => Promise<void>;
  /** Writes the draft of a postmortem; resolves to where it is kept. */
  readonly draft?: (tracked: TrackedIncident) => Promise<string>;
}

/** Does one step and notes in the OpsItem that it is done. */
export async function takeStep(desk: Desk, tracked: TrackedIncident, step: Step): Promise<void> {
  const { items } = desk;
  const { id, incident } = tracked;
  switch (step) {
    case 'reopen':
      return items.update(id, { Status: 'Open' });
    case 'resolve':
      return items.update(id, { Status: 'Resolved' });
    case 'rate':
      return items.update(id, { Severity: String(severityAtWorst(incident)), Title: titleOf(incident) });
    case 'freeze':
    case 'thaw':
      return moveDoor(desk, tracked, step === 'freeze');
    case 'announce-opened':
    case 'announce-resolved': {
      const kind = step === 'announce-opened' ? 'opened' : 'resolved';
      // The steps before this one have left links worth telling.
      await desk.announce?.((await items.get(id)) ?? tracked, kind);
      return note(items, id, ITEM_KEYS.announced, kind);
    }
    case 'postmortem': {
      const draft = await desk.draft?.(tracked);
      if (draft) await note(items, id, ITEM_KEYS.postmortem, draft);
      return note(items, id, ITEM_KEYS.postmortemUntil, resolvedAt(incident) ?? '');
    }
  }
}

/** How often the stage is looked at again after it was noted how it is. */
const LOOKS = 3;

/**
 * Closes the stage of an environment, or opens it again if this incident has closed it, and notes how it is. It looks
 * once more after the note: another function may have moved the stage in between, and its note may be older.
 */
async function moveDoor(desk: Desk, tracked: TrackedIncident, wanted: boolean): Promise<void> {
  const { codePipeline, name, now, items } = desk;
  const { id, incident } = tracked;
  const { place } = incident;
  const stage = { ...doorOf(desk.project, place), transitionType: 'Inbound' } as const;
  const step = freezeStep(id, wanted, await closedBecause(desk, place));
  if (step === 'close') {
    const reason = freezeReason(id, place, { by: name, at: now() });
    await codePipeline.send(new DisableStageTransitionCommand({ ...stage, reason }));
  }
  if (step === 'open') await codePipeline.send(new EnableStageTransitionCommand(stage));
  let noted: FreezeState | undefined;
  for (let look = 0; look < LOOKS; look += 1) {
    const seen = freezeState(id, wanted, await closedBecause(desk, place));
    if (seen === noted) return;
    await note(items, id, ITEM_KEYS.freeze, seen);
    noted = seen;
  }
}

/** Why nothing may enter the stage of a place; undefined when it is open. */
async function closedBecause({ codePipeline, project }: Desk, place: Place): Promise<string | undefined> {
  const { pipelineName: pipeline, stageName } = doorOf(project, place);
  const stages = await readStages(codePipeline, pipeline);
  return stages.find(({ name }) => name === stageName)?.closed;
}

function doorOf(
  project: string,
  { service, environment }: Place,
): { pipelineName: string; stageName: string } {
  return { pipelineName: pipelineName(project, service), stageName: environment };
}

async function note(items: ItemStore, id: string, key: string, value: string): Promise<void> {
  // OpsCenter takes no empty value.
  if (value !== '') await items.update(id, { OperationalData: { [key]: text(value) } });
}
