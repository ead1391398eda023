import { SERVICE_METRICS } from '../../app/shared/contract';
import { deployBlueGreen } from './codedeploy/blue-green';
import { describeService } from './ecs/describe';
import { bakeSeconds, deployRolling } from './ecs/rolling';
import type { EcsService } from './ecs/service';
import { selectEnvironment } from './environment';
import type { LoadResult } from './load';
import { createMachine, type Machine } from './machine';
import { rewriteOrigins } from './origins';
import type { Cloud, CloudOptions, DeploymentOutcome } from './types';
import { createUsers, type Users } from './users';

/** CodePipeline's ECS action waits for one hour. */
const ROLLING_TIMEOUT_SECONDS = 3600;

/** Makes the stand-ins for one environment; nothing runs before `start()`. Throws when the service is unknown. */
export function createCloud(options: CloudOptions): Cloud {
  const { clock } = options;
  const environment = selectEnvironment(options.model, options.service);
  const { rehearsed } = environment;
  const users = createUsers({
    clock,
    emit: (event) => machine.emit(event),
    // Under the ECS controller both versions answer behind one target group, so the version tells them apart.
    colourOf: ({ colour, version }) =>
      rehearsed.controller === 'ECS' && rehearsed.targetGroupArns.length > 0 ? version : colour,
  });
  let newVersion: string | undefined;
  const machine = createMachine({
    options,
    environment,
    users,
    onMetrics: (service, version, values) => {
      if (service !== rehearsed.name || version !== newVersion || rehearsed.targetGroupArns.length > 0)
        return;
      const requests = values.filter(({ name }) => name === SERVICE_METRICS.requests);
      for (const { values: counts } of requests)
        users.addServedByGreen(counts.reduce((sum, count) => sum + count, 0));
    },
  });
  return {
    unchecked: machine.alarms.unchecked,
    start: () => machine.start(),
    stop: () => machine.stop(),
    origins: () => machine.origins,
    rewrite: (value) => rewriteOrigins(value, machine.origins),
    registerTaskDefinition: (request) => machine.definitions.register(request),
    describeTaskDefinition: (reference) => machine.definitions.document(reference),
    describeService: (reference) => {
      const service = machine.services.find(
        ({ model }) => model.name === reference || model.arn === reference,
      );
      return service && describeService(service);
    },
    deployWithCodeDeploy: (request) => {
      newVersion = undefined;
      return deploying(machine, users, request.service, (service) =>
        startBlueGreen(machine, users, service, request),
      );
    },
    deployRolling: (request) =>
      deploying(machine, users, request.service, (service) => {
        const current = service.primary?.definition.arn ?? service.model.task.arn;
        newVersion = machine.versionOf(request.image);
        users.begin(({ version }: LoadResult) => version === newVersion);
        return deployRolling({
          ...machine.deploymentContext(service),
          taskDefinitionArn: machine.definitions.registerImage(current, request.image),
          timeoutSeconds: request.timeoutSeconds ?? ROLLING_TIMEOUT_SECONDS,
          bakeSeconds: bakeSeconds(alarmsOf(machine, service)),
        });
      }),
    statistics: () => ({ requests: users.totals(), window: users.window(), alarms: machine.alarms.list() }),
  };
}

function startBlueGreen(
  machine: Machine,
  users: Users,
  service: EcsService,
  request: Parameters<Cloud['deployWithCodeDeploy']>[0],
): Promise<DeploymentOutcome> {
  const { codeDeploy: model } = service.model;
  if (model === undefined)
    throw new Error(`service ${service.model.name} has no CodeDeploy deployment group`);
  const balancer = machine.balancerOf(model.productionListenerArn);
  return deployBlueGreen(
    {
      ...machine.deploymentContext(service),
      model,
      balancer,
      onReplacement: (group) => users.begin(({ colour }) => colour === group.model.label),
    },
    request,
  );
}

/** Runs one deployment; a second one of the same service has to wait for the first, as on AWS. */
async function deploying(
  machine: Machine,
  users: Users,
  name: string,
  deploy: (service: EcsService) => Promise<DeploymentOutcome>,
): Promise<DeploymentOutcome> {
  const service = machine.services.find(({ model }) => model.name === name || model.arn === name);
  if (service === undefined) throw new Error(`there is no service ${name} in this environment`);
  if (service.deploying) throw new Error(`service ${name} has a deployment in progress already`);
  service.deploying = true;
  try {
    return await deploy(service);
  } finally {
    service.deploying = false;
    users.end();
  }
}

function alarmsOf({ environment }: Machine, { model }: EcsService): Machine['environment']['alarms'] {
  const names = model.deploymentAlarms?.names ?? [];
  return environment.alarms.filter(({ name }) => names.includes(name));
}
