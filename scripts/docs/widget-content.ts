import type { DrawnWidget } from '../../bench/cost/dashboard-body';

/** What a widget shows, in words. */
export interface WidgetContent {
  readonly title: string;
  /** Undefined for a heading between the widgets. */
  readonly kind?: string;
  readonly lines: readonly ContentLine[];
}

/** One thing that a widget shows. */
export interface ContentLine {
  readonly text: string;
  /** Colour of the line of a graph that it stands for. */
  readonly swatch?: string;
  /** True for names that AWS or the log spells. */
  readonly code?: boolean;
}

/** Colours that CloudWatch gives the lines of a graph in their order. */
const PALETTE = ['#1f77b4', '#ff7f0e', '#2ca02c', '#d62728', '#9467bd', '#8c564b'] as const;

/**
 * Says what a widget shows.
 * @throws Error for a type of widget that no dashboard of this project has
 */
export function contentOf({ type, properties }: DrawnWidget): WidgetContent {
  const title = String(properties.title);
  switch (type) {
    case 'text':
      return heading(String(properties.markdown));
    case 'alarm':
      return { title, kind: 'states of alarms', lines: alarms(properties.alarms as string[]) };
    case 'log':
      return { title, kind: 'table from the log', lines: table(String(properties.query)) };
    case 'metric':
      return { title, kind: `graph: ${unitOf(properties)}`, lines: graph(properties) };
    default:
      throw new Error(`nobody knows how to draw a widget of the type ${type}`);
  }
}

/** Marks of Markdown go, and of a button only its words stay. */
function heading(markdown: string): WidgetContent {
  const lines = markdown
    .replaceAll(/\[button:([^[\]]+)\]\([^()]*\)/g, '[$1]')
    .replaceAll('`', '')
    .split('\n')
    .filter((line) => /[^|\s:-]/.test(line))
    .map((line) => (/^\|.*\|$/.test(line) ? line.slice(1, -1).trim().replace(/^\|/, '').trim() : line));
  const [first = '', ...others] = lines;
  const title = /^#+ (.*)$/.exec(first)?.[1];
  const said = title === undefined ? lines : others;
  return { title: title ?? '', lines: said.map((text) => ({ text })) };
}

/** The names, without the beginning that all of them share. */
function alarms(arns: readonly string[]): ContentLine[] {
  const names = arns.map((arn) => arn.split(':').at(-1) ?? arn);
  const words = names[0]?.split('-').slice(0, -1) ?? [];
  const shared = words
    .map((_, index) => `${words.slice(0, index + 1).join('-')}-`)
    .filter((start) => names.every((name) => name.startsWith(start)));
  return names.map((name) => ({ text: name.slice(shared.at(-1)?.length ?? 0) }));
}

/** The columns of the table: what the query counts by, then what it counts. */
function table(query: string): ContentLine[] {
  const [, counted = '', by = ''] = /\| stats (.+) by ([^|\n]+)/.exec(query) ?? [];
  const columns = [...by.trim().split(', '), ...[...counted.matchAll(/ as (\w+)/g)].map((match) => match[1])];
  return [{ text: columns.join(' | '), code: true }];
}

interface LineOptions {
  readonly label: string;
  readonly stat?: string;
  readonly color?: string;
  readonly visible?: boolean;
}

/** The lines of the graph in their colours, its limits, and the metrics behind both. */
function graph({ metrics, annotations }: DrawnWidget['properties']): ContentLine[] {
  const rows = (metrics as unknown[][]).map((row) => ({ row, options: row.at(-1) as LineOptions }));
  const drawn = rows.filter(({ options }) => options.visible !== false);
  const legend = drawn.map(({ options }, index) => ({
    text: options.label,
    swatch: options.color ?? PALETTE[index % PALETTE.length],
  }));
  const { horizontal = [] } = (annotations ?? {}) as {
    readonly horizontal?: readonly { value: number; label: string; color: string }[];
  };
  const limits = horizontal.map(({ value, label, color }) => ({ text: `${value}: ${label}`, swatch: color }));
  return [...legend, ...limits, ...metricNames(rows.filter(({ row }) => row.length > 1))];
}

/** Each metric once, below its name space and with every statistic that is shown of it. */
function metricNames(rows: readonly { row: unknown[]; options: LineOptions }[]): ContentLine[] {
  const spaces = new Map<string, Map<string, Set<string>>>();
  for (const { row, options } of rows) {
    const [namespace, name] = row.map(String) as [string, string];
    const metrics = spaces.get(namespace) ?? new Map<string, Set<string>>();
    metrics.set(name, (metrics.get(name) ?? new Set()).add(options.stat ?? ''));
    spaces.set(namespace, metrics);
  }
  return [...spaces].map(([namespace, metrics]) => {
    const names = [...metrics].map(([name, statistics]) => `${name} ${[...statistics].join(' ')}`);
    return { text: `${namespace} ${names.join(', ')}`, code: true };
  });
}

function unitOf({ yAxis }: DrawnWidget['properties']): string {
  return (yAxis as { readonly left: { readonly label: string } }).left.label;
}
