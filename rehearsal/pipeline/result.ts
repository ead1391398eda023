import { versionOf } from '../cloud/ecs/version';
import type { Cloud, CloudStatistics, RequestStatistics } from '../cloud/types';
import type { RehearsalResult } from '../events';
import type { RunContext } from './action';
import { VERSION_BEFORE } from './baseline';
import type { ExecutionOutcome } from './execute';
import { rehearsedService, strategyOf } from './rehearsed-service';
import type { Selection } from './select-stages';

/** What the result is made of. */
export interface ResultParts {
  readonly context: RunContext;
  readonly selection: Selection;
  readonly scenario: string;
  readonly execution: ExecutionOutcome;
  /** Absent when the cloud was never started. */
  readonly cloud?: Cloud;
  readonly servingVersion?: string;
  /** Names of the alarms that were in ALARM at some time. */
  readonly redAlarms: ReadonlySet<string>;
  readonly unchecked: readonly string[];
  /** When everything had happened, in cloud seconds since the rehearsal began. */
  readonly endedAt: number;
}

/** A result that nobody has judged yet. */
export type Summary = Omit<RehearsalResult, 'at' | 'speed' | 'limits' | 'expected' | 'verdict'>;

/** Makes the result of a rehearsal; `at` is left to the timeline. */
export function summarize(parts: ResultParts): Summary {
  const { context, selection, execution, cloud } = parts;
  const service = rehearsedService(context.model, selection);
  const deployment = execution.deployment?.deployment;
  const statistics = cloud?.statistics();
  const traces = cloud?.traces()?.facts();
  return {
    type: 'result',
    service: selection.service,
    environment: selection.environment,
    scenario: parts.scenario,
    strategy: strategyOf(service),
    outcome: outcomeOf(execution),
    ...(execution.stopped === undefined
      ? {}
      : {
          stoppedAt: execution.stopped.action,
          reason: execution.stopped.reason,
          cause: execution.stopped.cause,
        }),
    versionBefore: VERSION_BEFORE,
    versionAfter: versionAfter(parts),
    ...(parts.servingVersion === undefined ? {} : { servingVersion: parts.servingVersion }),
    requests: requestsOf(statistics?.requests),
    window: requestsOf(statistics?.window),
    cloudSeconds: {
      total: round(parts.endedAt),
      detect: round(deployment?.detectSeconds ?? 0),
      rollback: round(execution.rollbackSeconds ?? deployment?.rollbackSeconds ?? 0),
    },
    hooks: deployment?.hooks ?? [],
    alarms: alarmsOf(statistics, parts.redAlarms),
    versions: statistics?.versions ?? [],
    ...(traces === undefined ? {} : { traces }),
    unchecked: parts.unchecked,
  };
}

/** Rolled back when a deployment was undone, by itself or by the pipeline; stopped when the pipeline ended in any other way. */
function outcomeOf({ stopped, deployment, rollbackSeconds }: ExecutionOutcome): RehearsalResult['outcome'] {
  if (deployment?.deployment?.status === 'rolled-back' || rollbackSeconds !== undefined) return 'rolled-back';
  return stopped === undefined ? 'released' : 'stopped';
}

function versionAfter({ context, execution }: ResultParts): string {
  const { image: reference = '' } = execution.deployment ?? {};
  const image = context.images.find(reference);
  return image === undefined ? (context.revision?.commit.slice(0, 12) ?? '') : versionOf(image, reference);
}

const NO_REQUESTS: RequestStatistics = {
  total: 0,
  failed: 0,
  failedPercent: 0,
  servedByGreen: 0,
  p50Ms: 0,
  p99Ms: 0,
};

function requestsOf(statistics: RequestStatistics = NO_REQUESTS): RequestStatistics {
  return {
    ...statistics,
    failedPercent: Math.round(statistics.failedPercent * 100) / 100,
    p50Ms: round(statistics.p50Ms),
    p99Ms: round(statistics.p99Ms),
  };
}

/** Each alarm with its worst state: one that went off counts, although it is quiet again after the rollback. */
function alarmsOf(
  statistics: CloudStatistics | undefined,
  red: ReadonlySet<string>,
): RehearsalResult['alarms'] {
  return (statistics?.alarms ?? []).map(({ name, state }) => ({
    name,
    state: red.has(name) ? 'ALARM' : state,
  }));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
