import type { Deployment } from './history';
import { versionOf } from './versions';

/** A deployment seen with what came before and after it in the same place. */
export interface Judged extends Deployment {
  /** True when it failed, or when people had to take it back afterwards. */
  readonly bad: boolean;
  /** For a bad one: when the place was good again; absent as long as it is not. */
  readonly recoveredAt?: Date;
  /** Nobody planned it: it is there because of an incident. */
  readonly unplanned: boolean;
  /** True when its version came to the place for the first time; also when nobody knows the version. */
  readonly first: boolean;
}

/** A message that says itself that the change repairs what is in production. */
const REPAIR = /^(revert "|revert[(!:]|hotfix[(!:])/i;

/**
 * Judges the deployments of one place.
 *
 * - A bad deployment stays open until the next deployment or rollback that ends well. A rollback that fails ends
 *   nothing. Several bad ones are ended by the same good one, each counted from its own begin.
 * - A rollback by a person while nothing is open says that the newest change is bad, although it had ended well.
 *   CodePipeline's own rollbacks say nothing: they follow a failure that is known, or one that reached nobody.
 * - Unplanned are rollbacks by a person, changes that begin while a bad deployment is open, and changes whose commit
 *   message says so.
 * @param deployments all of one place, the oldest first
 */
export function judge(deployments: readonly Deployment[]): Judged[] {
  const judged: Mutable<Judged>[] = [];
  const open: Mutable<Judged>[] = [];
  /** Changes that ended well and were not taken back, the live one last. */
  const good: Mutable<Judged>[] = [];
  const seen = new Set<string>();
  for (const deployment of deployments) {
    const { kind, outcome, trigger, finishedAt, subject } = deployment;
    const byPerson = kind === 'rollback' && trigger !== 'automated-rollback';
    const known = versionOf(deployment);
    const one: Mutable<Judged> = {
      ...deployment,
      bad: kind === 'change' && outcome === 'failed',
      unplanned: byPerson || (kind === 'change' && (open.length > 0 || REPAIR.test(subject ?? ''))),
      first: kind === 'change' && outcome === 'succeeded' && !seen.has(known ?? ''),
    };
    judged.push(one);
    const taken = byPerson && outcome !== 'stopped' && open.length === 0 ? good.pop() : undefined;
    if (taken) {
      taken.bad = true;
      open.push(taken);
    }
    if (one.bad) open.push(one);
    if (outcome !== 'succeeded' || finishedAt === undefined) continue;
    for (const bad of open.splice(0)) bad.recoveredAt = finishedAt;
    if (known !== undefined) seen.add(known);
    if (kind === 'change') good.push(one);
    else good.splice(good.findLastIndex((change) => versionOf(change) === known) + 1 || good.length);
  }
  return judged;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
