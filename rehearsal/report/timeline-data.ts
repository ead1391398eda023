import { duration } from '../cli/numbers';
import type { RehearsalEvent } from '../events';

/** A point of a curve: cloud seconds and a value. */
export interface Point {
  readonly at: number;
  readonly value: number;
}

/** Something that lasted, in cloud seconds. */
export interface Span {
  readonly from: number;
  readonly to: number;
  /** For example `ALARM` or `succeeded`; decides the colour. */
  readonly state: string;
  readonly label: string;
}

/** A named line of spans. */
export interface Lane {
  readonly name: string;
  /** What came out of it, in a few words. */
  readonly note?: string;
  readonly spans: readonly Span[];
}

/** What the users of one environment met. */
export interface EnvironmentCurves {
  /** Empty when the rehearsal has only one environment. */
  readonly name: string;
  /** When its last users were there, cloud seconds. */
  readonly to: number;
  readonly colours: readonly string[];
  /** Production weight in percent by colour, each value valid until the next. */
  readonly weights: ReadonlyMap<string, readonly Point[]>;
  readonly requests: ReadonlyMap<string, readonly Point[]>;
  readonly failed: ReadonlyMap<string, readonly Point[]>;
  readonly p50: ReadonlyMap<string, readonly Point[]>;
  readonly p99: ReadonlyMap<string, readonly Point[]>;
}

/** What the pictures of one rehearsal are drawn from. */
export interface TimelineData {
  /** The shared axis, cloud seconds. */
  readonly from: number;
  readonly to: number;
  /** One after the other: a colour of one has nothing to do with the same colour of another. */
  readonly environments: readonly EnvironmentCurves[];
  readonly alarms: readonly Lane[];
  readonly phases: readonly Lane[];
}

type Of<T extends RehearsalEvent['type']> = Extract<RehearsalEvent, { type: T }>;

/** Sorts the events of a rehearsal into what the pictures show. */
export function timelineData(events: readonly RehearsalEvent[]): TimelineData {
  const to = events.reduce((latest, { at }) => Math.max(latest, at), 1);
  const ends = environmentEnds(events, to);
  return {
    from: 0,
    to,
    environments: [...ends].map(([environment, end]) => ({
      name: ends.size === 1 ? '' : environment,
      to: end,
      ...curvesOf(events.filter((event) => environmentOf(event) === environment)),
    })),
    alarms: alarmLanes(events, (environment) => ends.get(environment) ?? to),
    phases: [...actionLanes(events, to), ...deploymentLanes(events, to)],
  };
}

/** The environments in their order, each with the end of its users; the last one goes on to the end. */
function environmentEnds(events: readonly RehearsalEvent[], to: number): Map<string, number> {
  const ends = new Map<string, number>();
  for (const event of events) {
    if (event.type === 'sample' || event.type === 'traffic') ends.set(environmentOf(event), event.at);
  }
  return ends.set([...ends.keys()].at(-1) ?? '', to);
}

function environmentOf(event: RehearsalEvent): string {
  return ('environment' in event ? event.environment : undefined) ?? '';
}

function curvesOf(events: readonly RehearsalEvent[]): Omit<EnvironmentCurves, 'name' | 'to'> {
  const samples = events.filter((event): event is Of<'sample'> => event.type === 'sample');
  const production = productionWeights(events, samples[0]);
  const weighted = production.flatMap(({ weights }) => Object.keys(weights));
  const colours = [...new Set([...weighted, ...samples.map(({ colour }) => colour)])];
  const curve = (value: (sample: Of<'sample'>) => number): Map<string, Point[]> =>
    new Map(colours.map((colour) => [colour, curveOf(samples, colour, value)]));
  return {
    colours,
    weights: new Map(
      [...new Set(weighted)].map((colour) => [
        colour,
        production.map(({ at, weights }) => ({ at, value: weights[colour] ?? 0 })),
      ]),
    ),
    requests: curve(({ requests }) => requests),
    failed: curve(({ failed }) => failed),
    p50: curve(({ p50Ms }) => p50Ms),
    p99: curve(({ p99Ms }) => p99Ms),
  };
}

/** Changes of the production weights; before the first one, all users reach whoever answered the first sample. */
function productionWeights(
  events: readonly RehearsalEvent[],
  first: Of<'sample'> | undefined,
): Pick<Of<'traffic'>, 'at' | 'weights'>[] {
  const changes = events.filter(
    (event): event is Of<'traffic'> => event.type === 'traffic' && event.listener === 'production',
  );
  const began = changes[0];
  if (first === undefined || began === undefined || began.at <= first.at) return changes;
  return [{ at: first.at, weights: { [first.colour]: 100 } }, ...changes];
}

function curveOf(
  samples: readonly Of<'sample'>[],
  colour: string,
  value: (sample: Of<'sample'>) => number,
): Point[] {
  return samples
    .filter((sample) => sample.colour === colour)
    .map((sample) => ({ at: sample.at, value: value(sample) }));
}

/** Those that went off come first; an alarm is watched until its environment ends. */
function alarmLanes(events: readonly RehearsalEvent[], endOf: (environment: string) => number): Lane[] {
  const changes = events.filter((event): event is Of<'alarm'> => event.type === 'alarm');
  const wentOff = new Set(changes.flatMap(({ name, state }) => (state === 'ALARM' ? [name] : [])));
  const sorted = [...new Set(changes.map(({ name }) => name))].sort();
  const names = sorted.toSorted((one, other) => Number(wentOff.has(other)) - Number(wentOff.has(one)));
  const prefix = commonStart(names);
  return names.map((name) => {
    const own = changes.filter((change) => change.name === name);
    const spans = own.map(({ at, state, reason, environment = '' }, index) => ({
      from: at,
      to: own[index + 1]?.at ?? Math.max(at, endOf(environment)),
      state,
      label: `${state}: ${reason}`,
    }));
    return { name: name.slice(prefix.length), spans, ...(wentOff.has(name) && { note: 'in ALARM' }) };
  });
}

/** What all names begin with, up to a dash. */
function commonStart(names: readonly string[]): string {
  const [first = '', ...others] = names;
  if (others.length === 0) return '';
  let length = first.length;
  while (length > 0 && !others.every((name) => name.startsWith(first.slice(0, length)))) length -= 1;
  return first.slice(0, first.slice(0, length).lastIndexOf('-') + 1);
}

/** One lane for each action of the pipeline; actions of one name in several stages are told apart by their stage. */
function actionLanes(events: readonly RehearsalEvent[], to: number): Lane[] {
  const actions = events.filter((event): event is Of<'action'> => event.type === 'action');
  const begun = actions.filter(({ status }) => status === 'started');
  return begun.map((started) => {
    const { action, stage } = started;
    // A stage that goes back runs its actions again.
    const ended = actions
      .slice(actions.indexOf(started))
      .find((one) => one.action === action && one.stage === stage && one.status !== 'started');
    const elsewhere = begun.some((one) => one.action === action && one.stage !== stage);
    const state = ended?.status ?? 'started';
    const span = { from: started.at, to: ended?.at ?? to, state, label: ended?.detail ?? state };
    return {
      name: elsewhere ? `${stage}: ${action}` : action,
      spans: [span],
      note: duration(span.to - span.from),
    };
  });
}

/** One lane for each deployment, with its lifecycle as spans; the last status lasts no time. */
function deploymentLanes(events: readonly RehearsalEvent[], to: number): Lane[] {
  const told = events.filter((event): event is Of<'deployment'> => event.type === 'deployment');
  const ids = [...new Set(told.map(({ id }) => id))];
  return ids.map((id) => {
    const own = told.filter((each) => each.id === id);
    const spans = own.map(({ at, status, detail }, index) => {
      const end = index === own.length - 1 ? Math.min(to, at + 1) : (own[index + 1]?.at ?? to);
      return {
        from: at,
        to: end,
        state: status,
        label: detail === undefined ? status : `${status}: ${detail}`,
      };
    });
    return { name: id, spans, note: [...new Set(own.map(({ status }) => status))].join(', ') };
  });
}
