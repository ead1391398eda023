import { moverOf } from '../../service/traffic-mover';
import { errorShare, graph, line } from './graph';
import type { GraphProps, Line } from './graph';
import { latencyLine } from './latency';
import type { ShownPlace, ShownService } from './shown-service';
import { share } from './widget';
import type { Size, Widget } from './widget';

const HEIGHT = 6;

/** Which services have two sets of tasks: a line at 2 marks a release from its begin to its end. */
export function releases(services: readonly ShownService[], { region }: ShownPlace, size: Size): Widget {
  const lines = services.map(({ service: { name, delivery }, saturation: { taskSets, deployments } }) =>
    line(moverOf(delivery) === 'code-deploy' ? taskSets : deployments, { label: name }),
  );
  return graph({ title: 'Sets of tasks: 2 while a release goes on', region, lines, unit: 'sets' }, size);
}

/** Requests, errors, latency and what counts for the business, such as orders: a line for each service. */
export function affected(services: readonly ShownService[], { region }: ShownPlace): Widget[] {
  return row([
    {
      title: 'Requests',
      unit: 'requests a minute',
      region,
      lines: each(services, ({ signals }, { label }) => [line(signals.requests, { label })]),
    },
    {
      title: 'Failed',
      unit: 'percent of requests',
      region,
      lines: each(services, ({ signals }, { label, id }) => errorShare(signals, id, { label })),
    },
    {
      title: 'Slowest 1 %',
      unit: 'milliseconds',
      region,
      lines: each(services, ({ signals }, style) => latencyLine(signals, 'p99', style)),
    },
    {
      title: 'Business',
      unit: 'in a minute',
      region,
      lines: each(services, ({ counts }, { label }) =>
        counts.map((count) => line(count, { label: `${label}: ${count.metricName}` })),
      ),
    },
  ]);
}

/** How full the tasks are, and whether as many run as should. */
export function room(services: readonly ShownService[], { region }: ShownPlace): Widget[] {
  const percent = { unit: 'percent of what is reserved', region, max: 100 };
  return row([
    {
      title: 'CPU',
      ...percent,
      lines: each(services, ({ saturation }, { label }) => [line(saturation.cpuPercent, { label })]),
    },
    {
      title: 'Memory',
      ...percent,
      lines: each(services, ({ saturation }, { label }) => [line(saturation.memoryPercent, { label })]),
    },
    {
      title: 'Tasks',
      unit: 'tasks',
      region,
      lines: each(services, ({ saturation: { runningTasks, desiredTasks } }, { label }) => [
        line(runningTasks, { label: `${label}: running` }),
        line(desiredTasks, { label: `${label}: wanted` }),
      ]),
    },
  ]);
}

interface Style {
  readonly label: string;
  readonly id: string;
}

function each(
  services: readonly ShownService[],
  make: (shown: ShownService, style: Style) => readonly Line[],
): Line[] {
  return services.flatMap((shown, index) => make(shown, { label: shown.service.name, id: `s${index}` }));
}

/** Graphs that have something to show, side by side. */
function row(graphs: readonly GraphProps[]): Widget[] {
  const filled = graphs.filter(({ lines }) => lines.length > 0);
  const size = { width: share(filled.length), height: HEIGHT };
  return filled.map((props) => graph(props, size));
}
