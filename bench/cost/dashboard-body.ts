import { objectOf } from './template';

/** One widget of a dashboard that CloudFormation would make. */
export interface DrawnWidget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** What stands in a body for a value that only AWS knows. */
const UNKNOWN = 'known-to-aws';

/**
 * The widgets of a dashboard in a template, with `known-to-aws` for each value that a template only points to.
 * @throws SyntaxError when the body is no JSON
 */
export function widgetsOf(properties: Readonly<Record<string, unknown>>): readonly DrawnWidget[] {
  const { widgets } = JSON.parse(textOf(properties.DashboardBody)) as {
    readonly widgets: readonly DrawnWidget[];
  };
  return widgets;
}

/** How many metrics a dashboard refers to, counted as often as it does. */
export function metricsOn(properties: Readonly<Record<string, unknown>>): number {
  return widgetsOf(properties).flatMap(
    // An expression is a row of its own and no metric.
    (widget) => ((widget.properties.metrics ?? []) as unknown[][]).filter((row) => row.length > 1),
  ).length;
}

function textOf(body: unknown): string {
  if (typeof body === 'string') return body;
  const join = objectOf(body)['Fn::Join'];
  const parts = Array.isArray(join) && Array.isArray(join[1]) ? (join[1] as unknown[]) : [];
  return parts.map((part) => (typeof part === 'string' ? part : UNKNOWN)).join('');
}
