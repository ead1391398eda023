import type { ActionFact } from './facts';

/** One run of an action with everything that was heard of it. */
export interface Run extends Omit<ActionFact, 'type' | 'at'> {
  readonly startedAt: Date;
  /** Absent while it runs. */
  readonly endedAt?: Date;
}

/** When two facts disagree about the end of a run, the one further right is believed. */
const RANK: readonly ActionFact['state'][] = ['started', 'stopped', 'succeeded', 'failed'];

/** Every run once, in the order in which they began, whatever the order and number of the facts. */
export function runsOf(facts: readonly ActionFact[]): Run[] {
  const byRun = new Map<string, ActionFact[]>();
  for (const fact of facts) {
    const known = byRun.get(fact.run);
    if (known) known.push(fact);
    else byRun.set(fact.run, [fact]);
  }
  return [...byRun.values()].flatMap(runOf).toSorted(byStart);
}

/** Order of begin; the id decides between runs of the same moment, so that the order never depends on the input. */
export function byStart(a: Pick<Run, 'startedAt' | 'run'>, b: Pick<Run, 'startedAt' | 'run'>): number {
  return a.startedAt.getTime() - b.startedAt.getTime() || compare(a.run, b.run);
}

function runOf(facts: readonly ActionFact[]): Run[] {
  const sorted = facts.toSorted((a, b) => rank(a) - rank(b) || a.at.getTime() - b.at.getTime());
  const last = sorted.at(-1);
  if (!last) return [];
  const { service, environment, execution, role, run, state } = last;
  const end = sorted.find((fact) => fact.state === state) ?? last;
  return [
    {
      ...{ service, environment, execution, role, run, state },
      // When only the end is known, it is the best that is known of the beginning.
      startedAt: new Date(Math.min(...facts.map(({ at }) => at.getTime()))),
      ...(state !== 'started' && { endedAt: end.at }),
      ...said('externalId', facts),
      ...said('reason', facts),
      ...said('image', facts),
    },
  ];
}

function rank({ state }: ActionFact): number {
  return RANK.indexOf(state);
}

/**
 * What the things say about `key`, as an object to spread. When they disagree it is the text that stands first in the
 * alphabet: the same one in whatever order they come.
 */
export function said<K extends string, V extends string>(
  key: K,
  things: readonly { readonly [key in K]?: V | undefined }[],
): { readonly [key in K]?: V } {
  const [value] = things.flatMap((thing) => thing[key] ?? []).toSorted(compare);
  return (value === undefined ? {} : { [key]: value }) as { readonly [key in K]?: V };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
