import { CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } from '@aws-sdk/client-codedeploy';
import { ECSClient } from '@aws-sdk/client-ecs';
import { readCheckSettings } from './check-settings';
import { AWS_TIMEOUTS } from './function-settings';
import { ecsAnswer, excuse, isPlaceholder } from './hook-events';
import type { CodeDeployHookEvent, EcsHookAnswer, EcsHookEvent } from './hook-events';
import { imageUnderTest } from './released-image';
import { excused, insist, judge, logLine, verdictOf } from './verdict';
import type { Invocation, Verdict } from './verdict';

const ecs = new ECSClient(AWS_TIMEOUTS);
const codeDeploy = new CodeDeployClient(AWS_TIMEOUTS);

/** Tells CodeDeploy whether the new version may have production traffic, whatever happens here. */
export async function answerCodeDeploy(
  event: CodeDeployHookEvent,
  { env, limitMs }: Invocation,
): Promise<void> {
  const verdict = await verdictOf((signal) => judgeRelease(event, env, signal), limitMs);
  const { DeploymentId: deploymentId, LifecycleEventHookExecutionId: lifecycleEventHookExecutionId } = event;
  logLine({ deploymentId, ...verdict });
  const status = verdict.good ? 'Succeeded' : 'Failed';
  const answer = { deploymentId, lifecycleEventHookExecutionId, status } as const;
  await insist(() => codeDeploy.send(new PutLifecycleEventHookExecutionStatusCommand(answer)));
}

/** What ECS takes as the answer: whether the new version may have production traffic, whatever happens here. */
export async function answerEcs(event: EcsHookEvent, { env, limitMs }: Invocation): Promise<EcsHookAnswer> {
  const verdict = await verdictOf((signal) => judgeRelease(event, env, signal), limitMs);
  const answer = ecsAnswer(event, verdict);
  logLine({ deployment: event.resourceArn, stage: event.lifecycleStage, ...answer, ...verdict });
  return answer;
}

async function judgeRelease(
  event: CodeDeployHookEvent | EcsHookEvent,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Verdict> {
  const reason = excuse(event);
  if (reason !== undefined) return excused(reason);
  const image = await imageUnderTest(ecs, event, env);
  if (isPlaceholder(image)) return excused('the image that runs before the first release is not checked');
  return judge(readCheckSettings(env, 'test'), image, signal);
}
