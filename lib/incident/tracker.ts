import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import { AWS_TIMEOUTS } from '../delivery/function-settings';
import { publication } from '../notifications/publication';
import { draftIncident } from './draft-incident';
import { HeldAlarms } from './held-alarms';
import { incidentNotice } from './incident-notice';
import { ItemStore } from './item-store';
import type { ItemFacts } from './ops-item';
import { linksFor } from './release-facts';
import { environmentOf, INCIDENT_ENV, settingsFrom, watchedBy } from './settings';
import type { Signal } from './signal';
import type { Tracker } from './track-incident';

const codePipeline = new CodePipelineClient(AWS_TIMEOUTS);
const codeDeploy = new CodeDeployClient(AWS_TIMEOUTS);
const ssm = new SSMClient(AWS_TIMEOUTS);
const sns = new SNSClient(AWS_TIMEOUTS);
const s3 = new S3Client(AWS_TIMEOUTS);
const cloudWatch = new CloudWatchClient(AWS_TIMEOUTS);

/** The tracker of a function with these environment variables. */
export function trackerFrom(variables: Readonly<Record<string, string | undefined>>): Tracker {
  const settings = settingsFrom(variables);
  const { project, region } = settings;
  const { [INCIDENT_ENV.topic]: TopicArn, [INCIDENT_ENV.runbook]: runbook } = variables;
  const bucket = variables[INCIDENT_ENV.bucket] ?? '';
  return {
    project,
    watched: watchedBy(settings),
    held: new HeldAlarms(
      cloudWatch,
      (environment) => settings.environments.find(({ name }) => name === environment)?.near ?? false,
    ),
    items: new ItemStore(ssm, project),
    codePipeline,
    codeDeploy,
    name: variables.AWS_LAMBDA_FUNCTION_NAME ?? 'that keeps incidents',
    now: () => new Date(),
    factsFor: async (signal: Signal): Promise<ItemFacts> => ({
      project,
      links: await linksFor(signal, codePipeline, settings),
      ...(runbook && environmentOf(settings, signal.place)?.near && { runbook }),
    }),
    announce: async (tracked, kind) => {
      const message = publication(incidentNotice(tracked, kind, region), `${tracked.id}-${kind}`);
      await sns.send(new PublishCommand({ TopicArn, ...message }));
    },
    draft: async (tracked) =>
      draftIncident(tracked, settings, { codePipeline, codeDeploy, cloudWatch, s3, bucket }),
  };
}
