import { startBalancer, type Balancer } from './balancer/balancer';
import { asError } from './clock';
import type { DeploymentContext } from './deployment';
import { startDiscoveryName, type DiscoveryName } from './discovery';
import { waitForSteady } from './ecs/rolling';
import { EcsService } from './ecs/service';
import { versionOf } from './ecs/task';
import { createTaskDefinitions, type TaskDefinitions } from './ecs/task-definitions';
import type { Environment } from './environment';
import { startLoad } from './load';
import { createAlarms, type Alarms } from './metrics/alarms';
import { createMetricStore } from './metrics/store';
import { rewriteOrigins } from './origins';
import type { EmfValue } from './process/emf';
import { startMetadataEndpoint, type MetadataEndpoint } from './process/metadata';
import type { CloudOptions, Emit } from './types';
import type { Users } from './users';

/** Everything that runs for one environment. */
export interface Machine {
  readonly environment: Environment;
  readonly definitions: TaskDefinitions;
  readonly alarms: Alarms;
  readonly origins: ReadonlyMap<string, string>;
  readonly services: readonly EcsService[];
  /** Passes events on until the machine is stopped. */
  readonly emit: Emit;
  start(): Promise<void>;
  stop(): Promise<void>;
  balancerOf(listenerArn: string): Balancer;
  deploymentContext(service: EcsService): DeploymentContext;
  versionOf(image: string): string;
}

/** What `createMachine` needs. */
export interface MachineProps {
  readonly options: CloudOptions;
  readonly environment: Environment;
  readonly users: Users;
  readonly onMetrics: (service: string, version: string, values: readonly EmfValue[]) => void;
}

/** Time that the services have to become healthy at the start, in cloud seconds and least wall milliseconds. */
const START_SECONDS = 900;
const START_FLOOR_MS = 60_000;

/** Makes the machine; it opens ports and starts processes in `start()` only. */
export function createMachine(props: MachineProps): Machine {
  const { options, environment } = props;
  const { clock } = options;
  const ended = new AbortController();
  const store = createMetricStore();
  const definitions = createTaskDefinitions(environment.services);
  const emit: Emit = (event) => {
    if (!ended.signal.aborted) options.emit(event);
  };
  const alarms = createAlarms({ models: environment.alarms, store, clock, emit });
  const origins = new Map<string, string>();
  const services: EcsService[] = [];
  const balancers: Balancer[] = [];
  const closers: (() => Promise<void>)[] = [];
  let stopped: Promise<void> | undefined;

  const context = (service: EcsService): DeploymentContext => ({
    service,
    alarms,
    clock,
    emit,
    signal: ended.signal,
  });
  const onMetrics = (service: string, version: string, values: readonly EmfValue[]): void => {
    // Like the load, what the tasks count stands for `speed` times as much in cloud time.
    for (const metric of values) {
      for (const value of metric.values) store.record(metric, clock.now(), value, clock.speed);
    }
    props.onMetrics(service, version, values);
  };
  const openPorts = async (): Promise<MetadataEndpoint> => {
    const metadata = await startMetadataEndpoint();
    closers.push(() => metadata.close());
    for (const model of environment.loadBalancers) {
      const balancer = await startBalancer(model, { store, clock });
      balancers.push(balancer);
      closers.push(() => balancer.close());
      for (const { model: listener, port } of balancer.listeners) {
        origins.set(`${model.dnsName}:${listener.port}`, `127.0.0.1:${port}`);
      }
    }
    return metadata;
  };
  const openName = async (service: Environment['services'][number]): Promise<DiscoveryName | undefined> => {
    if (service.discovery === undefined) return undefined;
    const { hostname, ttlSeconds } = service.discovery;
    const name = await startDiscoveryName(hostname, ttlSeconds, clock);
    closers.push(() => name.close());
    origins.set(`${hostname}:${service.task.containerPort}`, `127.0.0.1:${name.port}`);
    return name;
  };
  const rewrite = (value: string): string => rewriteOrigins(value, origins);
  const startServices = async (): Promise<void> => {
    const metadata = await openPorts();
    // All names are open before the first task starts, because tasks get their addresses at the start.
    const names = await Promise.all(environment.services.map(openName));
    const { imageStore: images, awsEndpoint } = options;
    const host = { clock, emit, images, metadata, awsEndpoint, rewrite, onMetrics };
    environment.services.forEach((model, index) => {
      const service = new EcsService({ model, definitions, name: names[index], host });
      services.push(service);
      const before = options.before?.[model.name];
      const arn = before === undefined ? model.task.arn : definitions.registerImage(model.task.arn, before);
      const groups = model.targetGroupArns.flatMap((group) =>
        balancers.flatMap((one) => one.group(group) ?? []),
      );
      service.primary = service.addFleet(arn, groups);
      service.primary.desired = model.desiredCount;
      void service.run(ended.signal);
    });
    const timeout = (clock.allowance(START_SECONDS, START_FLOOR_MS) / 1000) * clock.speed;
    await Promise.all(services.map((service) => waitForSteady(context(service), timeout)));
  };
  const startUsers = (): void => {
    const entry = balancers.flatMap((one) => one.listener(environment.entryListenerArn ?? '') ?? [])[0];
    const port = entry?.port ?? services.find(({ model }) => model === environment.rehearsed)?.name?.port;
    if (port === undefined)
      throw new Error(`service ${environment.rehearsed.name} has no entry that users could reach`);
    const path = options.loadPath ?? '/';
    const stopLoad = startLoad({
      port,
      path,
      rate: options.rate,
      onResult: (result) => props.users.add(result),
    });
    closers.unshift(stopLoad);
    void props.users.run(ended.signal);
    void alarms.run(ended.signal);
  };
  const stop = async (): Promise<void> => {
    ended.abort(new Error('the rehearsal was stopped'));
    for (const service of services) service.kill();
    const results = await Promise.allSettled(closers.map((close) => close()));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw asError(failed.reason);
  };
  return {
    environment,
    definitions,
    alarms,
    origins,
    services,
    emit,
    start: async () => {
      await startServices();
      startUsers();
    },
    stop: () => (stopped ??= stop()),
    balancerOf: (arn) => {
      const balancer = balancers.find((one) => one.listener(arn) !== undefined);
      if (balancer === undefined)
        throw new Error(`no load balancer of this environment has the listener ${arn}`);
      return balancer;
    },
    deploymentContext: context,
    versionOf: (image) => versionOf(options.imageStore.find(image), image),
  };
}
