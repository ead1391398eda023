import { epochSeconds } from '../../bus/account/seconds';
import { deploymentRuns, STATES } from '../../bus/deployments';
import type { DeploymentRun } from '../../bus/deployments';
import type { Cloud } from '../../cloud/types';
import type { RehearsalEvent } from '../../events';
import type { AssemblyModel, CodeDeployModel } from '../../model';
import { AwsError, requiredString, stringList } from './aws-error';
import type { AwsInput, AwsOperation } from './aws-error';

/** What is known of the deployments while a release runs. */
export interface DeploymentsSource {
  readonly model: Pick<AssemblyModel, 'services'>;
  /** Everything that has happened so far. */
  readonly events: () => readonly RehearsalEvent[];
  /** Cloud seconds since the rehearsal began, as the events count them. */
  readonly now: () => number;
}

/** CodeDeploy and its groups, as functions see them while a release runs. */
export function groupOperations(source: DeploymentsSource): Readonly<Record<string, AwsOperation>> {
  return {
    ListDeployments: (input) => {
      const wanted = stringList(input, 'includeOnlyStatuses');
      const runs = runsOf(source, groupOf(source, input).service);
      const found = runs.filter((run) => wanted.length === 0 || wanted.includes(statusOf(run)));
      return { deployments: found.map(({ id }) => id).reverse() };
    },
    GetDeploymentGroup: (input) => {
      const { service, group } = groupOf(source, input);
      const last = runsOf(source, service).at(-1);
      return {
        deploymentGroupInfo: {
          applicationName: group.application,
          deploymentGroupName: group.deploymentGroup,
          alarmConfiguration: { enabled: true, alarms: group.alarmNames.map((name) => ({ name })) },
          ...(last && { lastAttemptedDeployment: attempt(last, source) }),
        },
      };
    },
  };
}

/** The alarms that functions may ask for while a release runs. */
export function alarmOperations(
  cloud: () => Pick<Cloud, 'statistics'>,
): Readonly<Record<string, AwsOperation>> {
  return {
    DescribeAlarms: (input) => {
      const names = stringList(input, 'AlarmNames');
      const found = cloud()
        .statistics()
        .alarms.filter(({ name }) => names.length === 0 || names.includes(name))
        .filter(({ state }) => input.StateValue === undefined || input.StateValue === state);
      const MetricAlarms = found.map(({ name, state, reason }) => ({
        AlarmName: name,
        StateValue: state,
        StateReason: reason,
      }));
      return { MetricAlarms, CompositeAlarms: [] };
    },
  };
}

function groupOf(
  { model }: DeploymentsSource,
  input: AwsInput,
): { readonly service: string; readonly group: CodeDeployModel } {
  const application = requiredString(input, 'applicationName');
  const name = requiredString(input, 'deploymentGroupName');
  for (const { name: service, codeDeploy: group } of model.services) {
    if (group?.application === application && group.deploymentGroup === name) return { service, group };
  }
  throw new AwsError('DeploymentGroupDoesNotExistException', `there is no group ${name} of ${application}`);
}

function runsOf({ events }: DeploymentsSource, name: string): DeploymentRun[] {
  return deploymentRuns({ events: events() }).filter(({ service }) => service === name);
}

function statusOf({ steps }: DeploymentRun): string {
  const last = steps.at(-1)?.status ?? '';
  return STATES.has(last) ? last : 'InProgress';
}

/** Its times are as long ago as they are in cloud time: a function compares them with its own clock. */
function attempt(run: DeploymentRun, { now }: DeploymentsSource): object {
  const ago = (at: number): number => epochSeconds(new Date(Date.now() - (now() - at) * 1000));
  const status = statusOf(run);
  const ended = status !== 'InProgress' && status !== 'Created';
  return {
    deploymentId: run.id,
    status,
    createTime: ago(run.steps[0]?.at ?? 0),
    ...(ended && { endTime: ago(run.steps.at(-1)?.at ?? 0) }),
  };
}
