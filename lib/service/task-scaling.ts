import * as appscaling from 'aws-cdk-lib/aws-applicationautoscaling';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import type { Service } from '../config/schema';
import { requestsPerTarget } from '../observability/golden-signals';

const REQUESTS_PER_MINUTE_PER_TASK = 600;
const CPU_PERCENT = 60;

/** Growing reacts within a minute; shrinking waits for five, so that a short pause does not cost tasks. */
const COOLDOWN = { scaleOutCooldown: 60, scaleInCooldown: 300 } as const;

export interface TaskScalingProps {
  readonly service: ecs.FargateService;
  /** Task counts and what one task should carry. */
  readonly scaling: Service['scaling'];
}

/** Keeps the number of tasks between two limits and follows the load in between. */
export class TaskScaling extends Construct {
  private readonly target: appscaling.CfnScalableTarget;
  private readonly scaling: Service['scaling'];

  constructor(scope: Construct, id: string, { service, scaling }: TaskScalingProps) {
    super(scope, id);
    this.scaling = scaling;
    this.target = new appscaling.CfnScalableTarget(this, 'Tasks', {
      serviceNamespace: 'ecs',
      scalableDimension: 'ecs:service:DesiredCount',
      resourceId: `service/${service.cluster.clusterName}/${service.serviceName}`,
      minCapacity: scaling.minTasks,
      maxCapacity: scaling.maxTasks,
    });
  }

  /**
   * Follows the requests per task. While a release shifts traffic both colours run the full number of tasks and
   * share the requests, so each colour alone looks half idle. The sum of their requests per target is what one
   * task carries when either colour has it all, and does not move with the shift. One policy for each colour
   * would not do: the idle colour has no data, and target tracking scales in only when every policy has some.
   */
  trackRequests(blue: elbv2.ApplicationTargetGroup, green: elbv2.ApplicationTargetGroup): void {
    const query = (id: string, targetGroup: elbv2.ApplicationTargetGroup) => {
      const { namespace, metricName, dimensions, statistic } = requestsPerTarget(targetGroup);
      const pairs = Object.entries(dimensions ?? {}).map(([name, value]) => ({ name, value: String(value) }));
      const metricStat = { metric: { namespace, metricName, dimensions: pairs }, stat: statistic };
      return { id, returnData: false, metricStat };
    };
    this.track('Requests', {
      targetValue: this.scaling.requestsPerMinutePerTask ?? REQUESTS_PER_MINUTE_PER_TASK,
      customizedMetricSpecification: {
        metrics: [
          query('blue', blue),
          query('green', green),
          { id: 'both', expression: 'SUM([FILL(blue, 0), FILL(green, 0)])', returnData: true },
        ],
      },
    });
  }

  /** Follows the average CPU of all tasks. */
  trackCpu(): void {
    this.track('Cpu', {
      targetValue: this.scaling.cpuPercent ?? CPU_PERCENT,
      predefinedMetricSpecification: { predefinedMetricType: 'ECSServiceAverageCPUUtilization' },
    });
  }

  private track(
    id: string,
    configuration: appscaling.CfnScalingPolicy.TargetTrackingScalingPolicyConfigurationProperty,
  ): void {
    new appscaling.CfnScalingPolicy(this, id, {
      policyName: id,
      policyType: 'TargetTrackingScaling',
      scalingTargetId: this.target.ref,
      targetTrackingScalingPolicyConfiguration: { ...COOLDOWN, ...configuration },
    });
  }
}
