import type { Environment, Service } from '../config/schema';
import type { RunningService, TrafficMover } from '../service/running-service';
import type { ServiceTask } from '../service/service-task';
import { deployedServiceName } from '../shared/names';
import {
  businessCounts,
  colourSignals,
  entrySignals,
  serviceSignals,
  taskSaturation,
} from './golden-signals';
import type { Colour, ObservedService } from './observed-service';
import { countsOf } from './service-counts';

export interface ObserveServiceProps {
  /** Name of the project. */
  readonly project: string;
  readonly environment: Environment;
  readonly service: Service;
  readonly running: RunningService;
  readonly task: Pick<ServiceTask, 'logGroup'>;
  /** What moves the traffic of a release. */
  readonly mover: TrafficMover;
}

/** What there is to see of a service that runs. */
export function observeService(props: ObserveServiceProps): ObservedService {
  const { project, environment, service, running } = props;
  const own = serviceSignals(service.name, environment.name);
  return {
    name: deployedServiceName(project, environment.name, service.name),
    service,
    url: running.url,
    signals: running.entry ? entrySignals(running.entry.loadBalancer) : own,
    colours: coloursOf(props),
    own,
    counts: businessCounts(service.name, environment.name, countsOf(service.name)),
    saturation: taskSaturation(running.service),
    logGroupName: props.task.logGroup.logGroupName,
    rollbackAlarmNames: running.alarms.flatMap(({ alarmNames }) => alarmNames),
    feltByUsers: running.alarms.flatMap(({ feltByUsers }) => feltByUsers),
  };
}

function coloursOf({ running: { entry }, mover }: ObserveServiceProps): ObservedService['colours'] {
  if (!entry) return {};
  // Without a shift of traffic all tasks, old and new, are blue.
  const used: readonly Colour[] = mover === 'ecs-rolling' ? ['blue'] : ['blue', 'green'];
  return Object.fromEntries(
    used.map((colour) => [colour, colourSignals(entry.loadBalancer, entry[colour])] as const),
  );
}
