import type { ActionFact, CommitFact, ExecutionFact, Fact } from './facts';
import type { Deployment, Outcome, Trigger } from './history';
import { byStart, runsOf, said } from './runs';
import type { Run } from './runs';
import { withKinds } from './versions';

/**
 * The deployments behind facts, the oldest first. The same facts give the same deployments in whatever order and
 * however often they come.
 *
 * A deployment is a run of the deploy action. An execution that ended before it (tests, scan, approval, an entry
 * condition, *Prepare*) has deployed nothing, nor has one that was stopped or overtaken before it.
 */
export function deploymentsOf(facts: readonly Fact[]): Deployment[] {
  const runs = runsOf(facts.filter((fact): fact is ActionFact => fact.type === 'action'));
  const executions = executionsOf(facts.filter((fact): fact is ExecutionFact => fact.type === 'execution'));
  const authored = authorTimes(facts.filter((fact): fact is CommitFact => fact.type === 'commit'));
  const drafts = [...groupBy(runs, stageRun).values()].flatMap((ofStage) =>
    deploymentsOfStage(ofStage).map((draft) => {
      const { commit, authoredAt, ...execution } = executions.get(draft.execution) ?? {};
      const time = authoredAt ?? (commit === undefined ? undefined : authored.get(commit));
      return { ...draft, ...execution, ...(commit && { commit }), ...(time && { authoredAt: time }) };
    }),
  );
  return [...groupBy(drafts, place).values()]
    .flatMap((ofPlace) => withKinds(ofPlace.toSorted(byId)))
    .toSorted(byId);
}

/** A deployment of which the kind is not known yet. */
export type Draft = Omit<Deployment, 'kind' | 'trigger'> & Partial<Pick<Deployment, 'trigger'>>;

/** Each run of the deploy action in one stage of one execution, judged by the checks that came after it. */
function deploymentsOfStage(runs: readonly Run[]): Draft[] {
  const deploys = runs.filter(({ role }) => role === 'deploy');
  return deploys.map((deploy, index) => {
    const next = deploys[index + 1];
    const near = (role: Run['role']): Run[] =>
      runs.filter((run) => run.role === role && (next === undefined || run.startedAt < next.startedAt));
    // A retry of the checks alone is another run of them: the last word counts.
    const verify = near('verify').findLast(({ startedAt }) => startedAt >= deploy.startedAt);
    const prepare = near('prepare').at(-1);
    return {
      id: deploy.run,
      service: deploy.service,
      environment: deploy.environment,
      execution: deploy.execution,
      startedAt: deploy.startedAt,
      ...outcomeOf(deploy, verify),
      ...(deploy.externalId && { externalId: deploy.externalId }),
      ...(prepare?.image && { image: prepare.image }),
    };
  });
}

function outcomeOf(deploy: Run, verify: Run | undefined): Pick<Draft, 'outcome' | 'finishedAt' | 'reason'> {
  // Users have the version as soon as it is deployed; a check that nobody made takes nothing back.
  const judge = deploy.state === 'succeeded' && verify && verify.state !== 'stopped' ? verify : deploy;
  return {
    outcome: OUTCOMES[judge.state],
    ...(judge.endedAt && { finishedAt: judge.endedAt }),
    ...(judge.state === 'failed' && judge.reason && { reason: judge.reason }),
  };
}

const OUTCOMES: Readonly<Record<Run['state'], Outcome>> = {
  started: 'running',
  succeeded: 'succeeded',
  failed: 'failed',
  stopped: 'stopped',
};

type Execution = Omit<ExecutionFact, 'type' | 'execution'>;

function executionsOf(facts: readonly ExecutionFact[]): Map<string, Execution> {
  const merged = new Map<string, Execution>();
  for (const [id, same] of groupBy(facts, ({ execution }) => execution)) {
    const times = same.flatMap(({ authoredAt }) => authoredAt?.getTime() ?? []);
    merged.set(id, {
      ...said('commit', same),
      ...said('subject', same),
      ...said('requested', same),
      ...said<'trigger', Trigger>('trigger', same),
      ...(times.length > 0 && { authoredAt: new Date(Math.min(...times)) }),
    });
  }
  return merged;
}

/** The earliest time that is given for each commit. */
function authorTimes(facts: readonly CommitFact[]): Map<string, Date> {
  const latestFirst = facts.toSorted((a, b) => b.authoredAt.getTime() - a.authoredAt.getTime());
  return new Map(latestFirst.map(({ commit, authoredAt }) => [commit, authoredAt]));
}

function stageRun({ execution, environment }: Run): string {
  return `${execution} ${environment}`;
}

function place({ service, environment }: Draft): string {
  return `${service} ${environment}`;
}

function byId(a: Pick<Draft, 'id' | 'startedAt'>, b: Pick<Draft, 'id' | 'startedAt'>): number {
  return byStart({ ...a, run: a.id }, { ...b, run: b.id });
}

/** The things by what `keyOf` says of them, in their order. */
export function groupBy<T>(things: readonly T[], keyOf: (thing: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const thing of things) {
    const key = keyOf(thing);
    const group = groups.get(key);
    if (group) group.push(thing);
    else groups.set(key, [thing]);
  }
  return groups;
}
