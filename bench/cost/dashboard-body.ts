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

interface Body {
  readonly widgets: readonly DrawnWidget[];
  readonly variables?: readonly { readonly pattern: string; readonly defaultValue: string }[];
}

/**
 * The widgets of a dashboard in a template as they are when it is opened, so with its variables at their defaults, and
 * with `known-to-aws` for each value that a template only points to.
 * @throws SyntaxError when the body is no JSON
 */
export function widgetsOf(properties: Readonly<Record<string, unknown>>): readonly DrawnWidget[] {
  const { widgets, variables = [] } = JSON.parse(textOf(properties.DashboardBody)) as Body;
  const shown = variables.reduce(
    (text, { pattern, defaultValue }) => text.replaceAll(pattern, defaultValue),
    JSON.stringify(widgets),
  );
  return JSON.parse(shown) as readonly DrawnWidget[];
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
