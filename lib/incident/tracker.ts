import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import { AWS_TIMEOUTS } from '../delivery/function-settings';
import { publication } from '../notifications/publication';
import { incidentNotice } from './incident-notice';
import { OpsItems } from './ops-items';
import { draftIncident } from './postmortem/draft-incident';
import { releaseFacts } from './release-facts';
import { environmentOf, INCIDENT_ENV, settingsFrom } from './settings';
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
  const { [INCIDENT_ENV.topic]: TopicArn, [INCIDENT_ENV.runbook]: runbook } = variables;
  const bucket = variables[INCIDENT_ENV.bucket] ?? '';
  return {
    settings,
    items: new OpsItems(ssm, settings),
    codePipeline,
    cloudWatch,
    factsFor: async (trouble) => ({
      ...(await releaseFacts(trouble, codePipeline, settings)),
      ...(runbook && environmentOf(settings, trouble.place)?.near && { runbook }),
    }),
    announce: async (incident) => {
      const notice = incidentNotice(incident, settings.region);
      const message = publication(notice, `${incident.id}-${notice.kind}`);
      await sns.send(new PublishCommand({ TopicArn, ...message }));
    },
    draft: async (incident) =>
      draftIncident(incident, settings, { codePipeline, codeDeploy, cloudWatch, s3, bucket }),
  };
}
