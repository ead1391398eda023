import { CrossStackReferences, ReferenceStrength } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Environment } from '../config/schema';
import { removalOf } from '../shared/removal';
import { narrowDefaultGroupProvider } from './default-group';
import { egressOf } from './egress';

export interface NetworkProps {
  /** First addresses of the network, a /16 block. */
  readonly cidr: string;
  /** The way out of the private subnets. */
  readonly egress: Environment['egress'];
  /** How long the flow log is kept. */
  readonly logRetention: logs.RetentionDays;
  /** True when the flow log may be deleted with its stack. */
  readonly disposable: boolean;
}

/** The network of one environment: public and private subnets in two zones, IPv4, one fixed way out. */
export class Network extends Construct {
  readonly vpc: ec2.Vpc;
  /** Public addresses that all traffic from the private subnets comes from. */
  readonly egressAddresses: readonly string[];
  /** Whoever is in this group may call the internal services. */
  readonly callers: ec2.SecurityGroup;

  constructor(scope: Construct, id: string, props: NetworkProps) {
    super(scope, id);
    const egress = egressOf(this, props.egress, props.cidr);
    this.egressAddresses = egress.addresses;
    this.vpc = new ec2.Vpc(this, 'Vpc', {
      ipAddresses: ec2.IpAddresses.cidr(props.cidr),
      maxAzs: 2,
      natGateways: egress.count,
      natGatewayProvider: egress.provider,
      subnetConfiguration: [
        { name: 'Public', subnetType: ec2.SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false },
        { name: 'Private', subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 20 },
      ],
      // Image layers come from S3: by this endpoint they cost nothing and do not load the NAT.
      gatewayEndpoints: { S3: { service: ec2.GatewayVpcEndpointAwsService.S3 } },
    });
    this.addFlowLog(props);
    narrowDefaultGroupProvider(this.vpc, props.logRetention);
    this.callers = new ec2.SecurityGroup(this, 'Callers', {
      vpc: this.vpc,
      description: 'Members may call internal services; says who they are and opens nothing by itself',
      allowAllOutbound: false,
    });
    // A network that vanishes under its services would leave them stale, so CloudFormation must refuse.
    for (const resource of [this.vpc, ...this.vpc.publicSubnets, ...this.vpc.privateSubnets]) {
      CrossStackReferences.of(resource).produce(ReferenceStrength.STRONG);
    }
  }

  private addFlowLog({ logRetention, disposable }: NetworkProps): void {
    const logGroup = new logs.LogGroup(this, 'FlowLogs', {
      retention: logRetention,
      removalPolicy: removalOf(disposable),
    });
    this.vpc.addFlowLog('FlowLog', {
      destination: ec2.FlowLogDestination.toCloudWatchLogs(logGroup),
      trafficType: ec2.FlowLogTrafficType.ALL,
    });
  }
}
