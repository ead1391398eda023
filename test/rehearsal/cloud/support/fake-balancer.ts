import type { Balancer } from '../../../../rehearsal/cloud/balancer/balancer';
import type { Listener } from '../../../../rehearsal/cloud/balancer/listener';
import { createRoute, type Forward } from '../../../../rehearsal/cloud/balancer/route';
import type { Target, TargetGroup } from '../../../../rehearsal/cloud/balancer/target-group';
import type { TargetState } from '../../../../rehearsal/cloud/balancer/target-health';
import { testModel, testTargetGroup } from './models';

/** A target group whose targets have the state that the test says. */
export interface FakeGroup extends TargetGroup {
  state: TargetState;
  /** Ports that are registered now. */
  readonly ports: ReadonlySet<number>;
}

export function fakeGroup(label: string): FakeGroup {
  const ports = new Set<number>();
  const group: FakeGroup = {
    model: testTargetGroup(label),
    state: 'healthy',
    ports,
    register: (port, version): Target => {
      ports.add(port);
      return { port, version, inFlight: 0, state: () => group.state };
    },
    deregister: ({ port }) => {
      ports.delete(port);
      return Promise.resolve();
    },
    pick: () => undefined,
    counts: () => ({ initial: 0, healthy: 0, unhealthy: 0, [group.state]: ports.size }),
    close: () => undefined,
  };
  return group;
}

/** Production and test listener over a blue and a green group, both on blue, each with one rule; nothing listens. */
export function fakeBalancer(groups: readonly FakeGroup[]): Balancer {
  const [model] = testModel([]).loadBalancers;
  if (model === undefined) throw new Error('the test model has a load balancer');
  const onBlue: Forward = groups.slice(0, 1).map((item) => ({ item, weight: 1 }));
  const listeners = model.listeners.map((listener): Listener => ({
    model: listener,
    port: listener.port,
    ...createRoute(listener.arn, onBlue),
    rules: [createRoute(`${listener.arn}-rule`, onBlue)],
    close: () => Promise.resolve(),
  }));
  return {
    model,
    listeners,
    listener: (arn) => listeners.find((listener) => listener.model.arn === arn),
    route: (arn) => listeners.flatMap((one) => [one, ...one.rules]).find((one) => one.arn === arn),
    group: (arn) => groups.find((group) => group.model.arn === arn),
    close: () => Promise.resolve(),
  };
}
