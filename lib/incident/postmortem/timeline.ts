import { plainLine } from '../../../app/shared/plain-text';
import { groupBy } from '../../dora/deployments';
import type { AlarmChange, Deployment, OperatorAction } from '../../dora/history';
import { impactOf, percentText } from './impact';
import type { IncidentRecord, Moment } from './record';

/** How long before the first reason the timeline begins: what was released shortly before is the first suspect. */
const LEAD_IN_MS = 60 * 60_000;

/** How long after the end it goes on. */
const LEAD_OUT_MS = 15 * 60_000;

/** Length of a commit id that people recognize. */
const SHORT = 12;

/**
 * Everything that happened, in order, each moment once. Commits are told although they are older, because a release
 * without its commit makes no sense.
 */
export function timelineOf(record: IncidentRecord): Moment[] {
  const { from, to, history, moments } = record;
  const near = ({ at }: Moment): boolean =>
    at.getTime() >= from.getTime() - LEAD_IN_MS && at.getTime() <= to.getTime() + LEAD_OUT_MS;
  const deployments = history.deployments.filter((deployment) =>
    momentsOfDeployment(deployment).some((moment) => near(moment)),
  );
  const all = [
    ...deployments.flatMap(commitOf),
    ...[
      ...deployments.flatMap(momentsOfDeployment),
      ...alarmMoments(history.alarms),
      ...history.operators.map(operatorMoment),
      ...userMoments(record),
      ...moments,
    ].filter(near),
  ];
  const once = new Map(all.map((moment) => [`${moment.at.getTime()} ${moment.text}`, moment]));
  return [...once.values()].toSorted(
    (one, other) =>
      one.at.getTime() - other.at.getTime() || ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind),
  );
}

/** Of things at one moment, what causes comes before what follows. */
const ORDER: readonly Moment['kind'][] = [
  'commit',
  'flag',
  'operator',
  'release',
  'step',
  'users',
  'alarm',
  'incident',
];

/** How people call what a deployment brings. */
export function versionText({ commit, requested, execution }: Deployment): string {
  if (requested) return requested.slice(0, requested.startsWith('sha256:') ? SHORT + 7 : SHORT);
  return commit?.slice(0, SHORT) ?? `the version of execution ${execution.slice(0, 8)}`;
}

function commitOf({ commit, authoredAt, subject, requested }: Deployment): Moment[] {
  if (commit === undefined || authoredAt === undefined || requested !== undefined) return [];
  const text = `commit ${commit.slice(0, SHORT)} was written${subject ? `: "${subject}"` : ''}`;
  return [{ at: authoredAt, kind: 'commit', text }];
}

function momentsOfDeployment(deployment: Deployment): Moment[] {
  const { startedAt, finishedAt, outcome, reason } = deployment;
  const version = versionText(deployment);
  const begun: Moment = { at: startedAt, kind: 'release', text: `${beginning(deployment)} ${version} began` };
  if (finishedAt === undefined) return [begun];
  const ends = {
    succeeded: `${version} was in place and its checks agreed`,
    failed: `${beginning(deployment)} ${version} failed${reason ? `: ${oneLine(reason)}` : ''}`,
    stopped: `${beginning(deployment)} ${version} was stopped`,
    running: `${beginning(deployment)} ${version} was still under way`,
  };
  return [begun, { at: finishedAt, kind: 'release', text: ends[outcome] }];
}

function beginning({ trigger, kind }: Deployment): string {
  if (trigger === 'automated-rollback') return 'the way back that the pipeline made by itself, to';
  if (trigger === 'manual-rollback') return 'a rollback that somebody asked for, to';
  if (trigger === 'again' || kind === 'rollback') return 'the release of an earlier version,';
  return 'the release of';
}

/** An alarm that flickers is told twice at most: when it turned red first, and when it was OK for good. */
function alarmMoments(alarms: readonly AlarmChange[]): Moment[] {
  const byName = groupBy(alarms, ({ alarm }) => alarm);
  return [...byName.values()].flatMap((changes) => {
    const sorted = changes.toSorted((one, other) => one.at.getTime() - other.at.getTime());
    const reds = sorted.filter(({ state }) => state === 'ALARM');
    const [first] = reds;
    if (first === undefined) return [];
    const last = sorted.at(-1);
    const times = reds.length === 1 ? '' : `, for the first of ${reds.length} times`;
    return [
      { at: first.at, kind: 'alarm' as const, text: `alarm ${first.alarm} turned red${times}${why(first)}` },
      ...(last?.state === 'OK'
        ? [{ at: last.at, kind: 'alarm' as const, text: `alarm ${last.alarm} was OK again` }]
        : []),
    ];
  });
}

function why({ reason }: AlarmChange): string {
  return reason ? `: ${oneLine(reason)}` : '';
}

function operatorMoment({ at, by, what }: OperatorAction): Moment {
  return { at, kind: 'operator', text: `${by ? nameOf(by) : 'somebody'} ${what}` };
}

/** Users are witnesses too: the first and the last minute in which requests failed. */
function userMoments({ minutes, from, to }: IncidentRecord): Moment[] {
  const around = impactOf(
    minutes ?? [],
    new Date(from.getTime() - LEAD_IN_MS),
    new Date(to.getTime() + LEAD_OUT_MS),
  );
  const { felt, worst } = around;
  if (!felt || !worst) return [];
  const share = percentText((100 * worst.failed) / worst.requests);
  return [
    { at: felt.from, kind: 'users', text: 'the first minute in which requests of users failed' },
    ...(around.bad.length > 2
      ? [
          {
            at: worst.at,
            kind: 'users' as const,
            text: `the worst minute: ${worst.failed} of ${worst.requests} requests failed (${share})`,
          },
        ]
      : []),
    { at: felt.to, kind: 'users', text: 'requests of users no longer failed' },
  ];
}

/** A role session is called by its session, which is how people are known. */
function nameOf(arn: string): string {
  return arn.split('/').at(-1) ?? arn;
}

function oneLine(text: string): string {
  return plainLine(text, 240).replace(/\.$/, '');
}
