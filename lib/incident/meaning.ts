import type { DeploymentEnd, StageEnd } from './read-signal';
import { placeText } from './signal';
import type { Ignored, Signal } from './signal';

/** Part of `codepipeline:GetPipelineExecution`. */
export interface ExecutionFacts {
  /** `STANDARD` or `ROLLBACK`. */
  readonly executionType?: string;
  readonly trigger?: { readonly triggerType?: string };
}

/** Part of `codedeploy:GetDeployment`. */
export interface DeploymentFacts {
  /** `user`, `autoscaling`, `codeDeployRollback` and others. */
  readonly creator?: string;
  /** Alarms of this deployment in place of those of its group. */
  readonly overrideAlarmConfiguration?: { readonly enabled?: boolean };
  readonly rollbackInfo?: {
    readonly rollbackTriggeringDeploymentId?: string;
    readonly rollbackMessage?: string;
  };
}

/**
 * What a stage that came through means. When CodePipeline itself took the stage back, users have the version before
 * again, but the release has failed all the same and is still to be mended.
 */
export function meaningOfStage(
  { place, execution, at }: StageEnd,
  { executionType, trigger }: ExecutionFacts,
): Signal | Ignored {
  const back = executionType === 'ROLLBACK';
  if (back && trigger?.triggerType === 'AutomatedRollback') {
    return { ignored: `${placeText(place)} went back by itself, which mends no release` };
  }
  const text = back
    ? `a person took ${placeText(place)} back to an earlier version`
    : `a release of ${placeText(place)} succeeded`;
  return { cause: 'release', turn: 'cleared', place, at, execution, text };
}

/** What a deployment of CodeDeploy means that came to a good end. */
export function meaningOfDeployment(
  { place, deployment, at }: DeploymentEnd,
  facts: DeploymentFacts,
): Signal | Ignored {
  const { creator, overrideAlarmConfiguration, rollbackInfo } = facts;
  const common = { cause: 'release', place, at } as const;
  if (creator === 'codeDeployRollback') {
    const failed = rollbackInfo?.rollbackTriggeringDeploymentId;
    const text = `CodeDeploy took ${placeText(place)} back to the version before${failed ? `, after deployment ${failed}` : ''}`;
    return { ...common, turn: 'raised', text };
  }
  if (overrideAlarmConfiguration?.enabled === false) {
    return { ...common, turn: 'cleared', text: `a person released ${placeText(place)} past the alarms` };
  }
  return { ignored: `deployment ${deployment} is an ordinary one; the stage tells how its release went` };
}
