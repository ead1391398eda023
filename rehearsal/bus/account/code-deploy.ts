import { AwsError, requiredString } from '../../pipeline/endpoint/aws-error';
import type { AwsOperation } from '../../pipeline/endpoint/aws-error';
import { deploymentRuns, STATES } from '../deployments';
import type { DeploymentRun } from '../deployments';
import { timeOf } from '../run-record';
import type { RunRecord } from '../run-record';
import { epochSeconds } from './seconds';

/** CodeDeploy as it remembers the deployments of a run. */
export function codeDeployHistory(record: () => RunRecord): Readonly<Record<string, AwsOperation>> {
  const find = (deploymentId: string): DeploymentRun => {
    const found = deploymentRuns(record()).find(({ id }) => id === deploymentId);
    if (found) return found;
    throw new AwsError('DeploymentDoesNotExistException', `there is no deployment ${deploymentId}`);
  };
  const deployment = (input: Parameters<AwsOperation>[0]): DeploymentRun =>
    find(requiredString(input, 'deploymentId'));
  return {
    GetDeployment: (input) => ({ deploymentInfo: info(record(), deployment(input)) }),
    ListDeploymentTargets: (input) => ({ targetIds: [deployment(input).service] }),
    BatchGetDeploymentTargets: (input) => ({
      deploymentTargets: [
        {
          deploymentTargetType: 'ECSTarget',
          ecsTarget: { lifecycleEvents: lifecycle(record(), deployment(input)) },
        },
      ],
    }),
  };
}

function info(record: RunRecord, { id, steps, rollbackOf }: DeploymentRun): object {
  const [first, last] = [steps[0], steps.at(-1)];
  const back = deploymentRuns(record).find((one) => one.rollbackOf === id);
  const status = last && STATES.has(last.status) ? last.status : 'InProgress';
  return {
    deploymentId: id,
    status,
    creator: rollbackOf === undefined ? 'user' : 'codeDeployRollback',
    createTime: epochSeconds(timeOf(record, first?.at ?? 0)),
    ...(status !== 'InProgress' && { completeTime: epochSeconds(timeOf(record, last?.at ?? 0)) }),
    ...(status === 'Stopped' && { errorInformation: { code: 'ALARM_ACTIVE', message: last?.detail ?? '' } }),
    rollbackInfo: {
      ...(back && { rollbackDeploymentId: back.id }),
      ...(rollbackOf !== undefined && { rollbackTriggeringDeploymentId: rollbackOf }),
    },
  };
}

/** Each lifecycle event lasts until the next step. */
function lifecycle(record: RunRecord, { steps }: DeploymentRun): object[] {
  return steps.flatMap(({ status, at }, index) => {
    if (STATES.has(status)) return [];
    const next = steps[index + 1];
    const failed = next?.status === 'Stopped' || next?.status === 'Failed';
    return [
      {
        lifecycleEventName: status,
        startTime: epochSeconds(timeOf(record, at)),
        ...(next && { endTime: epochSeconds(timeOf(record, next.at)) }),
        status: next === undefined ? 'InProgress' : failed ? 'Failed' : 'Succeeded',
      },
    ];
  });
}
