import { DisableStageTransitionCommand, EnableStageTransitionCommand } from '@aws-sdk/client-codepipeline';
import type { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import type { Place } from '../dora/history';
import { readStages } from '../ops/aws/pipeline-state';
import { pipelineName } from '../shared/names';
import { freezeReason, freezeStep } from './freeze';
import type { FreezeState } from './freeze';
import { resolvedAt, severityAtWorst } from './incident';
import type { ItemStore } from './item-store';
import type { Step } from './next-steps';
import { ITEM_KEYS, text, titleOf } from './ops-item';
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
      return note(items, id, ITEM_KEYS.freeze, await moveDoor(desk, tracked, step === 'freeze'));
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

/** Closes the stage of an environment, or opens it again if this incident has closed it. Resolves to how it is now. */
async function moveDoor(
  { codePipeline, project, name, now }: Desk,
  { id, incident: { place } }: TrackedIncident,
  wanted: boolean,
): Promise<FreezeState> {
  const stage = { ...doorOf(project, place), transitionType: 'Inbound' } as const;
  const stages = await readStages(codePipeline, stage.pipelineName);
  const closed = stages.find((candidate) => candidate.name === stage.stageName)?.closed;
  const step = freezeStep(id, wanted, closed);
  if (step === 'close') {
    const reason = freezeReason(id, place, { by: name, at: now() });
    await codePipeline.send(new DisableStageTransitionCommand({ ...stage, reason }));
  }
  if (step === 'open') await codePipeline.send(new EnableStageTransitionCommand(stage));
  if (!wanted) return 'lifted';
  return step === 'close' || freezeStep(id, false, closed) === 'open' ? 'on' : 'not ours';
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
