import { Duration, PhysicalName } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as servicediscovery from 'aws-cdk-lib/aws-servicediscovery';
import { Construct } from 'constructs';
import { CONTAINER_PORT } from '../../app/shared/contract';
import { LiveTrafficGuard } from '../delivery/live-traffic/live-traffic-guard';
import { serviceSignals } from '../observability/golden-signals';
import { RollbackAlarms } from '../observability/rollback-alarms';
import { childOf } from '../shared/library-parts';
import { deployedServiceName, internalHostname } from '../shared/names';
import { guardedRelease } from './guarded-release';
import type { RunningService, RunningServiceProps } from './running-service';
import { asCaller, outboundHttps } from './security-groups';
import { TaskScaling } from './task-scaling';
import { DNS_TTL_SECONDS } from './timing';

/** A service that only other services reach, by its private DNS name. */
export class InternalService extends Construct implements RunningService {
  readonly service: ecs.FargateService;
  readonly alarms: readonly RollbackAlarms[];
  readonly url: string;
  readonly guard: LiveTrafficGuard;

  constructor(scope: Construct, id: string, props: RunningServiceProps) {
    super(scope, id);
    const { project, environment, service, platform } = props;
    const own = outboundHttps(this, 'SecurityGroup', platform.vpc, `Tasks of ${service.name}`);
    own.addIngressRule(
      ec2.Peer.securityGroupId(platform.callers.securityGroupId),
      ec2.Port.tcp(CONTAINER_PORT),
      'Callers of internal services',
    );
    this.service = new ecs.FargateService(this, 'Service', {
      serviceName: PhysicalName.GENERATE_IF_NEEDED,
      cluster: platform.cluster,
      taskDefinition: props.task.definition,
      vpcSubnets: { subnets: platform.vpc.privateSubnets },
      securityGroups: service.calls.length > 0 ? asCaller(this, own, platform) : [own],
      cloudMapOptions: {
        cloudMapNamespace: platform.namespace,
        name: service.name,
        dnsRecordType: servicediscovery.DnsRecordType.A,
        dnsTtl: Duration.seconds(DNS_TTL_SECONDS),
      },
      ...props.deployment.options,
    });
    // A deployment of the stack would put the version before a release back in the middle of it.
    this.guard = new LiveTrafficGuard(this, 'ReleaseGuard', {
      ...guardedRelease(props),
      service: childOf(this.service, 'Service', ecs.CfnService),
    });
    new TaskScaling(this, 'Scaling', { service: this.service, scaling: service.scaling }).trackCpu();
    const alarms = new RollbackAlarms(this, 'Alarms', {
      namePrefix: deployedServiceName(project, environment.name, service.name),
      subject: `${service.name} in ${environment.name}`,
      signals: serviceSignals(service.name, environment.name),
      thresholds: service.rollback,
    });
    this.alarms = [alarms];
    this.url = `http://${internalHostname(project, environment.name, service.name)}:${CONTAINER_PORT}`;
  }
}
