import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { ECSClient } from '@aws-sdk/client-ecs';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { CodePipelineEvent, Context } from 'aws-lambda';
import { answerJob } from './answer-job';
import { prepareRelease } from './prepare-release';

const codePipeline = new CodePipelineClient();
const clients = { ssm: new SSMClient(), ecs: new ECSClient() };

/** Renders the release files of one environment; the output variable `image` names the image by digest. */
export async function handler(event: CodePipelineEvent, context: Context): Promise<void> {
  const { id, data } = event['CodePipeline.job'];
  const job = { id, requestId: context.awsRequestId, budgetMs: context.getRemainingTimeInMillis() };
  await answerJob(codePipeline, job, async () => ({ image: await prepareRelease(data, clients) }));
}
