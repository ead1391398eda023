import type { Size, Widget } from './widget';

/** What a widget needs to know of a metric; metrics of the CDK fit. */
export interface ShownMetric {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions?: Readonly<Record<string, unknown>>;
  readonly statistic: string;
}

/** How one line of a graph looks. */
export interface LineStyle {
  readonly label: string;
  /** Name of the line in expressions; a letter of lower case first. */
  readonly id?: string;
  /** Hex code such as `#1f77b4`; CloudWatch picks one when it is absent. */
  readonly color?: string;
  /** True for what only expressions use. */
  readonly hidden?: boolean;
}

/** One line of a graph, in the words of CloudWatch: an array for a metric, or for an expression. */
export type Line = readonly unknown[];

/** A limit, drawn across a graph. */
export interface Limit {
  readonly value: number;
  readonly label: string;
}

/** What a graph is made of, apart from its size. */
export interface GraphProps {
  readonly title: string;
  readonly region: string;
  readonly lines: readonly Line[];
  /** What the numbers are, for example `requests a minute`. */
  readonly unit: string;
  /** True to put the lines on top of each other, for shares of a whole. */
  readonly stacked?: boolean;
  /** Upper end of the axis, where it is known. */
  readonly max?: number;
  readonly limits?: readonly Limit[];
}

/** Seconds: the period of every metric that this project alarms on. */
const PERIOD_SECONDS = 60;
const LIMIT_COLOUR = '#d13212';

/** The line of a metric. */
export function line(metric: ShownMetric, { label, id, color, hidden }: LineStyle): Line {
  const { namespace, metricName, dimensions = {}, statistic } = metric;
  const options = { stat: statistic, label, id, color, visible: hidden ? false : undefined };
  return [namespace, metricName, ...Object.entries(dimensions).flat(), options];
}

/** The line of an expression over other lines of the same graph. */
export function formula(expression: string, { label, id, color }: LineStyle): Line {
  return [{ expression, label, id, color }];
}

/** Lines over time. */
export function graph(props: GraphProps, size: Size): Widget {
  const { title, region, lines, unit, stacked = false, max, limits = [] } = props;
  const horizontal = limits.map((limit) => ({ ...limit, color: LIMIT_COLOUR }));
  return {
    type: 'metric',
    ...size,
    properties: {
      title,
      view: 'timeSeries',
      stacked,
      region,
      period: PERIOD_SECONDS,
      metrics: lines,
      yAxis: { left: { label: unit, showUnits: false, min: 0, max } },
      annotations: horizontal.length > 0 ? { horizontal } : undefined,
    },
  };
}

/** What an error share is made of. */
export interface Answers {
  readonly requests: ShownMetric;
  readonly errors: ShownMetric;
  readonly unanswered?: ShownMetric;
  readonly refused?: ShownMetric;
}

/**
 * Errors in percent of requests; `key` names the lines behind it. What no target answered may not be among the requests
 * that a load balancer counts, so it comes on top; a connection that was refused is among them.
 */
export function errorShare(
  { requests, errors, unanswered, refused }: Answers,
  key: string,
  style: Omit<LineStyle, 'id' | 'hidden'>,
): Line[] {
  const hidden = (metric: ShownMetric, what: string): Line =>
    line(metric, { label: `${style.label}: ${what}`, id: key + what, hidden: true });
  const [all, failed] = [`${key}Requests`, `${key}Errors`];
  const counted = [hidden(requests, 'Requests'), hidden(errors, 'Errors')];
  if (refused) {
    const share = `100 * (FILL(${failed}, 0) + FILL(${key}Refused, 0)) / ${all}`;
    return [...counted, hidden(refused, 'Refused'), formula(share, style)];
  }
  if (!unanswered) return [...counted, formula(`100 * FILL(${failed}, 0) / ${all}`, style)];
  const lost = `FILL(${key}Unanswered, 0)`;
  const share = `100 * (FILL(${failed}, 0) + ${lost}) / (FILL(${all}, 0) + ${lost})`;
  return [...counted, hidden(unanswered, 'Unanswered'), formula(share, style)];
}
