import { DELIVERY_METRICS } from '../../lib/dora/delivery-metrics';
import type { DeliveryNumbers } from '../aftermath';

/**
 * What the function that measures delivery wrote last about a place; undefined when it wrote nothing about it. A metric
 * that it left out is left out.
 * @param lines of its log
 */
export function deliveryNumbers(
  lines: readonly string[],
  place: { readonly service: string; readonly environment: string },
): DeliveryNumbers | undefined {
  const record = lines.map(parsed).findLast((fields) => isAbout(fields, place));
  if (record === undefined) return undefined;
  const value = (name: string): number | undefined =>
    typeof record[name] === 'number' ? record[name] : undefined;
  const { dora } = record as { dora?: { deploymentFrequency?: { deployments?: number } } };
  return withoutUndefined({
    deployments: dora?.deploymentFrequency?.deployments,
    deploymentsPerDay: value(DELIVERY_METRICS.deploymentFrequency),
    leadTimeSeconds: value(DELIVERY_METRICS.changeLeadTime),
    failPercent: value(DELIVERY_METRICS.changeFailRate),
    recoverySeconds: value(DELIVERY_METRICS.recoveryTime),
    reworkPercent: value(DELIVERY_METRICS.reworkRate),
  });
}

type Fields = Readonly<Record<string, unknown>>;

function isAbout(
  fields: Fields,
  { service, environment }: { readonly service: string; readonly environment: string },
): boolean {
  const { dimensions, namespace } = DELIVERY_METRICS;
  const { CloudWatchMetrics = [] } = (fields._aws ?? {}) as {
    CloudWatchMetrics?: readonly { readonly Namespace?: string }[];
  };
  return (
    CloudWatchMetrics.some(({ Namespace }) => Namespace === namespace) &&
    fields[dimensions.service] === service &&
    fields[dimensions.environment] === environment
  );
}

function parsed(line: string): Fields {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? (value as Fields) : {};
  } catch {
    return {};
  }
}

function withoutUndefined(numbers: Readonly<Record<string, number | undefined>>): DeliveryNumbers {
  return Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== undefined));
}
