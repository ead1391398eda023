import { isDeepStrictEqual } from 'node:util';
import { GetDeploymentCommand } from '@aws-sdk/client-codedeploy';
import type { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { GetPipelineExecutionCommand, GetPipelineStateCommand } from '@aws-sdk/client-codepipeline';
import { pipelineName } from '../shared/names';
import type { HeldAlarms } from './held-alarms';
import { afterCaller, afterWait, endedMeanwhile } from './held-back';
import { activeCauses, belongs, heard } from './incident';
import { keptSignals, outlived, signalData } from './kept-signals';
import { meaningOfDeployment, meaningOfStage } from './meaning';
import { nextSteps } from './next-steps';
import type { Step } from './next-steps';
import { newItem } from './ops-item';
import type { ItemFacts, TrackedIncident } from './ops-item';
import type { Look, Unwatched } from './read-drift';
import { readSignal } from './read-signal';
import type { DeploymentEnd, HeldBack, StageEnd, Watched } from './read-signal';
import { ANY } from './signal';
import type { Ignored, Signal } from './signal';
import { takeStep } from './take-steps';
import type { Desk } from './take-steps';

/** What an event is read and kept with. */
export interface Tracker extends Desk {
  /** Alarms whose pages are held back for others. */
  readonly held: HeldAlarms;
  readonly watched: Watched;
  readonly codeDeploy: CodeDeployClient;
  /** What goes into a new OpsItem beside its causes. */
  readonly factsFor: (signal: Signal) => Promise<ItemFacts>;
}

/** What became of an event, for the log. */
export type Tracked = (Ignored | { readonly incident: string; readonly steps: readonly Step[] }) & {
  /** What became of alarms that had waited for this one, or of the incident that nobody had looked. */
  readonly also?: readonly Tracked[];
};

/** How often the OpsItem is read again, so that two events at one time never leave it half done. */
const ROUNDS = 4;

/**
 * Makes, feeds or ends the incident that an event is about.
 * @throws Error when a step could not be taken; the event is to come again, and finds what is left to do
 */
export async function trackEvent(event: unknown, tracker: Tracker): Promise<Tracked> {
  const read = readSignal(event, tracker.watched);
  if ('type' in read && read.type === 'look') return trackLook(read, tracker);
  const signal = 'type' in read ? await meaningOf(read, tracker) : read;
  if ('ignored' in signal) return signal;
  if ('type' in read && read.type === 'held-back' && signal.turn === 'raised') {
    return trackHeld(signal, tracker);
  }
  const tracked = await track(signal, tracker);
  if ('ignored' in tracked) return tracked;
  const also: Tracked[] = [];
  for (const other of await afterCaller(signal, tracker)) also.push(await trackHeld(other, tracker));
  return { ...tracked, ...(also.length > 0 && { also }) };
}

async function trackLook({ found, watched }: Look, tracker: Tracker): Promise<Tracked> {
  const also = [await track(watched, tracker)];
  return { ...(await track(found, tracker)), also };
}

async function track(signal: Signal, tracker: Tracker): Promise<Tracked> {
  const id = await incidentFor(signal, tracker);
  if (typeof id !== 'string') return id;
  return { incident: id, steps: await settle(id, tracker) };
}

/** An alarm whose beginning did not count has an end that did not count either, and may have had it just now. */
async function trackHeld(signal: Signal, tracker: Tracker): Promise<Tracked> {
  const tracked = await track(signal, tracker);
  const end = await endedMeanwhile(signal, tracker);
  return end ? track(end, tracker) : tracked;
}

async function meaningOf(
  read: StageEnd | DeploymentEnd | HeldBack | Unwatched,
  tracker: Tracker,
): Promise<Signal | Ignored> {
  const { codeDeploy, codePipeline } = tracker;
  if (read.type === 'held-back') return afterWait(read.signal, tracker);
  if (read.type === 'unwatched') {
    const { alarm, signal } = read;
    return (await tracker.held.lacksData(alarm)) ? signal : { ignored: `alarm ${alarm} has data again` };
  }
  if (read.type === 'deployed') {
    const { deployment: deploymentId } = read;
    const { deploymentInfo = {} } = await codeDeploy.send(new GetDeploymentCommand({ deploymentId }));
    return meaningOfDeployment(read, deploymentInfo);
  }
  const { pipeline, execution: pipelineExecutionId } = read;
  const command = new GetPipelineExecutionCommand({ pipelineName: pipeline, pipelineExecutionId });
  return meaningOfStage(read, (await codePipeline.send(command)).pipelineExecution ?? {});
}

/** Id of the OpsItem that knows of the signal by now. */
async function incidentFor(signal: Signal, tracker: Tracker): Promise<string | Ignored> {
  const { items } = tracker;
  const near = (await items.newest(signal.place)).filter(({ incident, open }) =>
    belongs(incident, open, signal),
  );
  // The end of a cause is for the incident that has it, although a person closed that one and another is open.
  const known = near.find(({ incident }) => activeCauses(incident).includes(signal.cause)) ?? near[0];
  if (known) return feed(known, signal, tracker);
  if (signal.turn === 'cleared' && signal.since === undefined) {
    return { ignored: `no incident is open that could end: ${signal.text}` };
  }
  if (await isOvertaken(signal, tracker))
    return { ignored: `a later release succeeded already: ${signal.text}` };
  const { id, isNew } = await items.create(newItem(signal, await tracker.factsFor(signal)));
  if (isNew) return id;
  const other = await items.get(id);
  if (other) return feed(other, signal, tracker);
  throw new Error(`OpsItem ${id} has the deduplication string of this project and is none of its incidents`);
}

/** Writes the signal beside the others: what another function writes at this moment stays. */
async function feed(
  { id, incident, signals }: TrackedIncident,
  signal: Signal,
  { items }: Tracker,
): Promise<string> {
  if (isDeepStrictEqual(heard(incident, signal), incident)) return id;
  const data = signalData(signal);
  const gone = outlived([...signals, ...keptSignals(data, signal.place)]);
  await items.update(id, {
    OperationalData: { ...data },
    ...(gone.length > 0 && { OperationalDataToDelete: gone }),
  });
  return id;
}

/**
 * Takes the steps that are due, each although another could not be taken, and looks again until none is. A step notes
 * what follows from the signals that it knew of; of two functions, the one that notes last looks last, and with all
 * signals: what an older note says wrongly, it mends.
 */
async function settle(id: string, tracker: Tracker): Promise<Step[]> {
  const taken: Step[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const tracked = await tracker.items.get(id);
    const steps = tracked ? nextSteps(tracked) : [];
    if (!tracked || steps.length === 0) return taken;
    const failures: unknown[] = [];
    for (const step of steps) {
      await takeStep(tracker, tracked, step).then(
        () => taken.push(step),
        (error: unknown) => failures.push(error),
      );
    }
    if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('; '));
  }
  throw new Error(`OpsItem ${id} still changes after ${ROUNDS} looks`);
}

/** Whether a release that failed was followed by one that succeeded: its event may come later than that one's. */
async function isOvertaken(
  { cause, turn, place, at, execution }: Signal,
  tracker: Tracker,
): Promise<boolean> {
  if (cause !== 'release' || turn !== 'raised' || place.service === ANY) return false;
  const command = new GetPipelineStateCommand({ name: pipelineName(tracker.project, place.service) });
  const { stageStates = [] } = await tracker.codePipeline.send(command);
  const stage = stageStates.find(({ stageName }) => stageName === place.environment);
  const { pipelineExecutionId, status, type } = stage?.latestExecution ?? {};
  if (status !== 'Succeeded' || type === 'ROLLBACK' || pipelineExecutionId === execution) return false;
  const ends =
    stage?.actionStates?.map(({ latestExecution }) => latestExecution?.lastStatusChange?.getTime() ?? 0) ??
    [];
  return Math.max(0, ...ends) > Date.parse(at);
}
