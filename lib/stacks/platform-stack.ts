import { CfnOutput, PhysicalName } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as servicediscovery from 'aws-cdk-lib/aws-servicediscovery';
import type { Construct } from 'constructs';
import type { Environment } from '../config/schema';
import { Network } from '../network/network';
import type { PlaceholderImage } from '../registry/placeholder-image';
import { ReleaseParameters } from '../registry/release-parameters';
import { namespaceName } from '../shared/names';
import { ProjectStack } from './project-stack';
import type { ProjectStackProps } from './project-stack';

export interface PlatformStackProps extends ProjectStackProps {
  /** Name of the project. */
  readonly project: string;
  readonly environment: Environment;
  /** What every service runs until its first release. */
  readonly placeholder: Pick<PlaceholderImage, 'imageUri'>;
}

/** What the services of one environment stand on: network, cluster, private DNS names, and which images run. */
export class PlatformStack extends ProjectStack {
  readonly vpc: ec2.IVpc;
  readonly cluster: ecs.ICluster;
  readonly namespace: servicediscovery.PrivateDnsNamespace;
  /** Public addresses that traffic from the private subnets comes from. */
  readonly egressAddresses: readonly string[];
  /** Whoever is in this group may call the internal services. */
  readonly callers: ec2.ISecurityGroup;

  constructor(
    scope: Construct,
    id: string,
    { project, environment, placeholder, ...props }: PlatformStackProps,
  ) {
    super(scope, id, props);
    const network = new Network(this, 'Network', {
      cidr: environment.cidr,
      egress: environment.egress,
      logRetention: environment.logRetentionDays,
      disposable: environment.disposable,
    });
    this.vpc = network.vpc;
    this.egressAddresses = network.egressAddresses;
    this.callers = network.callers;
    // Container Insights writes to a log group of its own making, which AWS empties after one day. A log
    // group of ours in its place would make the second deploy after a destroy fail, because it exists.
    this.cluster = new ecs.Cluster(this, 'Cluster', {
      // The ECS deploy action spells it when the pipeline is in another account.
      clusterName: PhysicalName.GENERATE_IF_NEEDED,
      vpc: network.vpc,
      containerInsightsV2: ecs.ContainerInsights.ENABLED,
    });
    this.namespace = new servicediscovery.PrivateDnsNamespace(this, 'Namespace', {
      name: namespaceName(project, environment.name),
      description: `Internal services of ${project} in ${environment.name}`,
      vpc: network.vpc,
    });
    new ReleaseParameters(this, 'Releases', { project, environment, placeholder });
    new CfnOutput(this, 'EgressAddresses', {
      description: 'Public addresses that traffic from the private subnets comes from',
      value: network.egressAddresses.join(', '),
    });
  }
}
