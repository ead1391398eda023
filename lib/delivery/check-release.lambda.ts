import { isCodeDeployHook, isEcsHook } from './hook-events';
import type { CodeDeployHookEvent, EcsHookAnswer, EcsHookEvent } from './hook-events';
import { answerCodeDeploy, answerEcs } from './validate-release';
import { workLimitMs } from './verdict';
import type { TimeLeft } from './verdict';
import { isPipelineJob } from './verify-parameters';
import type { JobEvent } from './verify-parameters';
import { answerPipeline } from './verify-release';

/** Checks a release for whoever asks: CodeDeploy or ECS before users see it, CodePipeline when they do. */
export async function handler(
  event: CodeDeployHookEvent | EcsHookEvent | JobEvent,
  context: TimeLeft,
): Promise<EcsHookAnswer | undefined> {
  const invocation = { env: process.env, limitMs: workLimitMs(context) };
  if (isEcsHook(event)) return answerEcs(event, invocation);
  if (isCodeDeployHook(event)) await answerCodeDeploy(event, invocation);
  else if (isPipelineJob(event)) await answerPipeline(event, invocation);
  else {
    throw new Error(
      'the event comes from none of CodeDeploy, Amazon ECS and CodePipeline, so nobody waits for an answer; ' +
        `it has ${Object.keys(event).join(', ') || 'nothing'}`,
    );
  }
  return undefined;
}
