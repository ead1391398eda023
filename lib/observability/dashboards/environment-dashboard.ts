import { dashboardLink } from '../../shared/console-links';
import { serviceDashboardName } from '../../shared/names';
import { FAILING_ROUTES, VARIANTS, VERSIONS } from '../queries';
import type { Query } from '../queries';
import { chosenService, choices } from './chosen-service';
import { affected, releases, room } from './environment-graphs';
import type { ShownPlace, ShownService } from './shown-service';
import { alarmStates, logTable, place as placed, share, text } from './widget';
import type { DashboardBody, Size, Widget } from './widget';

/** Names of the alarms that call people, for a whole environment. */
export interface ShownAlarms {
  /** Alarms that wake somebody. */
  readonly pages: readonly string[];
  /** Alarms that can wait for the morning. */
  readonly warnings: readonly string[];
  /** All alarms of each service that call people, and those that tell why, by its name. */
  readonly byService: ReadonlyMap<string, readonly string[]>;
}

/** The dashboard of one environment: is it healthy, what is released, who is affected, is there room. */
export function environmentDashboard(
  services: readonly ShownService[],
  alarms: ShownAlarms,
  place: ShownPlace,
): DashboardBody {
  const log = ({ name, text: query }: Query, size: Size): Widget =>
    logTable(name, { region: place.region, groups: services.map((one) => one.logGroupName) }, query, size);
  return {
    start: '-PT3H',
    periodOverride: 'inherit',
    variables: choices(services, place),
    widgets: placed([
      [heading(services, place)],
      health(services, alarms, place),
      [text('## What is released', 1)],
      [releases(services, place, { width: 8, height: 6 }), log(VERSIONS, { width: 16, height: 6 })],
      [text('## Who is affected', 1)],
      affected(services, place),
      [log(FAILING_ROUTES, { width: 12, height: 6 }), log(VARIANTS, { width: 12, height: 6 })],
      [text('## Is there room', 1)],
      room(services, place),
      [text('## One service, as it sees itself: choose it at the top', 1)],
      chosenService(place),
    ]),
  };
}

function heading(services: readonly ShownService[], { project, environment, region }: ShownPlace): Widget {
  const buttons = services.map(({ service: { name } }) => {
    const { url } = dashboardLink(region, serviceDashboardName(project, environment, name));
    return `[button:${name}](${url})`;
  });
  return text(`# ${project} in ${environment}\nReleases and details: ${buttons.join(' ')}`, 2);
}

function health(services: readonly ShownService[], alarms: ShownAlarms, place: ShownPlace): Widget[] {
  const undo = services.flatMap(({ rollbackAlarmNames }) => rollbackAlarmNames);
  const lists = [
    { title: 'Is it healthy: these wake somebody', names: alarms.pages },
    { title: 'Can wait for the morning', names: alarms.warnings },
    { title: 'These undo a release', names: undo },
  ].filter(({ names }) => names.length > 0);
  const size = { width: share(lists.length), height: 5 };
  return lists.flatMap(({ title, names }) => alarmStates(title, names.map(place.alarmArn), size));
}
