import { repositoryName } from '../../shared/names';
import { heldImages } from '../aws/registry';
import { readHistory } from '../place-facts';
import { placesOf, serviceOf } from '../places';
import type { PlaceNames } from '../places';
import { currentRecord } from '../release-history';
import type { Session } from '../session';
import { table } from '../text';
import { heldReleases } from './held-releases';
import type { HeldRelease } from './held-releases';

/**
 * `ops releases`: the versions of a service that the registry still holds, and where each runs.
 * @throws UsageError for names that the configuration does not have
 */
export async function releasesCommand(session: Session, names: PlaceNames): Promise<number> {
  const service = serviceOf(session.project, names.service);
  const places = placesOf(session.project, { ...names, service });
  const [images, ...current] = await Promise.all([
    heldImages(session.clients.ecr, repositoryName(session.project.project, service)),
    ...places.map(async (place) => ({
      environment: place.environment.name,
      image: currentRecord(await readHistory(session, place))?.image ?? '',
    })),
  ]);
  const releases = heldReleases(images, current);
  for (const line of releaseLines(service, releases)) session.output.say(line);
  if (session.json) session.output.data({ service, releases });
  return 0;
}

function releaseLines(service: string, releases: readonly HeldRelease[]): string[] {
  if (releases.length === 0) return [`The registry holds no version of ${service} yet.`];
  const rows = releases.map(({ version, pushedAt, digest, runsIn }) => [
    version,
    pushedAt?.slice(0, 16).replace('T', ' ') ?? '',
    digest.slice(0, 19),
    runsIn.join(', '),
  ]);
  return table([['VERSION', 'PUSHED (UTC)', 'DIGEST', 'RUNS IN'], ...rows]);
}
