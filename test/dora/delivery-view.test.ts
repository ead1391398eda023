import { clusterTable, CLUSTERS_2024 } from '../../lib/dora/clusters';
import { metricRecord } from '../../lib/dora/delivery-metrics';
import { deliveryView } from '../../lib/dora/delivery-view';
import type { Measured } from '../../lib/dora/measure';
import { serviceDashboard } from '../../lib/observability/dashboards/service-dashboard';
import type { Widget } from '../../lib/observability/dashboards/widget';
import { failedEventsName } from '../../lib/shared/names';
import { publicService, place } from '../observability/dashboards/shown';

const PLACE = { service: 'storefront', environment: 'production' };
const measured: Measured = {
  ...PLACE,
  history: [],
  metrics: {
    deploymentFrequency: { deployments: 3, perDay: 0.1 },
    changeLeadTime: { medianSeconds: 60, changes: 1, unknown: 0, fromTheFuture: 0 },
    changeFailRate: { part: 1, of: 2, ratio: 0.5 },
    failedDeploymentRecoveryTime: { medianSeconds: 60, recovered: 1, open: 0 },
    deploymentReworkRate: { part: 0, of: 2, ratio: 0 },
  },
};

const rows = deliveryView('shop', PLACE, 'eu-west-1');
const [[first], graphs, [last]] = rows as [[(typeof rows)[0][0]], (typeof rows)[0], [(typeof rows)[0][0]]];

it('shows every metric that the collector writes, with its dimensions', () => {
  const record = metricRecord(measured, new Date(0));
  const { _aws } = record as {
    readonly _aws: {
      readonly CloudWatchMetrics: readonly {
        readonly Namespace: string;
        readonly Dimensions: readonly (readonly string[])[];
        readonly Metrics: readonly { readonly Name: string }[];
      }[];
    };
  };
  const written = _aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions: [names = []], Metrics }) =>
    Metrics.map(({ Name }) => [Namespace, Name, ...names.flatMap((name) => [name, String(record[name])])]),
  );
  const shown = graphs
    .slice(0, -1)
    .flatMap(({ properties }) =>
      (properties.metrics as unknown[][]).filter((row) => row.length > 1).map((row) => row.slice(0, -1)),
    );
  expect(shown).toEqual(written);
});

it('shows the queue of what was not dealt with', () => {
  const name = failedEventsName('shop');
  const row = (graphs.at(-1)?.properties.metrics as unknown[][])[0];
  expect(row?.slice(0, 4)).toEqual(['AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'QueueName', name]);
});

it('asks where the pipeline runs, day by day, over three months', () => {
  for (const { properties } of graphs) {
    expect(properties).toMatchObject({ region: 'eu-west-1', period: 86_400, start: '-P90D' });
  }
});

it('says what DORA warns of, and shows the clusters as context without a rank for this service', () => {
  expect(String(first.properties.markdown)).toMatch(/not? target|becomes a target/);
  expect(String(last.properties.markdown)).toContain(clusterTable().join('\n'));
  expect(CLUSTERS_2024.reduce((sum, { share }) => sum + share, 0)).toBe(101);
});

it('stands below the log on the dashboard of a service', () => {
  const titles = (more: readonly Widget[][]): unknown[] =>
    serviceDashboard(publicService(), [], place, more).widgets.map(({ properties }) => properties.title);
  expect(titles([])).not.toContain('Change lead time');
  expect(titles(rows).slice(-7, -1)).toEqual([
    'Deployment frequency',
    'Change lead time',
    'Change fail rate',
    'Failed deployment recovery',
    'Deployment rework rate',
    'Events that nothing was done with',
  ]);
});

it('keeps the dashboard small enough to be one of the free ones', () => {
  const { widgets } = serviceDashboard(publicService(), [], place, rows);
  const lines = widgets.flatMap(({ properties }) => (properties.metrics ?? []) as unknown[][]);
  expect(lines.filter((row) => row.length > 1).length).toBeLessThanOrEqual(50);
});
