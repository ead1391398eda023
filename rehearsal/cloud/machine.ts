import { setMaxListeners } from 'node:events';
import { setTimeout as wallDelay } from 'node:timers/promises';
import { startAgent, type Agent } from './agent/agent';
import { startBalancer, type Balancer } from './balancer/balancer';
import { asError } from './clock';
import type { DeploymentContext } from './deployment';
import { startDiscoveryName, type DiscoveryName } from './discovery';
import type { TaskHost } from './ecs/host';
import { EcsService } from './ecs/service';
import { waitForSteady } from './ecs/steady';
import { createTaskDefinitions, type TaskDefinitions } from './ecs/task-definitions';
import { samplingRulesOf, type Environment } from './environment';
import { createJourney } from './journey';
import { startLoad, type Load, type LoadResult, type LoadSent } from './load';
import { createAlarms, type Alarms } from './metrics/alarms';
import { knownAt } from './metrics/publication';
import { createMetricStore, type MetricStore } from './metrics/store';
import { reportTaskCounts } from './metrics/task-counts';
import { rewriteOrigins } from './origins';
import { startContainer } from './process/container';
import type { EmfValue } from './process/emf';
import { withFaultsAround } from './process/faulty-container';
import { startMetadataEndpoint, type MetadataEndpoint } from './process/metadata';
import type { CloudOptions, Emit } from './types';
import type { Users } from './users';
import { journeyOf } from './users-entry';
import { warmUp } from './warm-up';

/** What a `Machine` needs. */
export interface MachineProps {
  readonly options: CloudOptions;
  readonly environment: Environment;
  /** Takes what the tasks of a service wrote as metrics, besides the metric store. */
  readonly onMetrics: (service: string, version: string, values: readonly EmfValue[]) => void;
}

/** Time that the services have to become healthy at the start, in cloud seconds and least wall milliseconds. */
const START_SECONDS = 900;
const START_FLOOR_MS = 60_000;
/** Seconds of the load that go to the services before anyone counts. */
const WARM_UP_SECONDS = 2;
/** Wall milliseconds that the services have to end in good order. */
const FINISH_MS = 5_000;

/** Everything that runs for one environment: ports, processes, loops. Nothing runs before `start()`. */
export class Machine {
  readonly definitions: TaskDefinitions;
  readonly alarms: Alarms;
  readonly origins = new Map<string, string>();
  readonly services: EcsService[] = [];
  /** Where the services send their spans; absent when no task has a container that takes them. */
  agent: Agent | undefined;
  private readonly store: MetricStore = createMetricStore(knownAt);
  private readonly ended = new AbortController();
  private readonly balancers: Balancer[] = [];
  private readonly closers: (() => Promise<void>)[] = [];
  private stopped: Promise<void> | undefined;
  private load: Load | undefined;
  private quiet = false;

  constructor(readonly props: MachineProps) {
    const { environment, options } = props;
    // Every loop and every sleeper listens for the end.
    setMaxListeners(0, this.ended.signal);
    this.definitions = createTaskDefinitions(environment.services);
    const { store, emit } = this;
    const { alarms: models, compositeAlarms: composites } = environment;
    this.alarms = createAlarms({ models, composites, store, clock: options.clock, emit });
  }

  /** Passes events on until the machine is stopped or finishes. */
  readonly emit: Emit = (event) => {
    if (!this.ended.signal.aborted && !this.quiet) this.props.options.emit(event);
  };

  /** Starts the services on their old images; resolves when they are steady. */
  async start(): Promise<void> {
    const metadata = await this.openMetadata();
    await this.openAgent();
    await Promise.all(this.props.environment.loadBalancers.map((model) => this.openBalancer(model)));
    // All names are open before the first task starts, because tasks get their addresses at the start.
    const names = await Promise.all(this.props.environment.services.map((service) => this.openName(service)));
    this.signal.throwIfAborted();
    const host = this.host(metadata);
    this.props.environment.services.forEach((model, index) => this.startService(model, names[index], host));
    const { clock } = this.props.options;
    const timeout = (clock.allowance(START_SECONDS, START_FLOOR_MS) / 1000) * clock.speed;
    await Promise.all(
      this.services.map((service) => waitForSteady(this.deploymentContext(service), timeout)),
    );
    void this.alarms.run(this.signal);
    void reportTaskCounts(this.services, this.store, clock, this.signal);
  }

  /** Warms the services up, then starts the load on the public entry. Throws when the environment has none. */
  async startUsers(users: Users, onResult: (result: LoadResult) => void): Promise<void> {
    const { environment, options } = this.props;
    const { rehearsed, entryListenerArn = '' } = environment;
    const listener = this.balancers.flatMap((one) => one.listener(entryListenerArn) ?? [])[0];
    const port = listener?.port ?? this.services.find(({ model }) => model === rehearsed)?.name?.port;
    if (port === undefined) throw new Error(`service ${rehearsed.name} has no entry that users could reach`);
    const { rate } = options;
    const next = createJourney(journeyOf(environment));
    await warmUp({ port, next, requests: rate * WARM_UP_SECONDS });
    this.signal.throwIfAborted();
    const told = (result: LoadResult): void => {
      users.add(result);
      onResult(result);
    };
    this.load = startLoad({ port, next, rate, onResult: told });
    this.closers.push(this.load.stop);
    void users.run(this.signal);
  }

  /** Ends the load, then every service in good order, so that it sends what it has measured; only the last sample is told. */
  async finish(users: Pick<Users, 'flush'>): Promise<void> {
    this.quiet = true;
    await this.load?.stop();
    users.flush();
    const ended = this.services.flatMap(({ fleets }) => fleets.map((fleet) => fleet.retire()));
    await Promise.race([Promise.all(ended), wallDelay(FINISH_MS, undefined, { ref: false })]);
  }

  /** Ends every process and closes every port; safe to call twice. */
  stop(): Promise<void> {
    this.stopped ??= this.end();
    return this.stopped;
  }

  /** True from the moment `stop` was called. */
  get isStopped(): boolean {
    return this.signal.aborted;
  }

  /** The balancer that has the listener or the rule. */
  balancerOf(arn: string): Balancer {
    const balancer = this.balancers.find((one) => one.route(arn) !== undefined);
    if (balancer === undefined)
      throw new Error(`no load balancer of this environment has the listener ${arn}`);
    return balancer;
  }

  /** What a deployment of the service needs. */
  deploymentContext(service: EcsService): DeploymentContext {
    const { alarms, emit, signal } = this;
    return { service, alarms, clock: this.props.options.clock, emit, signal };
  }

  /** How the load was sent until now; undefined before it begins. */
  loadSent(): LoadSent | undefined {
    return this.load?.sent();
  }

  /** By name or ARN. */
  service(reference: string): EcsService | undefined {
    return this.services.find(({ model }) => model.name === reference || model.arn === reference);
  }

  private get signal(): AbortSignal {
    return this.ended.signal;
  }

  private async end(): Promise<void> {
    this.ended.abort(new Error('the rehearsal was stopped'));
    const processes = this.services.map((service) => service.kill());
    const results = await Promise.allSettled([...processes, ...this.closers.map((close) => close())]);
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw asError(failed.reason);
  }

  /** Remembers to close something at the end; closes it at once when the end was meanwhile. */
  private async own(close: () => Promise<void>): Promise<void> {
    if (this.signal.aborted) await close();
    else this.closers.push(close);
  }

  private async openMetadata(): Promise<MetadataEndpoint> {
    const metadata = await startMetadataEndpoint();
    await this.own(() => metadata.close());
    return metadata;
  }

  private async openAgent(): Promise<void> {
    const { services } = this.props.environment;
    if (!services.some(({ task }) => task.hasAgent)) return;
    const agent = await startAgent(samplingRulesOf(this.props.options.model, this.props.environment));
    this.agent = agent;
    await this.own(() => agent.close());
  }

  private async openBalancer(model: Environment['loadBalancers'][number]): Promise<void> {
    const balancer = await startBalancer(model, { store: this.store, clock: this.props.options.clock });
    this.balancers.push(balancer);
    await this.own(() => balancer.close());
    for (const { model: listener, port } of balancer.listeners) {
      for (const name of [model.dnsName, ...(model.publicNames ?? [])]) {
        this.origins.set(`${name}:${listener.port}`, `127.0.0.1:${port}`);
      }
    }
  }

  private async openName({
    discovery,
    task,
  }: Environment['services'][number]): Promise<DiscoveryName | undefined> {
    if (discovery === undefined) return undefined;
    const name = await startDiscoveryName(discovery.hostname, discovery.ttlSeconds, this.props.options.clock);
    await this.own(() => name.close());
    this.origins.set(`${discovery.hostname}:${task.containerPort}`, `127.0.0.1:${name.port}`);
    return name;
  }

  private host(metadata: MetadataEndpoint): TaskHost {
    const { clock, imageStore: images, awsEndpoint, startContainer: start } = this.props.options;
    return {
      clock,
      emit: this.emit,
      images,
      metadata,
      awsEndpoint,
      startContainer: withFaultsAround(start ?? startContainer),
      rewrite: (value) => rewriteOrigins(value, new Map([...this.origins, ...(this.agent?.origins ?? [])])),
      onMetrics: (service, version, values) => this.record(service, version, values),
    };
  }

  private startService(
    model: Environment['services'][number],
    name: DiscoveryName | undefined,
    host: TaskHost,
  ): void {
    const { definitions } = this;
    const service = new EcsService({ model, definitions, name, host });
    this.services.push(service);
    const before = this.props.options.before?.[model.name];
    const arn = before === undefined ? model.task.arn : definitions.registerImage(model.task.arn, before);
    const groups = model.targetGroupArns.flatMap((group) =>
      this.balancers.flatMap((one) => one.group(group) ?? []),
    );
    service.primary = service.addFleet(arn, groups);
    service.primary.desired = model.desiredCount;
    void service.run(this.signal);
  }

  private record(service: string, version: string, values: readonly EmfValue[]): void {
    const { clock } = this.props.options;
    // Like the load, what the tasks count stands for `speed` times as much in cloud time.
    for (const metric of values) {
      for (const value of metric.values) this.store.record(metric, clock.now(), value, clock.speed);
    }
    this.props.onMetrics(service, version, values);
  }
}
