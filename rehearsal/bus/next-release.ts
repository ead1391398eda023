import { createHash } from 'node:crypto';
import type { StageModel } from '../model';
import { uuid } from './action-runs';
import { eventsOf, timeOf } from './run-record';
import type { Execution, Of, RunRecord } from './run-record';

/** When the release that is played begins after the run, how long it takes, and how long the account waits then; cloud seconds. */
const NEXT = { begins: 300, takes: 300, rest: 60 } as const;

/** Cloud seconds that pass after the run, whether a release is played or not. */
export const SECONDS_AFTER = NEXT.begins + NEXT.takes + NEXT.rest;

/**
 * The record with one more release, which is good: people mended what was wrong. It is played, not run. Alarms that
 * were red at the end of the run are OK by then.
 * @param environment name of its stage
 * @param endedAt cloud second in which the run was over
 */
export function withNextRelease(record: RunRecord, environment: string, endedAt: number): RunRecord {
  const [first] = record.executions;
  const begins = endedAt + NEXT.begins;
  const ends = begins + NEXT.takes;
  const stages = record.pipeline.stages.filter(
    ({ name, actions }) => name === environment || actions.some(({ category }) => category === 'Source'),
  );
  const next: Execution = {
    id: uuid(`${first?.id ?? ''}/next`),
    kind: 'release',
    revision: {
      commit: createHash('sha1')
        .update(`${first?.revision?.commit ?? ''}/next`)
        .digest('hex'),
      message: 'What was wrong is mended (played by the rehearsal)',
      authorDate: timeOf(record, begins).toISOString(),
    },
    events: stages.flatMap((stage, index) =>
      goodStage(stage, begins + index, index === stages.length - 1 ? ends : begins + index + 1),
    ),
  };
  return {
    ...record,
    executions: [...record.executions, next],
    events: [...record.events, ...recoveredAlarms(record, ends)],
  };
}

function goodStage({ name: stage, actions }: StageModel, from: number, to: number): Execution['events'] {
  const step = (to - from) / (actions.length + 1);
  const ordered = actions.toSorted((one, other) => one.runOrder - other.runOrder);
  return [
    { type: 'stage', at: from, stage, status: 'started' },
    ...ordered.flatMap(({ name: action }, index): Of<'action'>[] => [
      { type: 'action', at: from + index * step, stage, action, status: 'started' },
      { type: 'action', at: from + (index + 1) * step, stage, action, status: 'succeeded' },
    ]),
    { type: 'stage', at: to, stage, status: 'succeeded' },
  ];
}

function recoveredAlarms(record: RunRecord, at: number): Of<'alarm'>[] {
  const last = new Map(eventsOf(record, 'alarm').map((event) => [event.name, event]));
  return [...last.values()]
    .filter(({ state }) => state === 'ALARM')
    .map(({ name }) => ({
      type: 'alarm',
      at,
      name,
      state: 'OK',
      reason: 'the next release is good (played)',
    }));
}
