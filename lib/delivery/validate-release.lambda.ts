import { CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } from '@aws-sdk/client-codedeploy';
import { ECSClient } from '@aws-sdk/client-ecs';
import { readCheckSettings } from './check-settings';
import { AWS_TIMEOUTS } from './function-settings';
import { ecsAnswer, excuse, isEcsHook, isPlaceholder } from './hook-events';
import type { CodeDeployHookEvent, EcsHookAnswer, EcsHookEvent } from './hook-events';
import { imageUnderTest } from './released-image';
import { excused, insist, judge, logLine, verdictOf, workLimitMs } from './verdict';
import type { TimeLeft, Verdict } from './verdict';

const ecs = new ECSClient(AWS_TIMEOUTS);
const codeDeploy = new CodeDeployClient(AWS_TIMEOUTS);

/** Tells CodeDeploy or ECS whether the new version may have production traffic, whatever happens here. */
export async function handler(
  event: CodeDeployHookEvent | EcsHookEvent,
  context: TimeLeft,
): Promise<EcsHookAnswer | undefined> {
  const verdict = await verdictOf((signal) => judgeRelease(event, signal), workLimitMs(context));
  if (isEcsHook(event)) {
    const answer = ecsAnswer(event, verdict);
    logLine({ deployment: event.resourceArn, stage: event.lifecycleStage, ...answer, ...verdict });
    return answer;
  }
  const { DeploymentId: deploymentId, LifecycleEventHookExecutionId: lifecycleEventHookExecutionId } = event;
  logLine({ deploymentId, ...verdict });
  const status = verdict.good ? 'Succeeded' : 'Failed';
  const answer = { deploymentId, lifecycleEventHookExecutionId, status } as const;
  await insist(() => codeDeploy.send(new PutLifecycleEventHookExecutionStatusCommand(answer)));
  return undefined;
}

async function judgeRelease(
  event: CodeDeployHookEvent | EcsHookEvent,
  signal: AbortSignal,
): Promise<Verdict> {
  const reason = excuse(event);
  if (reason !== undefined) return excused(reason);
  const image = await imageUnderTest(ecs, event, process.env);
  if (isPlaceholder(image)) return excused('the image that runs before the first release is not checked');
  return judge(readCheckSettings(process.env), image, signal);
}
