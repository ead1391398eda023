import { CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } from '@aws-sdk/client-codedeploy';
import { ECSClient } from '@aws-sdk/client-ecs';
import { readCheckSettings, textOf } from './check-settings';
import { AWS_TIMEOUTS, HOOK_ENV } from './function-settings';
import { imageOfDeployment } from './released-image';
import { insist, judge, logLine, verdictOf, workLimitMs } from './verdict';
import type { TimeLeft } from './verdict';

const ecs = new ECSClient(AWS_TIMEOUTS);
const codeDeploy = new CodeDeployClient(AWS_TIMEOUTS);

/** What CodeDeploy sends to a lifecycle hook. */
interface HookEvent {
  readonly DeploymentId: string;
  readonly LifecycleEventHookExecutionId: string;
}

/** Tells CodeDeploy whether the new version may have production traffic, whatever happens here. */
export async function handler(event: HookEvent, context: TimeLeft): Promise<void> {
  const { DeploymentId: deploymentId, LifecycleEventHookExecutionId: lifecycleEventHookExecutionId } = event;
  const verdict = await verdictOf(async (signal) => {
    const service = {
      cluster: textOf(process.env, HOOK_ENV.cluster),
      service: textOf(process.env, HOOK_ENV.service),
    };
    const image = await imageOfDeployment(ecs, service, deploymentId);
    return judge(readCheckSettings(process.env), image, signal);
  }, workLimitMs(context));
  logLine({ deploymentId, ...verdict });
  const status = verdict.good ? 'Succeeded' : 'Failed';
  const answer = { deploymentId, lifecycleEventHookExecutionId, status } as const;
  await insist(() => codeDeploy.send(new PutLifecycleEventHookExecutionStatusCommand(answer)));
}
