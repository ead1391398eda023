import { dashboardLink } from '../../shared/console-links';
import { environmentDashboardName } from '../../shared/names';
import { FAILING_ROUTES, SLOWEST_ROUTES } from '../queries';
import type { Query } from '../queries';
import { graph, line } from './graph';
import type { Line } from './graph';
import { latencyLine } from './latency';
import { releaseView } from './release-view';
import { coloursOf } from './shown-service';
import type { ShownPlace, ShownService } from './shown-service';
import { alarmStates, logTable, place as placed, share, text } from './widget';
import type { DashboardBody, Widget } from './widget';

/** Three hours, which is longer than any release that this project plans. */
const START = '-PT3H';
const QUARTER = { width: share(4), height: 6 };

/**
 * The dashboard of one service: the release on top, then the golden signals, then the log.
 * @param alarms names of the alarms that call people about the service, and of those that tell why
 * @param more rows below everything else
 */
export function serviceDashboard(
  shown: ShownService,
  alarms: readonly string[],
  place: ShownPlace,
  more: readonly (readonly Widget[])[] = [],
): DashboardBody {
  return {
    start: START,
    periodOverride: 'inherit',
    widgets: placed([
      [heading(shown, place)],
      ...releaseView(shown, place),
      [text('## Golden signals', 1)],
      [traffic(shown, place), errors(shown, place), latency(shown, place), saturation(shown, place)],
      sameWidth([
        ...alarmStates('Alarms that call people, and why', alarms.map(place.alarmArn), QUARTER),
        ...tasks(shown, place),
        ...business(shown, place),
      ]),
      [text('## What the log says', 1)],
      [routes(FAILING_ROUTES, shown, place), routes(SLOWEST_ROUTES, shown, place)],
      ...more,
    ]),
  };
}

function heading({ service }: ShownService, { project, environment, region }: ShownPlace): Widget {
  const { url } = dashboardLink(region, environmentDashboardName(project, environment));
  return text(
    [
      `# ${service.name} in ${environment}`,
      `From top to bottom: the release, the golden signals, the log. [button:${environment}](${url})`,
    ].join('\n'),
    2,
  );
}

function traffic({ signals }: ShownService, { region }: ShownPlace): Widget {
  const lines = [line(signals.requests, { label: 'requests' })];
  return graph({ title: 'Traffic', region, lines, unit: 'requests a minute' }, QUARTER);
}

function errors({ signals }: ShownService, { region }: ShownPlace): Widget {
  const unanswered: Line[] = signals.unanswered
    ? [line(signals.unanswered, { label: 'answered by the load balancer, because no task did' })]
    : [];
  const lines = [line(signals.errors, { label: 'answered by the service' }), ...unanswered];
  return graph({ title: 'Errors', region, lines, unit: 'answers with 5XX a minute' }, QUARTER);
}

function latency({ signals, service: { objective } }: ShownService, { region }: ShownPlace): Widget {
  return graph(
    {
      title: 'Latency',
      region,
      lines: (['p50', 'p90', 'p99'] as const).flatMap((id) => latencyLine(signals, id, { label: id, id })),
      unit: 'milliseconds',
      limits: [{ value: objective.latencyMs, label: `objective for ${objective.latencyPercent} %` }],
    },
    QUARTER,
  );
}

function saturation(
  { saturation: { cpuPercent, memoryPercent } }: ShownService,
  { region }: ShownPlace,
): Widget {
  const lines = [line(cpuPercent, { label: 'CPU' }), line(memoryPercent, { label: 'memory' })];
  return graph(
    { title: 'Saturation', region, lines, unit: 'percent of what is reserved', max: 100 },
    QUARTER,
  );
}

/** Targets as the load balancer sees them; without one there is nothing to see that the release view does not show. */
function tasks(shown: ShownService, { region }: ShownPlace): Widget[] {
  const lines = coloursOf(shown).flatMap(({ colour, hex, signals: { healthyTargets, unhealthyTargets } }) => [
    ...(healthyTargets ? [line(healthyTargets, { label: `${colour}: healthy`, color: hex })] : []),
    ...(unhealthyTargets ? [line(unhealthyTargets, { label: `${colour}: unhealthy` })] : []),
  ]);
  if (lines.length === 0) return [];
  return [
    graph(
      { title: 'Tasks behind the load balancer', region, lines, unit: 'tasks' },
      { width: 12, height: 6 },
    ),
  ];
}

function business({ counts }: ShownService, { region }: ShownPlace): Widget[] {
  if (counts.length === 0) return [];
  const lines = counts.map((count) => line(count, { label: count.metricName }));
  return [graph({ title: 'Business', region, lines, unit: 'in a minute' }, QUARTER)];
}

function routes({ name, text: query }: Query, { logGroupName }: ShownService, place: ShownPlace): Widget {
  const source = { region: place.region, groups: [logGroupName] };
  return logTable(name, source, query, { width: share(2), height: 6 });
}

function sameWidth(widgets: readonly Widget[]): Widget[] {
  return widgets.map((widget) => ({ ...widget, width: share(widgets.length) }));
}
