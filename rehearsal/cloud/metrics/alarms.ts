import type { CompositeAlarmModel } from '../../composite-alarm-model';
import type { AlarmModel, MetricQuery, Unchecked } from '../../model';
import { repeat } from '../clock';
import type { Clock, Emit } from '../types';
import { AlarmBoard, type AlarmStatus } from './alarm-board';
import { evaluateAlarm, evaluationRange, isKnownComparison } from './alarm-evaluation';
import { readRules } from './composite-alarms';
import { evaluateExpression, type Lookup, type Series } from './math';
import { isKnownStatistic } from './statistics';
import type { MetricStore } from './store';

/** The alarms of a rehearsal, evaluated as cloud time passes. */
export interface Alarms {
  /** All alarms; those that cannot be acted out stay in INSUFFICIENT_DATA. */
  list(): readonly AlarmStatus[];
  /** Of the named alarms those in ALARM. */
  red(names: readonly string[]): readonly AlarmStatus[];
  /** Evaluates until the signal is aborted. */
  run(signal: AbortSignal): Promise<void>;
  readonly unchecked: readonly Unchecked[];
}

/** What `createAlarms` needs. */
export interface AlarmsProps {
  readonly models: readonly AlarmModel[];
  /** Alarms over the states of these and of each other. */
  readonly composites?: readonly CompositeAlarmModel[];
  readonly store: MetricStore;
  readonly clock: Clock;
  readonly emit: Emit;
}

/** Cloud seconds between two evaluations at most; the window of an alarm slides along. */
export const EVALUATION_SECONDS = 60;

/** Makes the alarms; those with something that is not acted out go to `unchecked`. */
export function createAlarms({ models, composites = [], store, clock, emit }: AlarmsProps): Alarms {
  const reasons = models.flatMap((model) =>
    whyUnchecked(model).map((what) => ({ where: `alarm ${model.name}`, what })),
  );
  const known = models.filter((model) => whyUnchecked(model).length === 0);
  const rules = readRules(composites);
  const board = new AlarmBoard([...models, ...composites], ({ name, state, reason }) =>
    emit({ type: 'alarm', at: clock.now(), name, state, reason }),
  );
  const evaluate = (model: AlarmModel, at: number): void => {
    const before = board.stateOf(model.name) ?? 'INSUFFICIENT_DATA';
    board.put(model.name, evaluateAlarm(model, alarmSeries(model, store, at), before));
    board.settle(rules.known);
  };
  return {
    unchecked: [...reasons, ...rules.unchecked],
    list: () => board.list(),
    red: (names) => board.list().filter(({ name, state }) => state === 'ALARM' && names.includes(name)),
    run: async (signal) => {
      await Promise.all(known.map((model) => runOne(model, clock, signal, (at) => evaluate(model, at))));
    },
  };
}

/**
 * Evaluates one alarm at the end of each period, and of each minute when its periods are longer: its window slides,
 * docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation-window.html
 */
async function runOne(
  model: AlarmModel,
  clock: Clock,
  signal: AbortSignal,
  evaluate: (at: number) => void,
): Promise<void> {
  const step = Math.min(periodOf(model), EVALUATION_SECONDS);
  let last = Math.floor(clock.now() / step);
  await repeat(clock, Math.max(1, 0.01 * clock.speed), signal, () => {
    const ended = Math.floor(clock.now() / step);
    if (ended > last) evaluate(ended * step);
    last = ended;
  });
}

/** Values of the alarm's query over the evaluation range that ends at `at`, oldest first, as far as they are known then. */
function alarmSeries(model: AlarmModel, store: MetricStore, at: number): Series {
  const period = periodOf(model);
  const length = evaluationRange(model.evaluationPeriods);
  const lookup: Lookup = (id) => {
    const query = model.queries.find((candidate) => candidate.id === id);
    if (query === undefined) return undefined;
    if (query.expression !== undefined) return evaluateExpression(query.expression, lookup, length);
    return Array.from({ length }, (_, index) =>
      metricValue(query, store, [at - (length - index) * period, at - (length - index - 1) * period, at]),
    );
  };
  return lookup(returned(model)?.id ?? '') ?? [];
}

function metricValue(
  query: MetricQuery,
  store: MetricStore,
  [from, to, seenAt]: readonly [number, number, number],
): number | undefined {
  if (query.metric === undefined) return undefined;
  return store.datapoint(query.metric, query.metric.statistic, from, to, seenAt);
}

function returned(model: AlarmModel): MetricQuery | undefined {
  return model.queries.find((query) => query.returnData);
}

/** Length of one period of an alarm in cloud seconds. */
export function periodOf(model: AlarmModel): number {
  const periods = model.queries.flatMap((query) => query.metric?.periodSeconds ?? query.periodSeconds ?? []);
  return periods[0] ?? 60;
}

function whyUnchecked(model: AlarmModel): string[] {
  const reasons = model.queries.flatMap(({ id, metric }) =>
    metric !== undefined && !isKnownStatistic(metric.statistic)
      ? [`statistic ${metric.statistic} of query ${id}`]
      : [],
  );
  if (!isKnownComparison(model.comparison)) reasons.push(`comparison ${model.comparison}`);
  if (returned(model) === undefined) reasons.push('no query returns data');
  const periods = new Set(model.queries.flatMap((query) => query.metric?.periodSeconds ?? []));
  if (periods.size > 1) reasons.push('its metrics have different periods');
  if (reasons.length > 0) return reasons;
  try {
    alarmSeries(model, { record: () => undefined, datapoint: () => undefined }, 0);
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
