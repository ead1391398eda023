import { randomBytes } from 'node:crypto';
import { setTimeout as wallDelay } from 'node:timers/promises';
import type { RehearsalEvent } from '../../events';
import type { ContainerHealthCheckModel, ServiceModel, TaskModel } from '../../model';
import type { Target, TargetGroup } from '../balancer/target-group';
import { asError } from '../clock';
import type { DiscoveryName } from '../discovery';
import type { Container, Exit } from '../process/container';
import { parseEmf } from '../process/emf';
import { containerEnvironment } from '../process/environment';
import type { LocalImage } from '../types';
import { watchContainerHealth, type ContainerHealth } from './container-health';
import type { TaskHost } from './host';
import { createLogFilter } from './task-log';
import { versionOf } from './version';

/** Where a task is in its life, in the words of ECS. */
export type TaskStatus = 'PENDING' | 'RUNNING' | 'DEACTIVATING' | 'STOPPING' | 'STOPPED';

/** What `launchTask` needs. */
export interface TaskProps {
  readonly service: ServiceModel;
  readonly definition: TaskModel;
  /** Groups to register with once the task runs. */
  readonly groups: readonly TargetGroup[];
  readonly name: DiscoveryName | undefined;
  readonly host: TaskHost;
}

/** Wall milliseconds that a process has for opening its port, and for ending after SIGTERM, at any speed. */
const BOOT_FLOOR_MS = 20_000;
const STOP_FLOOR_MS = 10_000;
/** ECS gives a container that does not start this long, in cloud seconds. */
const START_TIMEOUT_SECONDS = 180;

/** One running copy of a task definition: a process, its registrations and its health. */
export class Task {
  readonly id = randomBytes(16).toString('hex');
  readonly version: string;
  status: TaskStatus = 'PENDING';
  /** Why it stopped; empty while it runs. */
  stoppedReason = '';
  /** True once it has passed all its health checks. */
  wasReady = false;
  /** When it began to run, in cloud seconds. */
  runningSince = 0;
  /** The health check of its container; absent when it has none. */
  private readonly check: ContainerHealthCheckModel | undefined;
  /** Whether a scenario has the check fail, whatever the container says. */
  private readonly checkRefused: boolean;
  private health: ContainerHealth = 'UNKNOWN';
  private container: Container | undefined;
  private port = 0;
  private readonly targets: { readonly group: TargetGroup; readonly target: Target }[] = [];
  private readonly ended = new AbortController();
  private stopping: Promise<void> | undefined;

  constructor(private readonly props: TaskProps) {
    const { host, definition } = props;
    const image = host.images.find(definition.image);
    this.version = versionOf(image, definition.image);
    this.check = image?.standsIn ? undefined : definition.healthCheck;
    this.checkRefused = image?.faultsAround?.unhealthy ?? false;
    this.tell('starting');
    void this.live();
  }

  /** True when it runs and every health check that it has is passed. */
  isReady(): boolean {
    const ready =
      this.status === 'RUNNING' &&
      (this.check === undefined || this.health === 'HEALTHY') &&
      this.targets.every(({ target }) => target.state() === 'healthy');
    if (ready && !this.wasReady) {
      this.wasReady = true;
      this.tell('healthy');
    }
    return ready;
  }

  /** Why the scheduler should replace it; undefined while it is well or in its grace period. */
  unhealthyReason(): string | undefined {
    const { host, service } = this.props;
    if (this.status !== 'RUNNING') return undefined;
    if (host.clock.now() - this.runningSince < service.healthCheckGraceSeconds) return undefined;
    if (this.health === 'UNHEALTHY') return 'Task failed container health checks';
    const failed = this.targets.find(({ target }) => target.state() === 'unhealthy');
    return failed && `Task failed ELB health checks in target group ${failed.group.model.label}`;
  }

  /** True when it ends because somebody asked for it. */
  get stopRequested(): boolean {
    return this.stopping !== undefined;
  }

  /** Deregisters it, lets its requests finish, then ends the process. Resolves when it has stopped. */
  stop(reason: string): Promise<void> {
    this.stopping ??= this.end(reason);
    return this.stopping;
  }

  /** Ends the process at once; resolves when it is gone. */
  async kill(): Promise<void> {
    this.ended.abort();
    this.stopping ??= Promise.resolve();
    this.container?.kill();
    await this.container?.exited;
  }

  private async live(): Promise<void> {
    const { definition, host, service } = this.props;
    const image = host.images.find(definition.image);
    if (image === undefined) {
      this.finish(`CannotPullContainerError: there is no image ${definition.image}`);
      return;
    }
    try {
      const environment = this.environment(image);
      this.container = this.startProcess(image, environment);
      const bootMs = host.clock.allowance(START_TIMEOUT_SECONDS, BOOT_FLOOR_MS);
      const first = await Promise.race([
        this.container.listening,
        this.container.exited,
        wallDelay(bootMs, undefined, { ref: false }),
      ]);
      if (this.status === 'PENDING' && (first === undefined || typeof first === 'number')) {
        this.run(first ?? 0, environment);
      }
      this.finish(exitReason(await this.container.exited, this.container.lastErrors()));
    } catch (error) {
      this.finish(`CannotStartContainerError: ${asError(error).message} (service ${service.name})`);
    }
  }

  private environment(image: LocalImage): Record<string, string> {
    const { definition, host, service } = this.props;
    const [family = '', revision = ''] = (definition.arn.split('/').at(-1) ?? '').split(':');
    const metadataUri = host.metadata.publish(this.id, {
      taskArn: this.arn,
      cluster: service.cluster,
      family,
      revision,
      containerName: definition.containerName,
      image: definition.image,
      digest: image.digest,
    });
    const { awsEndpoint, rewrite, clock } = host;
    return containerEnvironment({
      image,
      task: definition,
      speed: clock.speed,
      rewrite,
      metadataUri,
      awsEndpoint,
    });
  }

  private startProcess(image: LocalImage, environment: Record<string, string>): Container {
    const { definition, host, service } = this.props;
    const log = createLogFilter((line) =>
      host.emit({
        type: 'log',
        at: host.clock.now(),
        source: `${service.name}/${this.id.slice(0, 8)}`,
        line,
      }),
    );
    return host.startContainer({
      image,
      ...(definition.command && !image.standsIn && { command: definition.command }),
      environment,
      containerPort: definition.containerPort,
      memoryMiB: definition.memoryMiB,
      onLine: (stream, line) => {
        const metrics = stream === 'stdout' ? parseEmf(line) : [];
        if (metrics.length > 0) host.onMetrics(service.name, this.version, metrics);
        else log(stream, line);
      },
    });
  }

  /** The process is up: from here ECS calls the task RUNNING and registers it. */
  private run(port: number, environment: Record<string, string>): void {
    const { definition, groups, host } = this.props;
    this.port = port;
    this.status = 'RUNNING';
    this.runningSince = host.clock.now();
    this.tell('running');
    for (const group of groups) this.targets.push({ group, target: group.register(port, this.version) });
    const { check, checkRefused: refused } = this;
    const { containerPort } = definition;
    if (check === undefined) {
      this.props.name?.register(port);
      return;
    }
    const { clock } = host;
    const onChange = (health: ContainerHealth): void => this.healthChanged(health);
    const { signal } = this.ended;
    const own = this.container?.ownPort?.() ?? port;
    void watchContainerHealth({
      check,
      refused,
      environment,
      containerPort,
      port: own,
      clock,
      signal,
      onChange,
    });
  }

  private healthChanged(health: ContainerHealth): void {
    this.health = health;
    // Cloud Map answers with instances whose custom health, which ECS reports from this check, is good.
    if (health === 'HEALTHY' && this.status === 'RUNNING') this.props.name?.register(this.port);
    if (health === 'UNHEALTHY') this.props.name?.deregister(this.port);
  }

  private async end(reason: string): Promise<void> {
    const { definition, host, name } = this.props;
    if (this.status === 'STOPPED') return;
    this.stoppedReason = reason;
    this.status = 'DEACTIVATING';
    this.tell('stopping', reason);
    name?.deregister(this.port);
    await Promise.all(this.targets.map(({ group, target }) => group.deregister(target)));
    this.status = 'STOPPING';
    await this.container?.stop(host.clock.allowance(definition.stopTimeoutSeconds, STOP_FLOOR_MS));
    this.finish(reason);
  }

  private finish(reason: string): void {
    if (this.status === 'STOPPED') return;
    this.status = 'STOPPED';
    this.stoppedReason ||= reason;
    this.ended.abort();
    this.props.name?.deregister(this.port);
    for (const { group, target } of this.targets) void group.deregister(target);
    this.props.host.metadata.withdraw(this.id);
    this.tell('stopped', this.stoppedReason);
  }

  private get arn(): string {
    const { service } = this.props;
    return `${service.arn.split(':').slice(0, 5).join(':')}:task/${service.cluster.split('/').at(-1)}/${this.id}`;
  }

  private tell(status: (RehearsalEvent & { type: 'task' })['status'], detail?: string): void {
    const { host, service } = this.props;
    const task = this.id.slice(0, 8);
    const told = {
      type: 'task',
      at: host.clock.now(),
      service: service.name,
      task,
      version: this.version,
    } as const;
    host.emit({ ...told, status, ...(detail !== undefined && { detail }) });
  }
}

function exitReason({ code, signal }: Exit, errors: readonly string[]): string {
  const how = signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`;
  const last = errors.at(-1);
  return `Essential container in task exited: ${how}${last === undefined ? '' : `, ${last}`}`;
}
