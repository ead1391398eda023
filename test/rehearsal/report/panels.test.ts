import { panels } from '../../../rehearsal/report/panels';
import type { EnvironmentCurves, TimelineData } from '../../../rehearsal/report/timeline-data';

const POINTS = new Map([
  [
    'blue',
    [
      { at: 0, value: 0 },
      { at: 50, value: 40 },
    ],
  ],
]);

/** A timeline of 100 seconds with one environment, in which nothing happened. */
function quiet({
  to = 100,
  alarms = [],
  phases = [],
  ...curves
}: Partial<TimelineData & EnvironmentCurves> = {}) {
  return { from: 0, to, alarms, phases, environments: [calm({ to, ...curves })] };
}

function calm(changes: Partial<EnvironmentCurves> = {}): EnvironmentCurves {
  const none = new Map<string, never[]>();
  return {
    ...{ name: '', to: 100, colours: [], weights: none, requests: none, failed: none, p50: none, p99: none },
    ...changes,
  };
}

/** The panel with that title. */
function panel(html: string, title: string): string {
  const found = html.split('<figure').find((part) => part.includes(`<b>${title}</b>`));
  if (found === undefined) throw new Error(`there is no panel ${title}`);
  return found;
}

function titlesOf(html: string): (string | undefined)[] {
  return [...html.matchAll(/<figcaption><b>([^<]*)/g)].map(([, title]) => title);
}

function paths(html: string): string[] {
  return [...html.matchAll(/<path class="([^"]*)" d="([^"]*)"/g)].map(([, name, d]) => `${name} ${d}`);
}

function rects(html: string): [number, number][] {
  return [...html.matchAll(/<rect [^>]*x="([\d.]+)" y="0" width="([\d.]+)"/g)].map(([, x, width]) => [
    Number(x),
    Number(width),
  ]);
}

test('without traffic, alarms or phases their panels are left out and the others are empty', () => {
  const html = panels(quiet());
  expect(titlesOf(html)).toEqual(['Requests per sample', 'Failed requests per sample', 'Latency']);
  expect(paths(html)).toEqual([]);
  expect(html).not.toMatch(/NaN|undefined|Infinity/);
});

test('weights are stacked, each valid until the next, the last until the end', () => {
  const weights = new Map([
    [
      'blue',
      [
        { at: 20, value: 100 },
        { at: 60, value: 90 },
      ],
    ],
    [
      'green',
      [
        { at: 20, value: 0 },
        { at: 60, value: 10 },
      ],
    ],
  ]);
  const html = panel(panels(quiet({ weights, colours: ['blue', 'green'] })), 'Users&#39; traffic');
  // x is ten times the second, y falls from 100 at the bottom to 10 at the top.
  expect(paths(html)).toEqual([
    'area blue M200 100H600V10H200ZM600 100H1000V19H600Z',
    'area green M600 19H1000V10H600Z',
  ]);
});

test('each environment has panels of its own, which end with it', () => {
  const weights = (at: number, blue: number) =>
    new Map([
      ['blue', [{ at, value: blue }]],
      ['green', [{ at, value: 100 - blue }]],
    ]);
  const colours = ['blue', 'green'];
  const html = panels({
    ...quiet(),
    environments: [
      calm({ name: 'staging', to: 40, colours, weights: weights(10, 0) }),
      calm({ name: 'production <eu>', colours, weights: weights(50, 100) }),
    ],
  });
  expect(titlesOf(html)).toEqual([
    ...['Users&#39; traffic', 'Requests per sample', 'Failed requests per sample', 'Latency'].map(
      (title) => `${title} in staging`,
    ),
    ...['Users&#39; traffic', 'Requests per sample', 'Failed requests per sample', 'Latency'].map(
      (title) => `${title} in production &lt;eu&gt;`,
    ),
  ]);
  expect(paths(panel(html, 'Users&#39; traffic in staging'))).toEqual(['area green M100 100H400V10H100Z']);
  expect(paths(panel(html, 'Users&#39; traffic in production &lt;eu&gt;'))).toEqual([
    'area blue M500 100H1000V10H500Z',
  ]);
});

test('a curve is scaled to the next round number, which stands at the top', () => {
  const html = panel(panels(quiet({ requests: POINTS, colours: ['blue'] })), 'Requests per sample');
  expect(paths(html)).toEqual(['line blue M0 100L500 28']);
  expect(html).toContain('<span class="top">50</span>');
  expect(html).toContain('<i class="blue"></i>blue');
});

test('failures are bars, and zeros none', () => {
  const html = panel(panels(quiet({ failed: POINTS, colours: ['blue'] })), 'Failed requests per sample');
  expect(paths(html)).toEqual(['bars M500 100V28']);
  expect(html).toContain('status 5xx or no answer');
  const none = new Map([['blue', [{ at: 5, value: 0 }]]]);
  const without = panel(panels(quiet({ failed: none })), 'Failed requests per sample');
  expect(paths(without)).toEqual([]);
  expect(without).toContain('there was none');
  expect(without).toContain('<span class="top"></span>');
});

test('latency has p99 and p50 on one scale', () => {
  const p50 = new Map([['blue', [{ at: 50, value: 500 }]]]);
  const p99 = new Map([['blue', [{ at: 50, value: 1500 }]]]);
  const html = panel(panels(quiet({ p50, p99, colours: ['blue'] })), 'Latency');
  expect(paths(html)).toEqual(['line blue M500 32.5', 'line thin blue M500 77.5']);
  expect(html).toContain('<span class="top">2.0 s</span>');
});

test('a colour with p99 only gets no dashed line', () => {
  const p99 = new Map([['green', [{ at: 50, value: 9 }]]]);
  expect(paths(panels(quiet({ p99, colours: ['green'] })))).toEqual(['line green M500 19']);
});

test.each([
  ['ALARM', 'bad'],
  ['failed', 'bad'],
  ['Stopped', 'bad'],
  ['OK', 'good'],
  ['Succeeded', 'good'],
  ['COMPLETED', 'good'],
  ['INSUFFICIENT_DATA', 'unknown'],
  ['AllowTraffic', 'shift'],
  ['BAKE', 'shift'],
  ['PRODUCTION_TRAFFIC_SHIFT', 'shift'],
  ['BAKE_TIME', 'shift'],
  ['SUCCESSFUL', 'good'],
  ['ROLLBACK_SUCCESSFUL', 'good'],
  ['ROLLBACK_IN_PROGRESS', 'bad'],
  ['SCALE_UP', 'step'],
  ['Install', 'step'],
  ['started', 'step'],
])('a span of state %s is drawn as %s', (state, name) => {
  const lane = { name: 'lane', spans: [{ from: 10, to: 30, state, label: state }] };
  const html = panel(panels(quiet({ phases: [lane] })), 'What happened');
  expect(html).toContain(`<rect class="span ${name}" x="100" y="0" width="200"`);
});

test('what took no time can be seen, at the very end too', () => {
  const span = { state: 'OK', label: 'OK' };
  const spans = [
    { ...span, from: 50, to: 50 },
    { ...span, from: 100, to: 100 },
  ];
  const drawn = rects(panels(quiet({ alarms: [{ name: 'lane', spans }] })));
  expect(drawn).toHaveLength(2);
  for (const [x, width] of drawn) {
    expect(width).toBeGreaterThanOrEqual(4);
    expect(x + width).toBeLessThanOrEqual(1000);
  }
  expect(drawn[0]?.[0]).toBe(500);
});

test('names, notes and labels are escaped, and readers hear the states', () => {
  const spans = [{ from: 65, to: 70, state: 'ALARM', label: 'ALARM: a > "b"' }];
  const html = panels(quiet({ alarms: [{ name: '<errors>', note: 'R&D', spans }] }));
  expect(html).toContain('<b>&lt;errors&gt;</b> R&amp;D');
  expect(html).toContain('<title>01:05 ALARM: a &gt; &quot;b&quot;</title>');
  expect(html).toContain('aria-label="&lt;errors&gt;: ALARM at 01:05"');
});

test('the axis has every second mark as minor, so that a phone can leave it out', () => {
  const html = panels(quiet({ to: 240 }));
  const marks = [...html.matchAll(/<span class="(\w*)" style="left:([\d.]+)%">([\d:]+)/g)];
  expect(marks.map(([, name, left, text]) => [name, Number(left), text])).toEqual([
    ['', 0, '00:00'],
    ['minor', 12.5, '00:30'],
    ['', 25, '01:00'],
    ['minor', 37.5, '01:30'],
    ['', 50, '02:00'],
    ['minor', 62.5, '02:30'],
    ['', 75, '03:00'],
    ['minor', 87.5, '03:30'],
    ['', 100, '04:00'],
  ]);
});

test.each([
  ['green', ['green'], 'green'],
  ['blue', ['green', 'blue'], 'blue'],
  ['1.0', ['1.0', '1.1'], 'blue'],
  ['1.1', ['1.0', '1.1'], 'green'],
])('the legend shows %s among %j as %s', (colour, colours, name) => {
  expect(panels(quiet({ colours }))).toContain(`<i class="${name}"></i>${colour}`);
});
