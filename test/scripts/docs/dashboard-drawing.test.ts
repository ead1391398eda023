import type { DrawnWidget } from '../../../bench/cost/dashboard-body';
import { drawDashboard, wrap } from '../../../scripts/docs/dashboard-drawing';
import { dashboardDrawings } from '../../../scripts/docs/drawings';
import { contentOf } from '../../../scripts/docs/widget-content';

function widget(type: string, properties: object, changes: Partial<DrawnWidget> = {}): DrawnWidget {
  return { type, x: 0, y: 0, width: 12, height: 6, properties: { ...properties }, ...changes };
}

const graph = (metrics: unknown[], more: object = {}) =>
  widget('metric', { title: 'Errors', metrics, yAxis: { left: { label: 'percent' } }, ...more });

describe('what a widget shows', () => {
  it('is a heading, where buttons are only their words', () => {
    const markdown = '# Shop in sandbox\nDetails: [button:cart](https://x) [button:shop](https://y)';
    expect(contentOf(widget('text', { markdown }))).toEqual({
      title: 'Shop in sandbox',
      lines: [{ text: 'Details: [cart] [shop]' }],
    });
  });

  it('is text without a heading, and a table without its marks', () => {
    const markdown = 'Read `this`:\n\n| | good | bad |\n| --- | --- | --- |\n| one | 1 | 2 |';
    expect(contentOf(widget('text', { markdown }))).toEqual({
      title: '',
      lines: [{ text: 'Read this:' }, { text: 'good | bad' }, { text: 'one | 1 | 2' }],
    });
  });

  it('is the names of alarms without what all of them begin with', () => {
    const arns = ['shop-dev-cart-errors', 'shop-dev-cat-latency'].map(
      (name) => `arn:aws:x:y:z:alarm:${name}`,
    );
    expect(contentOf(widget('alarm', { title: 'Red', alarms: arns })).lines).toEqual([
      { text: 'cart-errors' },
      { text: 'cat-latency' },
    ]);
  });

  it('is the end of the name of a lonely alarm', () => {
    const { lines } = contentOf(widget('alarm', { title: 'Red', alarms: ['arn:aws:x:y:z:alarm:shop-red'] }));
    expect(lines).toEqual([{ text: 'red' }]);
  });

  it('is the columns of a table', () => {
    const query =
      "SOURCE 'x' | filter a\n| stats count(*) as requests, pct(ms, 99) as p99Ms by service, route\n| limit 3";
    expect(contentOf(widget('log', { title: 'Slow', query })).lines).toEqual([
      { text: 'service | route | requests | p99Ms', code: true },
    ]);
  });

  it('is the lines of a graph in their colours, its limits, and each metric once with its statistics', () => {
    const { kind, lines } = contentOf(
      graph(
        [
          ['N', 'Requests', 'D', 'x', { stat: 'Sum', label: 'hidden', visible: false }],
          ['N', 'Latency', 'D', 'x', { stat: 'p50', label: 'half' }],
          ['N', 'Latency', 'D', 'x', { stat: 'p99', label: 'slow', color: '#123456' }],
          [{ expression: 'a / b', label: 'share' }],
        ],
        { annotations: { horizontal: [{ value: 5, label: 'limit', color: '#ff0000' }] } },
      ),
    );
    expect(kind).toBe('graph: percent');
    expect(lines).toEqual([
      { text: 'half', swatch: '#1f77b4' },
      { text: 'slow', swatch: '#123456' },
      { text: 'share', swatch: '#2ca02c' },
      { text: '5: limit', swatch: '#ff0000' },
      { text: 'N Requests Sum, Latency p50 p99', code: true },
    ]);
  });

  it('is refused when nobody knows its type', () => {
    expect(() => contentOf(widget('explorer', {}))).toThrow('a widget of the type explorer');
  });
});

describe('the picture of a dashboard', () => {
  const row = ['N', 'Errors', 'D', 'x', { stat: 'Sum', label: 'a < b & "c"' }];
  const svg = drawDashboard('Two boxes', [graph([row]), { ...graph([row]), x: 12, y: 2, height: 8 }]);

  it('has each widget in its place, and room for the lowest', () => {
    expect(svg).toContain('viewBox="0 0 1152 300"');
    expect(
      [...svg.matchAll(/class="box" x="(\d+)" y="(\d+)" width="(\d+)" height="(\d+)"/g)].map((box) =>
        box.slice(1).map(Number),
      ),
    ).toEqual([
      [3, 3, 570, 174],
      [579, 63, 570, 234],
    ]);
  });

  it('escapes what it writes, and says what it is', () => {
    expect(svg).toContain('>a &lt; b &amp; &quot;c&quot;</text>');
    expect(svg).toContain('role="img" aria-label="Two boxes"');
  });

  it('is readable in the dark', () => {
    expect(svg).toContain('@media (prefers-color-scheme: dark)');
  });

  it('counts the lines that it has no room for', () => {
    const alarms = Array.from({ length: 12 }, (_, index) => `arn:aws:x:y:z:alarm:shop-${index}`);
    const small = drawDashboard('Alarms', [widget('alarm', { title: 'Red', alarms }, { height: 4 })]);
    expect(small.match(/class="line"[^>]*>([^<]+)/g)?.map((text) => text.replace(/.*>/, ''))).toEqual([
      '0',
      '1',
      '2',
      'and 9 more',
    ]);
  });
});

it.each([
  ['one two three', 7, ['one two', 'three']],
  ['short', 40, ['short']],
  ['unbreakable word', 6, ['unbrea', 'kable', 'word']],
  ['', 6, []],
])('breaks %j into lines of %i letters', (words, length, lines) => {
  expect(wrap(words, length)).toEqual(lines);
});

it('draws a dashboard for the environment and one for each service, and none where there is none', () => {
  const dashboard = (name: string) => ({
    Type: 'AWS::CloudWatch::Dashboard',
    Properties: {
      DashboardName: name,
      DashboardBody: JSON.stringify({
        variables: [{ pattern: 'the-one', defaultValue: 'cart' }],
        widgets: [widget('text', { markdown: 'About the-one' })],
      }),
    },
  });
  const resources = { A: dashboard('shop_dev'), B: dashboard('shop_dev_cart') };
  const drawings = dashboardDrawings([{ stack: 'dev-Observability', resources }]);
  expect(drawings.map(({ file }) => file)).toEqual([
    'docs/dashboards/environment.svg',
    'docs/dashboards/cart.svg',
  ]);
  expect(drawings[0]?.svg).toContain('>About cart</text>');
  expect(dashboardDrawings([{ stack: 'dev-Platform', resources }])).toEqual([]);
});
