import type { Place } from '../dora/history';
import { placeText } from './signal';

/** What the incident function did to the pipeline, as the OpsItem remembers it. */
export type FreezeState =
  /** The stage is closed by this incident. */
  | 'on'
  /** It was closed already by a person, and stays as they left it. */
  | 'not ours'
  /** It was closed, and is not any more. */
  | 'lifted';

/** Longest reason that CodePipeline takes. */
const MOST = 300;

const OURS = /^Incident (oi-[0-9a-zA-Z]+) /;

/**
 * Why nothing may enter a stage, as it is shown in the console and by `npm run ops -- status`: which incident, who closed
 * it, how to open it. CodePipeline takes only some characters here.
 */
export function freezeReason(
  incident: string,
  { service, environment }: Place,
  { by, at }: { readonly by: string; readonly at: Date },
): string {
  const time = at.toISOString().slice(0, 16).replace('T', ' ').replace(':', '.');
  const text = `Incident ${incident} (${placeText({ service, environment })}) keeps releases out until it is resolved. Closed ${time} UTC by the function ${by}. To let them in - aws codepipeline enable-stage-transition`;
  return text.replaceAll(/[^a-zA-Z0-9!@ ().*?-]/g, ' ').slice(0, MOST);
}

/** The incident that closed a stage; undefined when somebody else did, or when it is open. */
export function freezingIncident(reason: string | undefined): string | undefined {
  return OURS.exec(reason ?? '')?.[1];
}

/** What to do with a stage: `closed` is why it is closed now, undefined when it is open. */
export function freezeStep(
  incident: string,
  wanted: boolean,
  closed: string | undefined,
): 'close' | 'open' | 'leave' {
  const by = freezingIncident(closed);
  if (!wanted) return by === incident ? 'open' : 'leave';
  // What an earlier incident has left closed is this one's from now on, or nobody would open it.
  return closed === undefined || (by !== undefined && by !== incident) ? 'close' : 'leave';
}

/** How a stage is for an incident that wants it closed, or no longer does; `closed` as in `freezeStep`. */
export function freezeState(incident: string, wanted: boolean, closed: string | undefined): FreezeState {
  if (freezingIncident(closed) === incident) return 'on';
  return wanted && closed !== undefined ? 'not ours' : 'lifted';
}
