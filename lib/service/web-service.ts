import { Duration, PhysicalName } from 'aws-cdk-lib';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { LiveTrafficGuard } from '../delivery/live-traffic/live-traffic-guard';
import { colourSignals } from '../observability/golden-signals';
import { RollbackAlarms } from '../observability/rollback-alarms';
import { childOf } from '../shared/library-parts';
import { deployedServiceName } from '../shared/names';
import { guardedRelease } from './guarded-release';
import { PublicEntry } from './public-entry';
import type { RunningService, RunningServiceProps, TrafficMover } from './running-service';
import { asCaller, outboundHttps } from './security-groups';
import { TaskScaling } from './task-scaling';

/**
 * Construct ids of the ECS service. Another mover of the traffic is another service, so that CloudFormation makes the
 * new one beside the old one and ends the old one last.
 */
const SERVICE_IDS: Readonly<Record<TrafficMover, string>> = {
  'code-deploy': 'Service',
  'ecs-shift': 'ShiftingService',
  'ecs-rolling': 'RollingService',
};

/** A service behind its own load balancer, with alarms for each colour. */
export class WebService extends Construct implements RunningService {
  readonly service: ecs.FargateService;
  readonly alarms: readonly RollbackAlarms[];
  readonly entry: PublicEntry;
  readonly url: string;
  readonly guard: LiveTrafficGuard;

  constructor(scope: Construct, id: string, props: RunningServiceProps) {
    super(scope, id);
    const { environment, service, platform } = props;
    const { deployment } = props;
    this.entry = new PublicEntry(this, 'Entry', {
      platform,
      https: service.https,
      disposable: environment.disposable,
      rules: deployment.mover === 'ecs-shift',
    });
    this.url = this.entry.url;
    const { blue, green, productionListener, testListener } = this.entry;
    const own = outboundHttps(this, 'SecurityGroup', platform.vpc, `Tasks of ${service.name}`);
    this.service = new ecs.FargateService(this, SERVICE_IDS[deployment.mover], {
      serviceName: PhysicalName.GENERATE_IF_NEEDED,
      cluster: platform.cluster,
      taskDefinition: props.task.definition,
      vpcSubnets: { subnets: platform.vpc.privateSubnets },
      securityGroups: service.calls.length > 0 ? asCaller(this, own, platform) : [own],
      healthCheckGracePeriod: Duration.seconds(30),
      desiredCount: fixedTasks(service.scaling),
      ...deployment.options,
    });
    deployment.attach(this.service, this.entry);
    // ECS refuses a target group that no listener uses, so both listeners come first.
    this.service.node.addDependency(productionListener, testListener);
    this.guard = this.keepUsersWhereTheyAre(props);
    const scaling = new TaskScaling(this, 'Scaling', { service: this.service, scaling: service.scaling });
    scaling.trackRequests(blue, green);
    // Without a shift of traffic all tasks, old and new, are blue.
    this.alarms = [
      this.colourAlarms('Blue', blue, props),
      ...(deployment.mover === 'ecs-rolling' ? [] : [this.colourAlarms('Green', green, props)]),
    ];
  }

  /** A deployment of the stack writes the weights that the last release has left. */
  private keepUsersWhereTheyAre(props: RunningServiceProps): LiveTrafficGuard {
    const { blue, green, productionListener, testListener, rules, base } = this.entry;
    return new LiveTrafficGuard(this, 'LiveTraffic', {
      ...guardedRelease(props),
      routes: {
        groups: { blue: blue.targetGroupArn, green: green.targetGroupArn },
        production: rules
          ? childOf(rules.production, 'Resource', elbv2.CfnListenerRule)
          : childOf(productionListener, 'Resource', elbv2.CfnListener),
        test: rules
          ? childOf(rules.test, 'Resource', elbv2.CfnListenerRule)
          : childOf(testListener, 'Resource', elbv2.CfnListener),
        base,
      },
      service: childOf(this.service, 'Service', ecs.CfnService),
    });
  }

  private colourAlarms(
    id: 'Blue' | 'Green',
    targetGroup: elbv2.ApplicationTargetGroup,
    { project, environment, service }: RunningServiceProps,
  ): RollbackAlarms {
    const colour = id.toLowerCase();
    return new RollbackAlarms(this, id, {
      namePrefix: `${deployedServiceName(project, environment.name, service.name)}-${colour}`,
      subject: `the ${colour} tasks of ${service.name} in ${environment.name}`,
      signals: colourSignals(this.entry.loadBalancer, targetGroup),
      thresholds: service.rollback,
    });
  }
}

/**
 * Tasks that a service is made with. CloudFormation writes a number that it knows with every later change of the service,
 * over what the scaling has chosen meanwhile, so it knows one only where the scaling has nothing to choose.
 */
function fixedTasks({ minTasks, maxTasks }: RunningServiceProps['service']['scaling']): number | undefined {
  return minTasks === maxTasks ? minTasks : undefined;
}
