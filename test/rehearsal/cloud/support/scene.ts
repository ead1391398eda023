import { setMaxListeners } from 'node:events';
import type { Balancer } from '../../../../rehearsal/cloud/balancer/balancer';
import type { DeploymentContext } from '../../../../rehearsal/cloud/deployment';
import type { DiscoveryName } from '../../../../rehearsal/cloud/discovery';
import type { TaskHost } from '../../../../rehearsal/cloud/ecs/host';
import { EcsService } from '../../../../rehearsal/cloud/ecs/service';
import {
  createTaskDefinitions,
  type TaskDefinitions,
} from '../../../../rehearsal/cloud/ecs/task-definitions';
import type { Alarms } from '../../../../rehearsal/cloud/metrics/alarms';
import { startContainer } from '../../../../rehearsal/cloud/process/container';
import type { RehearsalEvent } from '../../../../rehearsal/events';
import type { ServiceModel } from '../../../../rehearsal/model';
import { fakeBalancer, fakeGroup, type FakeGroup } from './fake-balancer';
import { fakeClock, type FakeClock } from './fake-clock';
import { fakeContainers, type Boot, type FakeContainer } from './fake-containers';
import { imageStore, testImage } from './images';

/** One service with everything around it in memory, moved by a fake clock. */
export interface Scene {
  readonly clock: FakeClock;
  readonly events: RehearsalEvent[];
  readonly containers: readonly FakeContainer[];
  readonly service: EcsService;
  readonly definitions: TaskDefinitions;
  readonly blue: FakeGroup;
  readonly green: FakeGroup;
  readonly balancer: Balancer;
  readonly name: FakeName;
  readonly host: TaskHost & { readonly published: ReadonlySet<string> };
  readonly context: DeploymentContext;
  /** Names of the alarms that are in ALARM. */
  readonly red: Set<string>;
  /** Ends the scheduler and everything that waits for the end of the rehearsal. */
  readonly stop: AbortController;
  /** Lets time pass until the work is done. Throws when it is not done in `seconds`. */
  run<T>(work: Promise<T>, seconds?: number): Promise<T>;
}

/** A private name that only notes its instances. */
interface FakeName extends DiscoveryName {
  readonly ports: ReadonlySet<number>;
}

/** Makes a scene whose scheduler runs; the service has no fleet yet. The test file must mock `process/container`. */
export function createScene(model: ServiceModel, boot?: (version: string) => Boot): Scene {
  const clock = fakeClock();
  const events: RehearsalEvent[] = [];
  const red = new Set<string>();
  const stop = new AbortController();
  setMaxListeners(0, stop.signal);
  const definitions = createTaskDefinitions([model]);
  const [blue, green] = [fakeGroup('blue'), fakeGroup('green')];
  const emit = (event: RehearsalEvent): void => void events.push(event);
  const name = fakeName();
  const host = fakeHost(model, clock, emit);
  const service = new EcsService({ model, definitions, name: model.discovery && name, host });
  const alarms = fakeAlarms(red);
  const containers = fakeContainers(boot);
  const run: Scene['run'] = (work, seconds = 20_000) => until(clock, work, seconds);
  void service.run(stop.signal);
  return {
    clock,
    events,
    containers,
    service,
    definitions,
    blue,
    green,
    name,
    host,
    red,
    stop,
    run,
    balancer: fakeBalancer([blue, green]),
    context: { service, alarms, clock, emit, signal: stop.signal },
  };
}

/** Brings up the old version; returns when it is steady. */
export async function startOld(scene: Scene): Promise<void> {
  const { service, blue, clock } = scene;
  const groups = service.model.targetGroupArns.length > 0 ? [blue] : [];
  service.primary = service.addFleet(service.model.task.arn, groups);
  service.primary.desired = service.model.desiredCount;
  await clock.advance(5);
}

async function until<T>(clock: FakeClock, work: Promise<T>, seconds: number): Promise<T> {
  const end = clock.now() + seconds;
  let done = false;
  const settled = work.finally(() => (done = true));
  settled.catch(() => undefined);
  while (!done && clock.now() < end) await clock.advance(1);
  if (!done) throw new Error(`not done after ${seconds} s`);
  return settled;
}

function fakeHost(model: ServiceModel, clock: FakeClock, emit: TaskHost['emit']): Scene['host'] {
  const published = new Set<string>();
  const versions = ['before', 'after'];
  return {
    published,
    clock,
    emit,
    images: imageStore(versions.map((version) => testImage(`${model.name}:${version}`))),
    metadata: {
      port: 0,
      close: () => Promise.resolve(),
      publish: (id, { image }) => {
        published.add(id);
        return `http://metadata/${id}/${image}`;
      },
      withdraw: (id) => void published.delete(id),
    },
    awsEndpoint: 'http://aws',
    startContainer,
    rewrite: (value) => value,
    onMetrics: () => undefined,
  };
}

function fakeName(): FakeName {
  const ports = new Set<number>();
  return {
    ports,
    hostname: 'name.internal',
    port: 0,
    register: (port) => void ports.add(port),
    deregister: (port) => void ports.delete(port),
    close: () => Promise.resolve(),
  };
}

function fakeAlarms(red: ReadonlySet<string>): Alarms {
  const status = (name: string) => ({ name, state: 'ALARM', reason: 'too many' }) as const;
  return {
    list: () => [...red].map(status),
    red: (names) => [...red].filter((name) => names.includes(name)).map(status),
    run: () => Promise.resolve(),
    unchecked: [],
  };
}
