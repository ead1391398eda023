import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as ecs from 'aws-cdk-lib/aws-ecs';
import type * as servicediscovery from 'aws-cdk-lib/aws-servicediscovery';

/** What an environment offers its services. */
export interface Platform {
  readonly vpc: ec2.IVpc;
  readonly cluster: ecs.ICluster;
  /** Private names of the environment's services. */
  readonly namespace: servicediscovery.IPrivateDnsNamespace;
  /** Public addresses that all traffic from the private subnets comes from. */
  readonly egressAddresses: readonly string[];
  /** Whoever is in this group may call the internal services. */
  readonly callers: ec2.ISecurityGroup;
}
