import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import type { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import type { S3Client } from '@aws-sdk/client-s3';
import { ANY } from '../incident';
import type { Incident } from '../incident';
import { environmentOf, servicesOf } from '../settings';
import type { IncidentSettings } from '../settings';
import { postmortemDraft } from './draft';
import { gatherRecord } from './gather';
import { spanOf, withIncident } from './incident-record';
import { keepDraft } from './keep-draft';

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
  incident: Incident,
  settings: IncidentSettings,
  { codePipeline, codeDeploy, cloudWatch, s3, bucket }: DraftTools,
): Promise<string | undefined> {
  const { place, id } = incident;
  if (place.service === ANY) return undefined;
  const now = new Date();
  const span = spanOf(incident, now);
  const { project, region, timeZone, environments } = settings;
  const home = environmentOf(settings, place);
  const strategy = home?.services[place.service];
  const record = await gatherRecord(span, {
    watched: { project, services: servicesOf(settings), environments: environments.map(({ name }) => name) },
    codePipeline,
    ...(home?.near && { environment: { cloudWatch, codeDeploy } }),
    timeZone,
    now,
    ...(strategy && { strategy }),
  });
  const draft = postmortemDraft(withIncident(record, incident, region));
  return keepDraft(s3, { bucket, region }, span, id, draft);
}
