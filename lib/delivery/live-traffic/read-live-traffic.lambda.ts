import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { answerStack } from '../../shared/answer-stack';
import { AWS_TIMEOUTS } from '../function-settings';
import { insist, logLine, workLimitMs } from '../verdict';
import type { TimeLeft } from '../verdict';
import { answerTo } from './answer-to';

// Many calls are made while CloudFormation itself uses up the rate of the account.
const settings = { ...AWS_TIMEOUTS, maxAttempts: 8 };
const clients = {
  cloudFormation: new CloudFormationClient(settings),
  loadBalancing: new ElasticLoadBalancingV2Client(settings),
  codeDeploy: new CodeDeployClient(settings),
  ecs: new ECSClient(settings),
};

/** Tells CloudFormation which weights to write, or that it must not write now; whatever happens here. */
export async function handler(event: CloudFormationCustomResourceEvent, context: TimeLeft): Promise<void> {
  const answer = await answerTo(event, clients, workLimitMs(context));
  logLine({ request: event.RequestType, stack: event.StackId, ...answer });
  await insist(() => answerStack(event, answer));
}
