import type { TargetGroupModel } from '../model';
import type { Entry } from './assembly';
import { asText } from './json';
import { pairs } from './pairs';

/** Load balancer attributes of a target group that change nothing while they have these values. */
const NEUTRAL: Readonly<Record<string, string>> = {
  'stickiness.enabled': 'false',
  'slow_start.duration_seconds': '0',
  'load_balancing.algorithm.type': 'round_robin',
};

/**
 * One target group. `label` is for people: `blue` or `green`.
 * Defaults: Elastic Load Balancing API reference, CreateTargetGroup, for targets of type `ip`.
 */
export function readTargetGroup(entry: Entry, label: string): TargetGroupModel {
  const attributes = pairs(entry.value('TargetGroupAttributes'), 'Key');
  for (const [key, neutral] of Object.entries(NEUTRAL)) {
    const value = attributes[key] ?? neutral;
    if (value !== neutral) entry.report(`TargetGroupAttributes.${key}`, `${value} is not acted out`);
  }
  return {
    arn: entry.ref,
    label,
    metricName: entry.attribute('TargetGroupFullName'),
    deregistrationDelaySeconds: Number(attributes['deregistration_delay.timeout_seconds'] ?? 300),
    healthCheck: {
      path: entry.text('HealthCheckPath', '/'),
      intervalSeconds: entry.number('HealthCheckIntervalSeconds', 30),
      timeoutSeconds: entry.number('HealthCheckTimeoutSeconds', 5),
      healthyThreshold: entry.number('HealthyThresholdCount', 5),
      unhealthyThreshold: entry.number('UnhealthyThresholdCount', 2),
      matcher: entry.text('Matcher.HttpCode', '200'),
    },
  };
}

/** The colour that a logical id or a name tells; undefined when neither tells, or both colours are in it. */
export function colourOf(entry: Entry): 'blue' | 'green' | undefined {
  const text = `${entry.resource.logicalId} ${asText(entry.peek('Name'))}`.toLowerCase();
  const [blue, green] = [text.includes('blue'), text.includes('green')];
  if (blue === green) return undefined;
  return blue ? 'blue' : 'green';
}
