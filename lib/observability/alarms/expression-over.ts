import { Duration } from 'aws-cdk-lib';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';

/** What is computed from which metrics. */
interface Computed {
  readonly label: string;
  readonly expression: string;
  /** By the names that stand for them in the expression. */
  readonly metrics: Readonly<Record<string, Metric>>;
}

/** Metric math over windows of some minutes: an alarm has one period for all that it reads. */
export function expressionOver(minutes: number, { label, expression, metrics }: Computed): MathExpression {
  const period = Duration.minutes(minutes);
  const usingMetrics = Object.fromEntries(
    Object.entries(metrics).map(([name, metric]) => [name, metric.with({ period })]),
  );
  return new MathExpression({ label, expression, usingMetrics, period });
}
