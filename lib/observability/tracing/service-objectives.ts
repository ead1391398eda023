import { CfnServiceLevelObjective, CfnDiscovery } from 'aws-cdk-lib/aws-applicationsignals';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { ObservedService } from '../observed-service';

export interface ServiceObjectivesProps {
  /** The services of the environment; those that visitors call get objectives. */
  readonly services: readonly ObservedService[];
}

const MINUTE = 60;
/** As many days as the alarms look at, so that both speak of the same budget. */
const OVER_THIRTY_DAYS = { rollingInterval: { duration: 30, durationUnit: 'DAY' } };
/** Share of the budget, in percent, at which the console begins to warn. */
const WARNING_PERCENT = 50;

/**
 * The objectives of public services in CloudWatch Application Signals: how much of the error budget is left, over
 * thirty days. They read the metrics of the load balancers, as the alarms do, and nothing of the traces.
 */
export class ServiceObjectives extends Construct {
  private readonly discovery: CfnDiscovery;

  constructor(scope: Construct, id: string, { services }: ServiceObjectivesProps) {
    super(scope, id);
    // Application Signals takes objectives only once its own role is there, which this makes.
    this.discovery = new CfnDiscovery(this, 'Discovery', {});
    for (const observed of services.filter(({ service }) => service.exposure === 'public')) {
      this.availability(observed);
      this.latency(observed);
    }
  }

  private availability({ name, service, signals: { requests, errors, unanswered } }: ObservedService): void {
    const objective = new CfnServiceLevelObjective(this, `${service.name}-availability`, {
      name: `${name}-availability`,
      description: `Requests to ${service.name} that are answered without a server error`,
      goal: goal(service.objective.availabilityPercent),
      requestBasedSli: {
        requestBasedSliMetric: {
          totalRequestCountMetric: sumOf('all', { requests, ...(unanswered && { unanswered }) }),
          monitoredRequestCountMetric: {
            badCountMetric: sumOf('bad', { errors, ...(unanswered && { unanswered }) }),
          },
        },
      },
    });
    objective.addResourceDependency(this.discovery);
  }

  private latency({ name, service, signals }: ObservedService): void {
    const { latencyMs, latencyPercent } = service.objective;
    const objective = new CfnServiceLevelObjective(this, `${service.name}-latency`, {
      name: `${name}-latency`,
      description: `Minutes in which ${latencyPercent} % of the requests to ${service.name} take at most ${latencyMs} ms`,
      goal: goal(latencyPercent),
      sli: {
        comparisonOperator: 'LessThanOrEqualTo',
        metricThreshold: (latencyMs / 1000) * signals.latencyUnitsPerSecond,
        sliMetric: {
          metricDataQueries: [query('latency', signals.latency.with({ statistic: `p${latencyPercent}` }))],
        },
      },
    });
    objective.addResourceDependency(this.discovery);
  }
}

function goal(attainmentGoal: number): CfnServiceLevelObjective.GoalProperty {
  return { attainmentGoal, interval: OVER_THIRTY_DAYS, warningThreshold: WARNING_PERCENT };
}

/** The load balancer counts no request for which it finds no target, so such answers are added to both sides. */
function sumOf(
  id: string,
  metrics: Readonly<Record<string, cloudwatch.Metric>>,
): CfnServiceLevelObjective.MetricDataQueryProperty[] {
  const expression = Object.keys(metrics)
    .map((name) => `FILL(${name}, 0)`)
    .join(' + ');
  return [
    ...Object.entries(metrics).map(([name, metric]) => ({ ...query(name, metric), returnData: false })),
    { id, expression, returnData: true },
  ];
}

function query(id: string, metric: cloudwatch.Metric): CfnServiceLevelObjective.MetricDataQueryProperty {
  const { namespace, metricName, dimensions, statistic } = metric;
  const pairs = Object.entries(dimensions ?? {}).map(([name, value]) => ({ name, value: String(value) }));
  return {
    id,
    returnData: true,
    metricStat: { metric: { namespace, metricName, dimensions: pairs }, period: MINUTE, stat: statistic },
  };
}
