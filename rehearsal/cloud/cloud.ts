import { SERVICE_METRICS } from '../../app/shared/contract';
import { deployBlueGreen } from './codedeploy/blue-green';
import { describeService } from './ecs/describe';
import { deployNative } from './ecs/native';
import { revisionLookups } from './ecs/revision-lookups';
import { bakeSeconds, deployRolling } from './ecs/rolling';
import type { EcsService } from './ecs/service';
import { versionOf } from './ecs/version';
import { selectEnvironment, type Environment } from './environment';
import { Machine } from './machine';
import type { NativeRequest } from './native-types';
import { rewriteOrigins } from './origins';
import type {
  Cloud,
  CloudOptions,
  CloudStatistics,
  CodeDeployRequest,
  DeploymentOutcome,
  RollingRequest,
} from './types';
import { createUsers, type Users } from './users';
import { createVersions, type Versions } from './versions';

/** CodePipeline's ECS action waits for one hour. */
const ECS_TIMEOUT_SECONDS = 3600;

/** Makes the stand-ins for one environment; nothing runs before `start()`. Throws when the service is unknown. */
export function createCloud(options: CloudOptions): Cloud {
  const environment = selectEnvironment(options.model, options.service);
  const scene: Scene = { options, environment, newVersion: undefined };
  const versions = createVersions(environment);
  const machine = new Machine({
    options,
    environment,
    onMetrics: (...told) => {
      countBehind(scene, users, ...told);
      versions.addTold(...told);
    },
  });
  const users = createUsers({
    clock: options.clock,
    emit: options.emit,
    // Under the ECS controller both versions answer behind one target group, so the version tells them apart.
    colourOf: ({ colour, version }) => (isRollingBehindBalancer(environment) ? version : colour),
  });
  return {
    unchecked: machine.alarms.unchecked,
    start: async () => {
      await machine.start();
      await machine.startUsers(users, (result) => versions.addUser(result));
    },
    stop: () => machine.stop(),
    origins: () => machine.origins,
    rewrite: (value) => rewriteOrigins(value, machine.origins),
    registerTaskDefinition: (request) => machine.definitions.register(request),
    describeTaskDefinition: (reference) => machine.definitions.document(reference),
    describeService: (reference) => {
      const service = machine.service(reference);
      return service && describeService(service);
    },
    ...deployments(machine, users, scene),
    ...revisionLookups(machine.services, (reference) => machine.service(reference)),
    ...telemetry(machine, users, versions),
  };
}

function telemetry(
  machine: Machine,
  users: Users,
  versions: Versions,
): Pick<Cloud, 'finish' | 'traces' | 'statistics'> {
  return {
    finish: () => machine.finish(users),
    traces: () => machine.agent?.store,
    statistics: () => ({
      ...loadOf(machine),
      requests: users.totals(),
      window: users.window(),
      versions: versions.summaries(),
      alarms: machine.alarms.list(),
    }),
  };
}

function loadOf(machine: Machine): Pick<CloudStatistics, 'load'> {
  const load = machine.loadSent();
  return load === undefined ? {} : { load };
}

function deployments(
  machine: Machine,
  users: Users,
  scene: Scene,
): Pick<Cloud, 'deployWithCodeDeploy' | 'deployRolling' | 'deployNative'> {
  return {
    deployWithCodeDeploy: (request) =>
      deploying(machine, users, request.service, (service) =>
        startBlueGreen(machine, users, service, request),
      ),
    deployRolling: (request) =>
      deploying(machine, users, request.service, (service) =>
        startRolling(machine, users, scene, service, request),
      ),
    deployNative: (request) =>
      deploying(machine, users, request.service, (service) => startNative(machine, users, service, request)),
  };
}

interface Scene {
  readonly options: CloudOptions;
  readonly environment: Environment;
  /** Version label that a rolling deployment brings. */
  newVersion: string | undefined;
}

function isRollingBehindBalancer({ rehearsed }: Environment): boolean {
  const { controller, targetGroupArns, native } = rehearsed;
  return controller === 'ECS' && native === undefined && targetGroupArns.length > 0;
}

/** Requests that a service behind another one served: the load cannot see them, its own metrics tell. */
function countBehind(
  scene: Scene,
  users: Users,
  ...[service, version, values]: Parameters<Machine['props']['onMetrics']>
): void {
  const { rehearsed } = scene.environment;
  if (service !== rehearsed.name || version !== scene.newVersion || rehearsed.targetGroupArns.length > 0)
    return;
  for (const { name, values: counts } of values) {
    if (name === SERVICE_METRICS.requests)
      users.addServedByGreen(counts.reduce((sum, count) => sum + count, 0));
  }
}

function startBlueGreen(
  machine: Machine,
  users: Users,
  service: EcsService,
  request: CodeDeployRequest,
): Promise<DeploymentOutcome> {
  const { codeDeploy: model } = service.model;
  if (model === undefined)
    throw new Error(`service ${service.model.name} has no CodeDeploy deployment group`);
  return deployBlueGreen(
    {
      ...machine.deploymentContext(service),
      model,
      balancer: machine.balancerOf(model.productionListenerArn),
      onReplacement: (group) => users.begin(({ colour }) => colour === group.model.label),
    },
    request,
  );
}

function startNative(
  machine: Machine,
  users: Users,
  service: EcsService,
  request: NativeRequest,
): Promise<DeploymentOutcome> {
  const { native: model } = service.model;
  if (model === undefined)
    throw new Error(`service ${service.model.name} has no strategy that shifts traffic`);
  const current = service.primary?.definition.arn ?? service.model.task.arn;
  return deployNative({
    ...machine.deploymentContext(service),
    model,
    balancer: machine.balancerOf(model.productionRuleArn),
    taskDefinitionArn: machine.definitions.registerImage(current, request.image),
    timeoutSeconds: request.timeoutSeconds ?? ECS_TIMEOUT_SECONDS,
    invokeHook: request.invokeHook,
    onReplacement: (group) => users.begin(({ colour }) => colour === group.model.label),
  });
}

function startRolling(
  machine: Machine,
  users: Users,
  scene: Scene,
  service: EcsService,
  request: RollingRequest,
): Promise<DeploymentOutcome> {
  const { environment, options } = scene;
  scene.newVersion ??= versionOf(options.imageStore.find(request.image), request.image);
  users.begin(({ version }) => version === scene.newVersion);
  const current = service.primary?.definition.arn ?? service.model.task.arn;
  const names = service.model.deploymentAlarms?.names ?? [];
  return deployRolling({
    ...machine.deploymentContext(service),
    taskDefinitionArn: machine.definitions.registerImage(current, request.image),
    timeoutSeconds: request.timeoutSeconds ?? ECS_TIMEOUT_SECONDS,
    bakeSeconds: bakeSeconds(environment.alarms.filter(({ name }) => names.includes(name))),
  });
}

/** Runs one deployment; a second one of the same service is refused, as on AWS. */
async function deploying(
  machine: Machine,
  users: Users,
  name: string,
  deploy: (service: EcsService) => Promise<DeploymentOutcome>,
): Promise<DeploymentOutcome> {
  const service = machine.service(name);
  if (service === undefined) throw new Error(`there is no service ${name} in this environment`);
  if (service.deploying) throw new Error(refusalOf(service));
  service.deploying = true;
  let gone = false;
  try {
    const outcome = await deploy(service);
    gone = outcome.status === 'rolled-back';
    return outcome;
  } catch (error) {
    if (machine.isStopped) return stoppedOutcome(machine.props.options.clock.now());
    throw error;
  } finally {
    service.deploying = false;
    users.end(gone);
  }
}

/** CodeDeploy has one deployment of a group at a time, and its own rollback is one. */
function refusalOf({ model: { name, codeDeploy } }: EcsService): string {
  if (codeDeploy === undefined) return `service ${name} has a deployment in progress already`;
  return `DeploymentLimitExceededException: the deployment group ${codeDeploy.deploymentGroup} has an active deployment already`;
}

function stoppedOutcome(at: number): DeploymentOutcome {
  const none = {
    productionPercent: 0,
    hooks: [],
    startedAt: at,
    endedAt: at,
    detectSeconds: 0,
    rollbackSeconds: 0,
  };
  return { status: 'failed', deploymentId: '', reason: 'the rehearsal was stopped', ...none };
}
