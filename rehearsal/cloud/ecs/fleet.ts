import type { ServiceModel, TaskModel } from '../../model';
import type { TargetGroup } from '../balancer/target-group';
import { waitUntil } from '../clock';
import type { DiscoveryName } from '../discovery';
import { launchDelaySeconds } from './backoff';
import type { TaskHost } from './host';
import { Task } from './task';

/** What a `Fleet` needs. */
export interface FleetProps {
  readonly id: string;
  /** Id of the CodeDeploy deployment that asked for it. */
  readonly externalId?: string;
  readonly service: ServiceModel;
  readonly definition: TaskModel;
  readonly groups: readonly TargetGroup[];
  readonly name: DiscoveryName | undefined;
  readonly host: TaskHost;
}

/**
 * The tasks of one task definition within a service: a task set under CodeDeploy, a deployment under the ECS
 * controller. `tick` keeps as many alive as desired and replaces those that died or turned unhealthy.
 */
export class Fleet {
  readonly id: string;
  readonly externalId: string | undefined;
  readonly definition: TaskModel;
  readonly groups: readonly TargetGroup[];
  desired = 0;
  /** Tasks in a row that failed before they were healthy, or for their health. */
  failures = 0;
  /** Why the last task failed; empty when none did. */
  lastFailure = '';
  private tasks: Task[] = [];
  private readonly known = new WeakSet<Task>();
  private nextLaunchAt = 0;

  constructor(private readonly props: FleetProps) {
    this.id = props.id;
    this.externalId = props.externalId;
    this.definition = props.definition;
    this.groups = props.groups;
  }

  /** Version label of its tasks; empty before the first one. */
  get version(): string {
    return this.tasks[0]?.version ?? '';
  }

  counts(): {
    readonly pending: number;
    readonly running: number;
    readonly ready: number;
    readonly ending: number;
  } {
    const pending = this.tasks.filter(({ status }) => status === 'PENDING').length;
    const running = this.tasks.filter(({ status }) => status === 'RUNNING').length;
    const ready = this.tasks.filter((task) => task.isReady()).length;
    return { pending, running, ready, ending: this.tasks.length - pending - running };
  }

  /** True when exactly the desired tasks run, all of them healthy, and nothing is ending. */
  isSteady(): boolean {
    const { ready, ending } = this.counts();
    return ready === this.desired && ending === 0 && this.alive().length === this.desired;
  }

  /** One round of the scheduler. */
  tick(): void {
    for (const task of this.tasks) this.inspect(task);
    this.tasks = this.tasks.filter(({ status }) => status !== 'STOPPED');
    const surplus = this.alive().length - this.desired;
    const { clock } = this.props.host;
    for (const task of this.leastUseful().slice(0, Math.max(0, surplus))) void task.stop('Scaling activity');
    if (surplus < 0 && clock.now() >= this.nextLaunchAt) this.launch(-surplus);
  }

  /** Stops all tasks; resolves when they are gone. */
  async retire(): Promise<void> {
    this.desired = 0;
    await Promise.all(this.tasks.map((task) => task.stop('Deployment ended')));
    await waitUntil(this.props.host.clock, () => this.tasks.every(({ status }) => status === 'STOPPED'));
  }

  /** Ends every process at once; resolves when they are gone. */
  async kill(): Promise<void> {
    this.desired = 0;
    await Promise.all(this.tasks.map((task) => task.kill()));
  }

  private alive(): Task[] {
    return this.tasks.filter(({ status, stopRequested }) => !stopRequested && status !== 'STOPPED');
  }

  /** Tasks alive, those that serve nobody first, then the oldest. */
  private leastUseful(): Task[] {
    return this.alive().sort((a, b) => Number(a.isReady()) - Number(b.isReady()));
  }

  private inspect(task: Task): void {
    if (task.isReady() && !this.known.has(task)) {
      this.known.add(task);
      this.failures = 0;
    }
    const unhealthy = task.stopRequested ? undefined : task.unhealthyReason();
    if (unhealthy !== undefined) {
      this.failed(unhealthy);
      void task.stop(unhealthy);
    } else if (task.status === 'STOPPED' && !task.stopRequested) {
      if (task.wasReady) this.lastFailure = task.stoppedReason;
      else this.failed(task.stoppedReason);
    }
  }

  private failed(reason: string): void {
    this.failures += 1;
    this.lastFailure = reason;
    this.nextLaunchAt = this.props.host.clock.now() + launchDelaySeconds(this.failures);
  }

  private launch(count: number): void {
    const { service, definition, groups, name, host } = this.props;
    for (let started = 0; started < count; started += 1) {
      this.tasks.push(new Task({ service, definition, groups, name, host }));
    }
  }
}
