import { formatStrategy } from '../../delivery/strategy-text';
import type { AlarmState } from '../aws/alarms';
import type { ExecutionSummary } from '../executions';
import { releasedName } from '../executions';
import type { PlaceFacts, ServiceFacts } from '../place-facts';
import type { Place } from '../places';
import { currentRecord } from '../release-history';
import { digestOf, versionName } from '../versions';

/** What is released where: one entry of `ops status --json`. */
export interface PlaceStatus {
  readonly service: string;
  readonly environment: string;
  readonly strategy: string;
  /** What the release parameter says. */
  readonly released?: {
    readonly version: string;
    readonly image: string;
    readonly at?: string;
  };
  /** What ECS runs. */
  readonly running?: {
    readonly version: string;
    readonly image: string;
    readonly tasks: { readonly running: number; readonly desired: number };
    readonly targetGroup?: string;
  };
  /** The newest deployment; `shares` tells the traffic while it is under way. */
  readonly deployment?: {
    readonly id: string;
    readonly status: string;
    readonly underWay: boolean;
    readonly since?: string;
    readonly error?: string;
    readonly shares: readonly { readonly label: string; readonly percent: number }[];
  };
  readonly alarms?: readonly AlarmState[];
  readonly pipeline?: {
    readonly name: string;
    readonly status: string;
    readonly execution?: string;
    readonly version?: string;
    readonly waiting?: string;
    readonly closed?: string;
    readonly blockedByConditions: boolean;
  };
  /** Why the rest is missing. */
  readonly problem?: string;
}

/** What was read about a place. */
export interface StatusSources {
  readonly shared: ServiceFacts;
  readonly facts: PlaceFacts;
  /** Image of the task definition that runs. */
  readonly image: string;
  readonly alarms: readonly AlarmState[];
  /** The execution that is, or was last, in the stage. */
  readonly execution?: ExecutionSummary;
}

/** The status of a place that could be read. */
export function placeStatus(place: Place, sources: StatusSources): PlaceStatus {
  const { shared, facts, image, alarms } = sources;
  const { running, deployment } = facts;
  const { desired, targetGroup } = running;
  return {
    ...placeNames(place),
    ...releasedPart(sources),
    running: {
      version: versionName(image, shared.images),
      image,
      tasks: { running: running.running, desired },
      ...(targetGroup && { targetGroup }),
    },
    ...(deployment && { deployment: { ...deployment, since: deployment.since?.toISOString() } }),
    alarms,
    pipeline: pipelinePart(place, sources),
  };
}

/** The status of a place that could not be read. */
export function unreadStatus(place: Place, problem: string): PlaceStatus {
  return { ...placeNames(place), problem };
}

/** Whether what runs at rest is not what the release parameter says, by digest. */
export function differs({ released, running, deployment }: PlaceStatus): boolean {
  if (!released || !running || deployment?.underWay) return false;
  return digestOf(released.image) !== digestOf(running.image);
}

function placeNames({ service, environment }: Place): PlaceStatus {
  const strategy = formatStrategy(service.delivery);
  return { service: service.name, environment: environment.name, strategy };
}

function releasedPart({ facts, shared }: StatusSources): Pick<PlaceStatus, 'released'> {
  const record = currentRecord(facts.history);
  if (!record) return {};
  const { image, at } = record;
  return { released: { version: versionName(image, shared.images), image, at: at?.toISOString() } };
}

function pipelinePart(place: Place, { shared, execution }: StatusSources): PlaceStatus['pipeline'] {
  const stage = shared.stages.find(({ name }) => name === place.environment.name);
  return {
    name: shared.pipeline.name,
    status: stage?.status ?? 'not run yet',
    ...(stage?.executionId && { execution: stage.executionId }),
    ...(execution && { version: releasedName(execution, shared.images) }),
    ...(stage?.waiting && { waiting: stage.waiting }),
    ...(stage?.closed && { closed: stage.closed }),
    blockedByConditions: stage?.entry === 'Failed' && stage.status === 'Failed',
  };
}
