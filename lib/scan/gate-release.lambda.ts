import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { ECRClient } from '@aws-sdk/client-ecr';
import type { CodePipelineEvent, Context } from 'aws-lambda';
import { AWS_TIMEOUTS } from '../delivery/function-settings';
import { answerJob } from '../pipeline/answer-job';
import { gateRelease } from './gate-release';
import { readGateSettings } from './gate-settings';

const codePipeline = new CodePipelineClient(AWS_TIMEOUTS);
const ecr = new ECRClient(AWS_TIMEOUTS);

/** Stops a release whose image has a known vulnerability above the threshold, or no result of a scan. */
export async function handler(event: CodePipelineEvent, context: Context): Promise<void> {
  const { id, data } = event['CodePipeline.job'];
  const job = { id, requestId: context.awsRequestId, budgetMs: context.getRemainingTimeInMillis() };
  await answerJob(codePipeline, job, async () =>
    gateRelease(data, { ecr, settings: readGateSettings(process.env), now: new Date() }),
  );
}
