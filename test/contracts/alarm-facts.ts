import type { TemplateData } from '../shared/assembly';

/** What a template says of one alarm. */
export interface AlarmFacts {
  readonly name: string;
  readonly description: string;
  /** Metrics that it reads; none for an alarm on other alarms. */
  readonly metrics: readonly WatchedMetric[];
  /** Names of the alarms in its rule and of the one that keeps it silent. */
  readonly watches: readonly string[];
}

interface WatchedMetric {
  readonly namespace: string;
  readonly metric: string;
  /** Names in alphabetical order. */
  readonly dimensions: readonly string[];
}

interface MetricData {
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Dimensions?: readonly { readonly Name: string }[];
}

/** Every alarm of some templates, on metrics and on other alarms. */
export function alarmsIn(templates: Iterable<TemplateData>): AlarmFacts[] {
  const resources = [...templates].flatMap(({ Resources }) => Object.values(Resources));
  return resources
    .filter(({ Type }) => /^AWS::CloudWatch::(Composite)?Alarm$/.test(Type))
    .map(({ Properties = {} }) => ({
      name: text(Properties.AlarmName),
      description: text(Properties.AlarmDescription),
      metrics: metricsOf(Properties),
      watches: [
        ...[...text(Properties.AlarmRule).matchAll(/ALARM\("([^"]+)"\)/g)].map(([, name]) => String(name)),
        ...(Properties.ActionsSuppressor === undefined ? [] : [text(Properties.ActionsSuppressor)]),
      ],
    }));
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function metricsOf(properties: Readonly<Record<string, unknown>>): WatchedMetric[] {
  const queries = (properties.Metrics ?? []) as readonly { MetricStat?: { Metric: MetricData } }[];
  const plain = properties.MetricName === undefined ? [] : [properties as MetricData];
  return [...plain, ...queries.flatMap(({ MetricStat }) => MetricStat?.Metric ?? [])].map(
    ({ Namespace = '', MetricName = '', Dimensions = [] }) => ({
      namespace: Namespace,
      metric: MetricName,
      dimensions: Dimensions.map(({ Name }) => Name).sort(),
    }),
  );
}
