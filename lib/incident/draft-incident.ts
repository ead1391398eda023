import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import type { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import type { S3Client } from '@aws-sdk/client-s3';
import { incidentLink } from './incident-notice';
import type { TrackedIncident } from './ops-item';
import { postmortemDraft } from './postmortem/draft';
import { gatherRecord } from './postmortem/gather';
import { spanOf, withIncident } from './postmortem/incident-record';
import { keepDraft } from './postmortem/keep-draft';
import { environmentOf, watchedBy } from './settings';
import type { IncidentSettings } from './settings';
import { ANY } from './signal';

/** What a draft is gathered with, and where it is kept. */
export interface DraftTools {
  readonly codePipeline: CodePipelineClient;
  readonly codeDeploy: CodeDeployClient;
  readonly cloudWatch: CloudWatchClient;
  readonly s3: S3Client;
  readonly bucket: string;
}

/**
 * Writes and keeps the draft about an incident that is over; resolves to its page. Drift has none: its own messages
 * say what differs, and no user met it.
 */
export async function draftIncident(
  tracked: TrackedIncident,
  settings: IncidentSettings,
  { codePipeline, codeDeploy, cloudWatch, s3, bucket }: DraftTools,
): Promise<string> {
  const { place } = tracked.incident;
  if (place.service === ANY) return '';
  const now = new Date();
  const span = spanOf(tracked, now);
  const { region, timeZone } = settings;
  const home = environmentOf(settings, place);
  const strategy = home?.services[place.service];
  const record = await gatherRecord(span, {
    watched: watchedBy(settings),
    codePipeline,
    ...(home?.near && { environment: { cloudWatch, codeDeploy } }),
    timeZone,
    now,
    ...(strategy && { strategy }),
  });
  const links = [incidentLink(region, tracked.id), ...tracked.links];
  const draft = postmortemDraft(withIncident(record, tracked, links));
  return keepDraft(s3, { bucket, region }, span, tracked.id, draft);
}
