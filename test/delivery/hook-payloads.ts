import type { CodeDeployHookEvent, EcsHookEvent } from '../../lib/delivery/hook-events';

/** ARN of the service revision under test. */
export const REVISION =
  'arn:aws:ecs:us-east-1:111122223333:service-revision/sandbox/storefront/2842516788136364123';

/** What CodeDeploy sends. */
export const CODE_DEPLOY_EVENT: CodeDeployHookEvent = {
  DeploymentId: 'd-ABCDEF123',
  LifecycleEventHookExecutionId: 'eyJlbmNyeXB0ZWQiOiJ4In0',
};

/** What ECS sends once test traffic is shifted, with `changes`. */
export function ecsEvent(changes: Partial<EcsHookEvent> = {}): EcsHookEvent {
  const old = REVISION.replace('2842516788136364123', '1932516788136364456');
  const executionDetails = {
    serviceArn: 'arn:aws:ecs:us-east-1:111122223333:service/sandbox/storefront',
    targetServiceRevisionArn: REVISION,
    testTrafficWeights: { [REVISION]: 100, [old]: 0 },
    productionTrafficWeights: { [REVISION]: 0, [old]: 100 },
  };
  return {
    executionId: 'a635edb5-a66b-4f44-bf3f-fcee4b3641a5',
    lifecycleStage: 'POST_TEST_TRAFFIC_SHIFT',
    resourceArn:
      'arn:aws:ecs:us-east-1:111122223333:service-deployment/sandbox/storefront/TFX5sH9q9XDboDTOv0rIt',
    executionDetails,
    ...changes,
  };
}
