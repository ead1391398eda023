import { CodeCommitClient } from '@aws-sdk/client-codecommit';
import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import type { CodePipelineEvent, Context } from 'aws-lambda';
import { AWS_TIMEOUTS } from '../delivery/function-settings';
import { answerJob } from './answer-job';
import { describeChange } from './describe-change';

const codePipeline = new CodePipelineClient(AWS_TIMEOUTS);
const clients = { codePipeline, codeCommit: new CodeCommitClient(AWS_TIMEOUTS) };

/** Says what an approval is about, in the output variables `summary` and `link`. */
export async function handler(event: CodePipelineEvent, context: Context): Promise<void> {
  const { id, data } = event['CodePipeline.job'];
  const job = { id, requestId: context.awsRequestId, budgetMs: context.getRemainingTimeInMillis() };
  await answerJob(codePipeline, job, async () => describeChange(data, clients));
}
