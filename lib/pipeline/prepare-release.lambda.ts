import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { ECSClient } from '@aws-sdk/client-ecs';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { CodePipelineEvent, Context } from 'aws-lambda';
import { AWS_TIMEOUTS } from '../delivery/function-settings';
import { answerJob } from './answer-job';
import { prepareRelease } from './prepare-release';

const codePipeline = new CodePipelineClient(AWS_TIMEOUTS);
const clients = {
  ssm: new SSMClient(AWS_TIMEOUTS),
  ecs: new ECSClient(AWS_TIMEOUTS),
  codeDeploy: new CodeDeployClient(AWS_TIMEOUTS),
  cloudWatch: new CloudWatchClient(AWS_TIMEOUTS),
};

/** Renders the release files of one environment; the output variable `image` names the image by digest. */
export async function handler(event: CodePipelineEvent, context: Context): Promise<void> {
  const { id, data } = event['CodePipeline.job'];
  const job = { id, requestId: context.awsRequestId, budgetMs: context.getRemainingTimeInMillis() };
  await answerJob(codePipeline, job, async () => prepareRelease(data, clients, new Date()));
}
