import { deploymentsOf } from '../../dora/deployments';
import { pipelineHistory } from '../../dora/pipeline-history';
import { deployedServiceName, pipelineName } from '../../shared/names';
import { RELEASES } from './findings';
import { alarmChanges } from './read-alarms';
import { grainAt, minutesOf } from './read-minutes';
import { stepsOf } from './read-steps';
import type { IncidentRecord, Missing, Moment } from './record';
import type { Sources, Span } from './sources';

const HOUR_MS = 3_600_000;

/** How far before the time releases are read: the one before may be the cause. */
const BEFORE_MS = 72 * HOUR_MS;

/** How far before and after the time everything else is read. */
const AROUND_MS = HOUR_MS;

const DAYS_OF_ALARMS = 30;

/** What is missing from every draft, because nothing records it here. */
const ALWAYS_MISSING: readonly Missing[] = [
  { what: 'Feature flags', why: 'nothing here records when a flag was changed' },
  {
    what: 'What people did in the console or with the AWS CLI',
    why: 'CloudTrail has it for 90 days',
  },
];

/**
 * Everything that AWS remembers of a place for some time. A part that cannot be read is missing, with the reason; it
 * never stops the others.
 */
export async function gatherRecord(span: Span, sources: Sources): Promise<IncidentRecord> {
  const { place, from, to } = span;
  const { watched, codePipeline, environment, timeZone, now, strategy, explain = messageOf } = sources;
  const missing: Missing[] = [];
  const part = async <T>(what: string, otherwise: T, read: () => Promise<T>): Promise<T> =>
    read().catch((error: unknown) => {
      missing.push({
        what,
        why: `could not be read (${explain(error)})`,
      });
      return otherwise;
    });
  const far = { from: new Date(from.getTime() - AROUND_MS), to: new Date(to.getTime() + AROUND_MS) };
  const pipeline = { service: place.service, name: pipelineName(watched.project, place.service) };
  const deployments = await part(RELEASES, [], async () => {
    const since = new Date(from.getTime() - BEFORE_MS);
    const all = deploymentsOf(await pipelineHistory(codePipeline, pipeline, watched, since));
    return all.filter(
      (one) =>
        one.service === place.service && one.environment === place.environment && one.startedAt <= far.to,
    );
  });
  const inside = environment
    ? await lookInside(span, far, environment, sources, deployments, part)
    : undefined;
  return {
    project: watched.project,
    place,
    from,
    to,
    history: { deployments, alarms: inside?.alarms ?? [], operators: [] },
    moments: inside?.moments ?? [],
    ...(inside?.minutes && { minutes: inside.minutes }),
    ...(strategy && { strategy }),
    links: [],
    missing: [...missing, ...limitsOf(span, now, environment !== undefined), ...ALWAYS_MISSING],
    timeZone,
    writtenAt: now,
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

type Part = <T>(what: string, otherwise: T, read: () => Promise<T>) => Promise<T>;

async function lookInside(
  span: Span,
  far: Pick<Span, 'from' | 'to'>,
  { cloudWatch, codeDeploy }: NonNullable<Sources['environment']>,
  { watched, now }: Sources,
  deployments: Parameters<typeof stepsOf>[1],
  part: Part,
): Promise<Pick<IncidentRecord, 'minutes' | 'moments'> & Pick<IncidentRecord['history'], 'alarms'>> {
  const { place } = span;
  const prefix = `${deployedServiceName(watched.project, place.environment, place.service)}-`;
  const near = deployments.filter(
    ({ startedAt, finishedAt }) => startedAt >= far.from || (finishedAt ?? now) >= far.from,
  );
  const [alarms, minutes, moments] = await Promise.all([
    part('Alarms', [], async () => alarmChanges(cloudWatch, prefix, far.from, far.to)),
    part('Numbers', undefined, async () => minutesOf(cloudWatch, { ...span, ...far }, now)),
    part<Moment[]>('Steps of the deployments', [], async () => stepsOf(codeDeploy, near)),
  ]);
  return { alarms, moments, ...(minutes && { minutes }) };
}

/** What AWS no longer has of a time so long ago, and what cannot be seen from here. */
function limitsOf({ from }: Span, now: Date, inside: boolean): Missing[] {
  if (!inside) {
    const why =
      'the environment is in another account; npm run ops -- postmortem with --environment-profile has them';
    return [{ what: 'Alarms, numbers and steps of the deployments', why }];
  }
  const days = (now.getTime() - from.getTime()) / (24 * HOUR_MS);
  const grain = grainAt(from, now);
  return [
    ...(days > DAYS_OF_ALARMS ? [{ what: 'Alarms', why: 'CloudWatch keeps their history for 30 days' }] : []),
    ...(grain > 60
      ? [
          {
            what: 'Single minutes',
            why: `CloudWatch keeps numbers this old for every ${grain / 60} minutes only`,
          },
        ]
      : []),
  ];
}
