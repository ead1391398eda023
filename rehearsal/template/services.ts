import type { CodeDeployModel, ServiceModel } from '../model';
import type { Assembly, Entry } from './assembly';
import { readDiscovery } from './discovery';
import { readJourney } from './journeys';
import { asFlag, asObject, asText } from './json';
import { readNative } from './native-strategy';
import { findTaskDefinition, readTask } from './task-definitions';

/** Every ECS service whose task definition is in the assembly. */
export function readServices(
  assembly: Assembly,
  codeDeployOf: (service: Entry) => CodeDeployModel | undefined,
): ServiceModel[] {
  return assembly.ofType('AWS::ECS::Service').flatMap((entry) => {
    const definition = findTaskDefinition(assembly, entry.text('TaskDefinition'));
    const [balancer] = entry.list('LoadBalancers');
    const task = definition && readTask(definition, asText(asObject(balancer).ContainerName));
    if (task === undefined) {
      entry.report('TaskDefinition', 'no such task definition in the assembly, so the service is not run');
      return [];
    }
    return [toService(assembly, entry, task, codeDeployOf(entry))];
  });
}

function toService(
  assembly: Assembly,
  entry: Entry,
  task: ServiceModel['task'],
  codeDeploy: CodeDeployModel | undefined,
): ServiceModel {
  const cluster = entry.text('Cluster', 'default');
  const discovery = readDiscovery(assembly, entry);
  const native = readNative(entry);
  const journey = readJourney(entry);
  return {
    name: entry.attribute('Name'),
    arn: entry.ref,
    stack: entry.stack,
    cluster: cluster.slice(cluster.lastIndexOf('/') + 1),
    controller: controllerOf(entry),
    desiredCount: desiredCountOf(assembly, entry),
    task,
    targetGroupArns: entry
      .list('LoadBalancers')
      .map((balancer) => asText(asObject(balancer).TargetGroupArn))
      .filter((arn) => arn !== ''),
    healthCheckGraceSeconds: entry.number('HealthCheckGracePeriodSeconds', 0),
    minimumHealthyPercent: entry.number('DeploymentConfiguration.MinimumHealthyPercent', 100),
    maximumPercent: entry.number('DeploymentConfiguration.MaximumPercent', 200),
    ...safetyNets(entry),
    ...(discovery && { discovery }),
    ...(codeDeploy && { codeDeploy }),
    ...(native && { native }),
    ...(journey && { journey }),
  };
}

function controllerOf(entry: Entry): ServiceModel['controller'] {
  const controller = entry.text('DeploymentController.Type', 'ECS');
  if (controller === 'CODE_DEPLOY') return 'CODE_DEPLOY';
  if (controller !== 'ECS') entry.report('DeploymentController', `${controller} is acted out as ECS rolling`);
  return 'ECS';
}

function safetyNets(entry: Entry): Pick<ServiceModel, 'circuitBreaker' | 'deploymentAlarms'> {
  const breaker = asObject(entry.value('DeploymentConfiguration.DeploymentCircuitBreaker'));
  const alarms = asObject(entry.value('DeploymentConfiguration.Alarms'));
  return {
    ...(asFlag(breaker.Enable) && { circuitBreaker: { rollback: asFlag(breaker.Rollback) } }),
    ...(asFlag(alarms.Enable) && {
      deploymentAlarms: {
        names: entry.list('DeploymentConfiguration.Alarms.AlarmNames').map(asText),
        rollback: asFlag(alarms.Rollback),
      },
    }),
  };
}

/** Auto scaling keeps the count inside its bounds from the beginning. */
function desiredCountOf(assembly: Assembly, entry: Entry): number {
  const desired = entry.number('DesiredCount', 1);
  const target = assembly
    .ofType('AWS::ApplicationAutoScaling::ScalableTarget')
    .find((candidate) => entry.ref.endsWith(`:${candidate.text('ResourceId')}`));
  if (target === undefined) return desired;
  return Math.min(Math.max(desired, target.number('MinCapacity', 0)), target.number('MaxCapacity', desired));
}
