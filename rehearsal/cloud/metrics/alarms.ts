import type { AlarmModel, MetricQuery, Unchecked } from '../../model';
import { repeat } from '../clock';
import type { AlarmState, Clock, Emit } from '../types';
import { evaluateAlarm, evaluationRange, isKnownComparison } from './alarm-evaluation';
import { evaluateExpression, type Lookup, type Series } from './math';
import { isKnownStatistic } from './statistics';
import type { MetricStore } from './store';

/** An alarm and what it says now. */
interface AlarmStatus {
  readonly name: string;
  readonly state: AlarmState;
  readonly reason: string;
}

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
  readonly store: MetricStore;
  readonly clock: Clock;
  readonly emit: Emit;
}

/** Makes the alarms; those with something that is not acted out go to `unchecked`. */
export function createAlarms({ models, store, clock, emit }: AlarmsProps): Alarms {
  const unchecked = models.flatMap((model) =>
    whyUnchecked(model).map((what) => ({ where: `alarm ${model.name}`, what })),
  );
  const known = models.filter((model) => whyUnchecked(model).length === 0);
  const states = new Map<string, AlarmStatus>(
    models.map(({ name }) => [
      name,
      { name, state: 'INSUFFICIENT_DATA', reason: 'the alarm has just started' },
    ]),
  );
  const evaluate = (model: AlarmModel, at: number): void => {
    const before = states.get(model.name);
    if (before === undefined) return;
    const verdict = evaluateAlarm(model, alarmSeries(model, store, at), before.state);
    states.set(model.name, { name: model.name, ...verdict });
    if (verdict.state !== before.state)
      emit({ type: 'alarm', at: clock.now(), name: model.name, ...verdict });
  };
  return {
    unchecked,
    list: () => [...states.values()],
    red: (names) =>
      [...states.values()].filter(({ name, state }) => state === 'ALARM' && names.includes(name)),
    run: async (signal) => {
      await Promise.all(known.map((model) => runOne(model, clock, signal, (at) => evaluate(model, at))));
    },
  };
}

/** Evaluates one alarm at the end of each of its periods. */
async function runOne(
  model: AlarmModel,
  clock: Clock,
  signal: AbortSignal,
  evaluate: (at: number) => void,
): Promise<void> {
  const period = periodOf(model);
  let last = Math.floor(clock.now() / period);
  await repeat(clock, Math.max(1, 0.01 * clock.speed), signal, () => {
    const ended = Math.floor(clock.now() / period);
    if (ended > last) evaluate(ended * period);
    last = ended;
  });
}

/** Values of the alarm's query over the evaluation range that ends at `at`, oldest first. */
function alarmSeries(model: AlarmModel, store: MetricStore, at: number): Series {
  const period = periodOf(model);
  const length = evaluationRange(model.evaluationPeriods);
  const lookup: Lookup = (id) => {
    const query = model.queries.find((candidate) => candidate.id === id);
    if (query === undefined) return undefined;
    if (query.expression !== undefined) return evaluateExpression(query.expression, lookup, length);
    return Array.from({ length }, (_, index) =>
      metricValue(query, store, at - (length - index) * period, period),
    );
  };
  return lookup(returned(model)?.id ?? '') ?? [];
}

function metricValue(
  query: MetricQuery,
  store: MetricStore,
  from: number,
  period: number,
): number | undefined {
  if (query.metric === undefined) return undefined;
  return store.datapoint(query.metric, query.metric.statistic, from, from + period);
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
