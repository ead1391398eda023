import { formula, line } from '../observability/dashboards/graph';
import type { Line } from '../observability/dashboards/graph';
import { share, text } from '../observability/dashboards/widget';
import type { Widget } from '../observability/dashboards/widget';
import { failedEventsName } from '../shared/names';
import { clusterTable } from './clusters';
import { DELIVERY_METRICS, TRAILING_DAYS } from './delivery-metrics';
import type { Place } from './history';

/** A day: the collector writes at least once in each. */
const PERIOD_SECONDS = 86_400;
const HOUR = 3600;

/**
 * The five metrics of DORA over three months, below what DORA itself warns of and above the answers of its last
 * clusters: as context, never as a score.
 * @param project name of the project
 * @param region where the pipeline runs, which is where its metrics are
 */
export function deliveryView(project: string, place: Place, region: string): Widget[][] {
  const names = DELIVERY_METRICS;
  const graphs = [
    { title: 'Deployment frequency', unit: 'changes a day', lines: plain(place, names.deploymentFrequency) },
    { title: 'Change lead time', unit: 'hours', lines: inHours(place, names.changeLeadTime) },
    { title: 'Change fail rate', unit: 'percent', lines: plain(place, names.changeFailRate) },
    { title: 'Failed deployment recovery', unit: 'hours', lines: inHours(place, names.recoveryTime) },
    { title: 'Deployment rework rate', unit: 'percent', lines: plain(place, names.reworkRate) },
    { title: 'Events that nothing was done with', unit: 'in the queue', lines: failedEvents(project) },
  ];
  return [
    [text(['## How delivery goes', ...WARNINGS].join('\n'), 3)],
    graphs.map((one) => trend(one, region, share(graphs.length))),
    [
      text(
        ['Answers of teams in the DORA survey of 2024, for context:', '', ...clusterTable()].join('\n'),
        5,
      ),
    ],
  ];
}

const WARNINGS = [
  `Each point looks back ${TRAILING_DAYS} days. These are numbers to learn from over time, read together, for this service only.`,
  'A number that becomes a target stops telling the truth; other services and teams have other contexts. `docs/dora.md` says what is counted.',
];

function trend(
  { title, unit, lines }: { readonly title: string; readonly unit: string; readonly lines: readonly Line[] },
  region: string,
  width: number,
): Widget {
  return {
    type: 'metric',
    width,
    height: 5,
    properties: {
      title,
      view: 'timeSeries',
      stacked: false,
      region,
      period: PERIOD_SECONDS,
      start: '-P90D',
      end: 'P0D',
      metrics: lines,
      yAxis: { left: { label: unit, showUnits: false, min: 0 } },
      legend: { position: 'hidden' },
    },
  };
}

function plain(place: Place, metricName: string): Line[] {
  return [line(shown(place, metricName), { label: metricName })];
}

function inHours(place: Place, metricName: string): Line[] {
  return [
    line(shown(place, metricName), { label: 'seconds', id: 'seconds', hidden: true }),
    formula(`seconds / ${HOUR}`, { label: metricName, id: 'hours' }),
  ];
}

/** What is missing in the numbers until the next day, for all services of the project. */
function failedEvents(project: string): Line[] {
  const queue = {
    namespace: 'AWS/SQS',
    metricName: 'ApproximateNumberOfMessagesVisible',
    dimensions: { QueueName: failedEventsName(project) },
    statistic: 'Maximum',
  };
  return [line(queue, { label: 'events' })];
}

/** Each is a gauge: the average of a day is what the day looked like, and the same when it was written twice. */
function shown({ service, environment }: Place, metricName: string): Parameters<typeof line>[0] {
  const { namespace, dimensions } = DELIVERY_METRICS;
  return {
    namespace,
    metricName,
    dimensions: { [dimensions.service]: service, [dimensions.environment]: environment },
    statistic: 'Average',
  };
}
