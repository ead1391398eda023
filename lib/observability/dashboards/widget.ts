/** Columns of every CloudWatch dashboard. */
export const COLUMNS = 24;

/** One box of a dashboard, in the words of CloudWatch's dashboard body. */
export interface Widget {
  readonly type: 'text' | 'alarm' | 'metric' | 'log';
  /** Columns. */
  readonly width: number;
  /** Rows of the grid. */
  readonly height: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** A widget with its place on the grid. */
export interface PlacedWidget extends Widget {
  readonly x: number;
  readonly y: number;
}

/** What a dashboard shows, as CloudWatch reads it. */
export interface DashboardBody {
  /** How far back the graphs begin, as a duration of ISO 8601. */
  readonly start: string;
  /** `inherit`: a graph keeps its own period, however long the time on screen is. */
  readonly periodOverride: 'inherit';
  readonly variables?: readonly Readonly<Record<string, unknown>>[];
  readonly widgets: readonly PlacedWidget[];
}

/**
 * Puts rows of widgets below each other, each row from the left. Rows without widgets take no space.
 * @throws Error when a row is wider than the grid
 */
export function place(rows: readonly (readonly Widget[])[]): PlacedWidget[] {
  let y = 0;
  return rows.flatMap((row) => {
    const width = row.reduce((sum, widget) => sum + widget.width, 0);
    if (width > COLUMNS) throw new Error(`a row of ${width} columns; a dashboard has ${COLUMNS}`);
    let x = 0;
    const placed = row.map((widget) => {
      const at = { ...widget, x, y };
      x += widget.width;
      return at;
    });
    y += Math.max(0, ...row.map(({ height }) => height));
    return placed;
  });
}

/** As many columns for each widget as fit when `count` of them share a row. */
export function share(count: number): number {
  return Math.floor(COLUMNS / count);
}

/** Text in CloudWatch's Markdown, over the whole width. */
export function text(markdown: string, height: number): Widget {
  return { type: 'text', width: COLUMNS, height, properties: { markdown, background: 'transparent' } };
}

/** At most as many alarms as one widget shows. */
const MAX_ALARMS = 100;

/** The states of alarms, the red ones first; no widget when there is no alarm. */
export function alarmStates(title: string, arns: readonly string[], size: Size): Widget[] {
  if (arns.length === 0) return [];
  const alarms = arns.slice(0, MAX_ALARMS);
  const said = arns.length > MAX_ALARMS ? `${title} (${MAX_ALARMS} of ${arns.length})` : title;
  return [{ type: 'alarm', ...size, properties: { title: said, alarms, sortBy: 'stateUpdatedTimestamp' } }];
}

/** A table of what a query over log groups finds. */
export function logTable(title: string, source: LogSource, query: string, size: Size): Widget {
  const from = source.groups.map((group) => `SOURCE '${group}'`).join(' | ');
  const properties = { title, query: `${from} | ${query}`, region: source.region, view: 'table' };
  return { type: 'log', ...size, properties };
}

/** Log groups of one region. */
export interface LogSource {
  readonly region: string;
  readonly groups: readonly string[];
}

/** Columns and rows. */
export interface Size {
  readonly width: number;
  readonly height: number;
}
