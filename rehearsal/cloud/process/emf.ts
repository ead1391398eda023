/** One value of a metric, as a line in CloudWatch Embedded Metric Format told it. */
export interface EmfValue {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly values: readonly number[];
}

interface Directive {
  readonly Namespace?: unknown;
  readonly Dimensions?: unknown;
  readonly Metrics?: unknown;
}

/**
 * Metrics of one log line; empty when the line is no EMF record.
 * Format: docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function parseEmf(line: string): EmfValue[] {
  if (!line.includes('"_aws"')) return [];
  const record = parseObject(line);
  const metadata = record['_aws'];
  if (typeof metadata !== 'object' || metadata === null || !('CloudWatchMetrics' in metadata)) return [];
  return asArray(metadata.CloudWatchMetrics).flatMap((directive) =>
    directiveValues(record, directive as Directive),
  );
}

function directiveValues(record: Readonly<Record<string, unknown>>, directive: Directive): EmfValue[] {
  if (typeof directive.Namespace !== 'string') return [];
  const namespace = directive.Namespace;
  const dimensionSets = asArray(directive.Dimensions).map((keys) => pickStrings(record, asArray(keys)));
  return asArray(directive.Metrics).flatMap((metric) => {
    const name = (metric as { Name?: unknown }).Name;
    if (typeof name !== 'string') return [];
    const values = (Array.isArray(record[name]) ? record[name] : [record[name]]).filter(isNumber);
    if (values.length === 0) return [];
    return dimensionSets.map((dimensions) => ({ namespace, name, dimensions, values }));
  });
}

function pickStrings(
  record: Readonly<Record<string, unknown>>,
  keys: readonly unknown[],
): Record<string, string> {
  const entries = keys.map((key) => [String(key), record[String(key)]] as const);
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

function parseObject(line: string): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(line);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
