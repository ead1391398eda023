import { SERVICE_METRICS } from '../../../app/shared/contract';
import { deliveryView } from '../../../lib/dora/delivery-view';
import { environmentDashboard } from '../../../lib/observability/dashboards/environment-dashboard';
import { serviceDashboard } from '../../../lib/observability/dashboards/service-dashboard';
import type { DashboardBody, PlacedWidget } from '../../../lib/observability/dashboards/widget';
import { emittedIn } from './emitted';
import { internalService, place, publicService, titles } from './shown';

const impaired = 'shop-sandbox-storefront-impaired';
const alarms = { pages: [impaired], warnings: ['shop-sandbox-quota'], byService: new Map() };
const both = [internalService(), publicService()];
const byEcs = publicService({
  kind: 'canary',
  controller: 'ecs',
  percent: 10,
  intervalMinutes: 5,
  bakeMinutes: 5,
});
const delivery = deliveryView('shop', { service: 'storefront', environment: 'sandbox' }, 'eu-west-1');
const bodies: readonly (readonly [string, DashboardBody])[] = [
  ['an environment', environmentDashboard(both, alarms, place)],
  ['an environment with one internal service', environmentDashboard([internalService()], alarms, place)],
  ['a public service', serviceDashboard(publicService(), [impaired], place)],
  ['a public service that ECS releases', serviceDashboard(byEcs, [impaired], place)],
  [
    'a service with its pipeline in the same account',
    serviceDashboard(publicService(), [impaired], place, delivery),
  ],
  ['an internal service', serviceDashboard(internalService(), [], place)],
];

interface Line {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, unknown>>;
}

/** The body as CloudWatch reads it, with its variables at their defaults. */
function read(body: DashboardBody): PlacedWidget[] {
  const chosen = (body.variables ?? []).reduce(
    (text, { pattern, defaultValue }) => text.replaceAll(String(pattern), String(defaultValue)),
    JSON.stringify(body.widgets),
  );
  return JSON.parse(chosen) as PlacedWidget[];
}

function rowsOf(widget: PlacedWidget): unknown[][] {
  return (widget.properties.metrics ?? []) as unknown[][];
}

function linesOf(widget: PlacedWidget): Line[] {
  return rowsOf(widget)
    .filter((row) => row.length > 1)
    .map((row) => {
      const [namespace, metric, ...rest] = row;
      const pairs = rest.slice(0, -1).map(String);
      const dimensions = Object.fromEntries(
        pairs.flatMap((name, index) => (index % 2 === 0 ? [[name, pairs[index + 1] ?? '']] : [])),
      );
      return {
        namespace: String(namespace),
        metric: String(metric),
        dimensions,
        options: rest.at(-1) as Line['options'],
      };
    });
}

function formulasOf(widget: PlacedWidget): string[] {
  return rowsOf(widget)
    .filter((row) => row.length === 1)
    .map(([only]) => (only as { expression: string }).expression);
}

describe.each(bodies)('the dashboard of %s', (_, body) => {
  const widgets = read(body);
  const metrics = widgets.filter(({ type }) => type === 'metric');

  it('shows no metric that nobody emits', () => {
    const shown = metrics.flatMap(linesOf);
    const unknown = shown.filter(
      ({ namespace, metric, dimensions }) =>
        !emittedIn(namespace).some(
          (one) =>
            one.metrics.includes(metric) &&
            one.dimensions.some((names) => names.join() === Object.keys(dimensions).sort().join()),
        ),
    );
    expect(unknown).toEqual([]);
    expect(shown.length).toBeGreaterThan(5);
  });

  it('has no empty widget', () => {
    const empty = widgets.filter(({ type, properties }) => {
      if (type === 'metric') return (properties.metrics as unknown[]).length === 0;
      if (type === 'alarm') return (properties.alarms as unknown[]).length === 0;
      if (type === 'log') return !/^SOURCE '[^']+' \|.*filter /s.test(String(properties.query));
      return String(properties.markdown).trim() === '';
    });
    expect(empty).toEqual([]);
    expect(metrics.filter((widget) => drawn(widget) === 0)).toEqual([]);
  });

  it('has no widget on top of another or beyond the 24 columns', () => {
    const cells = widgets.flatMap(({ x, y, width, height }) =>
      Array.from({ length: width * height }, (_cell, index) => {
        return `${x + (index % width)},${y + Math.floor(index / width)}`;
      }),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(Math.max(...widgets.map(({ x, width }) => x + width))).toBeLessThanOrEqual(24);
    expect(Math.min(...widgets.map(({ height }) => height))).toBeGreaterThanOrEqual(1);
  });

  it('reads in each formula only lines of the same graph', () => {
    for (const widget of metrics) {
      const ids = linesOf(widget).flatMap(({ options: { id } }) => (typeof id === 'string' ? [id] : []));
      const used = formulasOf(widget).flatMap((text) => text.match(/\b[a-z]\w*/g) ?? []);
      expect([...new Set(used)].sort()).toEqual(ids.sort());
    }
  });

  it('has at most 50 metrics, which is what a free dashboard may have', () => {
    expect(metrics.flatMap(linesOf).length).toBeLessThanOrEqual(50);
  });

  it('keeps minutes as minutes, and shows one region', () => {
    const trends = metrics.filter(({ properties }) => properties.start !== undefined);
    const now = metrics.filter((widget) => !trends.includes(widget));
    expect(now.map(({ properties }) => properties.period)).toEqual(now.map(() => 60));
    const placed = widgets.filter(({ type }) => type === 'metric' || type === 'log');
    expect(new Set(placed.map(({ properties }) => properties.region))).toEqual(new Set(['eu-west-1']));
  });
});

function drawn(widget: PlacedWidget): number {
  const visible = linesOf(widget).filter(({ options }) => options.visible !== false);
  return visible.length + formulasOf(widget).length;
}

describe('what a service in release looks like', () => {
  const shown = serviceDashboard(publicService(), [impaired], place).widgets;
  const named = (title: string) => shown.filter(({ properties }) => properties.title === title);

  it('begins with the release, then the golden signals, then the log', () => {
    expect(titles(shown)).toEqual([
      expect.stringContaining('# storefront in sandbox'),
      'Who serves: share of requests',
      'What is released: 2 while a release goes on',
      'Alarms that undo a release',
      'Requests of each colour',
      'Errors of each colour',
      'Latency of each colour: slowest 1 %',
      'Which versions answer, and since when',
      '## Golden signals',
      'Traffic',
      'Errors',
      'Latency',
      'Saturation',
      'Alarms that call people, and why',
      'Tasks behind the load balancer',
      'Business',
      '## What the log says',
      'Failing routes',
      'Slowest routes',
    ]);
  });

  it('has both colours in one graph, each in its own colour, with the limit that undoes a release', () => {
    const [errors] = named('Errors of each colour');
    const properties = errors?.properties as { annotations: unknown; metrics: unknown[][] };
    expect(properties.metrics.filter((row) => row.length === 1)).toEqual([
      [expect.objectContaining({ label: 'blue', color: '#2e7bcf' })],
      [expect.objectContaining({ label: 'green', color: '#2a9d4a' })],
    ]);
    expect(properties.annotations).toMatchObject({ horizontal: [{ value: 5, label: 'undoes a release' }] });
  });

  it('adds up to 100 percent where it says who serves', () => {
    const [weights] = named('Who serves: share of requests');
    expect(weights?.properties).toMatchObject({ stacked: true, yAxis: { left: { min: 0, max: 100 } } });
    expect(weights && formulasOf(weights)).toEqual([
      '100 * FILL(blue, 0) / (FILL(blue, 0) + FILL(green, 0))',
      '100 * FILL(green, 0) / (FILL(blue, 0) + FILL(green, 0))',
    ]);
  });

  it('shows latency in milliseconds, whatever its metric is in', () => {
    const [ofBalancer] = named('Latency');
    const [ofLog] = serviceDashboard(internalService(), [], place).widgets.filter(
      ({ properties }) => properties.title === 'Latency',
    );
    expect(ofBalancer && formulasOf(ofBalancer)).toEqual(['1000 * p50', '1000 * p90', '1000 * p99']);
    expect(ofLog && formulasOf(ofLog)).toEqual([]);
    expect(ofLog && linesOf(ofLog).map(({ metric }) => metric)).toEqual(
      Array<string>(3).fill(SERVICE_METRICS.latency),
    );
  });

  it.each([
    ['CodeDeploy', publicService(), 'TaskSetCount'],
    ['ECS, which shifts traffic', byEcs, 'DeploymentCount'],
    ['ECS, which replaces tasks', internalService(), 'DeploymentCount'],
  ])('knows a release of %s by its own count', (_who, service, metric) => {
    const widgets = serviceDashboard(service, [], place).widgets;
    const state = widgets.find(({ properties }) => String(properties.title).startsWith('What is released'));
    expect(state && linesOf(state)[0]?.metric).toBe(metric);
  });

  it('compares no colours where there is only one', () => {
    const one = { ...publicService(), colours: { blue: publicService().signals } };
    for (const service of [internalService(), one]) {
      const all = titles(serviceDashboard(service, [], place).widgets).join('\n');
      expect(all).not.toContain('of each colour');
      expect(all).not.toContain('Who serves');
    }
  });
});

describe('what the people on call of an environment see', () => {
  const body = environmentDashboard(both, alarms, place);

  it('counts as failed what no task answered, which a load balancer does not count as a request', () => {
    const failed = body.widgets.find(({ properties }) => properties.title === 'Failed');
    expect(failed && formulasOf(failed)).toEqual([
      '100 * FILL(s0Errors, 0) / s0Requests',
      '100 * (FILL(s1Errors, 0) + FILL(s1Unanswered, 0)) / (FILL(s1Requests, 0) + FILL(s1Unanswered, 0))',
    ]);
  });

  it('is asked in this order: healthy, released, affected, room', () => {
    expect(titles(body.widgets)).toEqual([
      expect.stringContaining('# shop in sandbox'),
      'Is it healthy: these wake somebody',
      'Can wait for the morning',
      'These undo a release',
      '## What is released',
      'Sets of tasks: 2 while a release goes on',
      'Errors by version',
      '## Who is affected',
      'Requests',
      'Failed',
      'Slowest 1 %',
      'Business',
      'Failing routes',
      'Requests by variant',
      '## Is there room',
      'CPU',
      'Memory',
      'Tasks',
      '## One service, as it sees itself: choose it at the top',
      'Requests of the-chosen-service in the-chosen-environment',
      'Errors of the-chosen-service in the-chosen-environment',
      'Latency of the-chosen-service in the-chosen-environment',
    ]);
  });

  it('names every alarm by its ARN', () => {
    const arns = body.widgets.flatMap(({ properties }) => (properties.alarms ?? []) as string[]);
    expect(arns).toEqual(
      [
        ...alarms.pages,
        ...alarms.warnings,
        'shop-sandbox-catalog-errors',
        'shop-sandbox-catalog-latency',
        'shop-sandbox-storefront-errors',
        'shop-sandbox-storefront-latency',
      ].map(place.alarmArn),
    );
  });

  it('links the dashboard of each service', () => {
    expect(titles(body.widgets)[0]).toContain(
      '[button:catalog](https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1#dashboards/dashboard/shop_sandbox_catalog)',
    );
  });

  it('asks the logs of all services', () => {
    const queries = body.widgets.flatMap(({ properties }) => (properties.query ? [properties.query] : []));
    expect(queries.length).toBe(3);
    for (const query of queries)
      expect(query).toMatch(/^SOURCE '\/shop\/catalog' \| SOURCE '\/shop\/storefront' \| /);
  });

  it('lets people choose a service and an environment, and changes nothing but the section below', () => {
    expect(body.variables).toMatchObject([
      { id: 'service', defaultValue: 'catalog', values: [{ value: 'catalog' }, { value: 'storefront' }] },
      { id: 'environment', defaultValue: 'sandbox', populateFrom: SERVICE_METRICS.dimensions.environment },
    ]);
    const touched = body.widgets.filter((widget) => JSON.stringify(widget).includes('the-chosen-'));
    expect(touched.map(({ type }) => type)).toEqual(['metric', 'metric', 'metric']);
    expect(Math.min(...touched.map(({ y }) => y))).toBeGreaterThan(
      Math.max(...body.widgets.filter((widget) => !touched.includes(widget)).map(({ y }) => y)),
    );
  });
});
