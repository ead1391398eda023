import { randomInt } from 'node:crypto';
import type { ServiceModel } from '../../model';
import type { TargetGroup } from '../balancer/target-group';
import { pollSeconds, repeat } from '../clock';
import type { DiscoveryName } from '../discovery';
import { Fleet } from './fleet';
import type { TaskHost } from './host';
import type { ServiceDeployment } from './service-deployment';
import type { TaskDefinitions } from './task-definitions';

/** What an `EcsService` needs. */
export interface EcsServiceProps {
  readonly model: ServiceModel;
  readonly definitions: TaskDefinitions;
  readonly name: DiscoveryName | undefined;
  readonly host: TaskHost;
}

/** One ECS service: its fleets, of which one is primary. */
export class EcsService {
  readonly model: ServiceModel;
  readonly name: DiscoveryName | undefined;
  /** Fleet that the service is counted by; the live one under CodeDeploy. */
  primary: Fleet | undefined;
  /** True while a deployment is under way. */
  deploying = false;
  /** Deployments of the ECS controller, in the order of their start. */
  readonly serviceDeployments: ServiceDeployment[] = [];
  readonly events: { readonly at: number; readonly message: string }[] = [];
  private fleetList: Fleet[] = [];
  private readonly everyFleet: Fleet[] = [];

  constructor(private readonly props: EcsServiceProps) {
    this.model = props.model;
    this.name = props.name;
  }

  get fleets(): readonly Fleet[] {
    return this.fleetList;
  }

  /** Every fleet there ever was; revisions of a service are kept. */
  get history(): readonly Fleet[] {
    return this.everyFleet;
  }

  /** Adds a fleet with no tasks yet. */
  addFleet(arn: string, groups: readonly TargetGroup[], externalId?: string): Fleet {
    const { definitions, name, host } = this.props;
    const prefix = this.model.controller === 'ECS' ? 'ecs-svc/' : 'ecs-svc/ts-';
    const fleet = new Fleet({
      id: `${prefix}${randomInt(1e12, 9e12)}`,
      ...(externalId !== undefined && { externalId }),
      service: this.model,
      definition: definitions.model(arn),
      groups,
      name,
      host,
    });
    this.fleetList.push(fleet);
    this.everyFleet.push(fleet);
    return fleet;
  }

  /** Ends a fleet and forgets it. */
  async removeFleet(fleet: Fleet): Promise<void> {
    await fleet.retire();
    this.fleetList = this.fleetList.filter((one) => one !== fleet);
  }

  /** Runs the scheduler until the signal is aborted. */
  run(signal: AbortSignal): Promise<void> {
    const { clock } = this.props.host;
    return repeat(clock, pollSeconds(clock), signal, () => {
      for (const fleet of this.fleetList) fleet.tick();
    });
  }

  /** Notes a service event, as the console shows them. */
  event(message: string): void {
    this.events.push({ at: this.props.host.clock.now(), message: `(service ${this.model.name}) ${message}` });
  }

  /** Ends every process at once; resolves when they are gone. */
  async kill(): Promise<void> {
    await Promise.all(this.fleetList.map((fleet) => fleet.kill()));
  }
}
