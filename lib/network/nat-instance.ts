import { Duration, Validations } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';

export interface NatInstanceProps {
  /** ARM instance type, for example `t4g.nano`. */
  readonly instanceType: string;
  /** Addresses of the network, the only ones that it forwards for. */
  readonly cidr: string;
  /** The address that all traffic leaves from; it moves along when the instance is replaced. */
  readonly address: ec2.CfnEIP;
}

/**
 * NAT by one small instance with a fixed address, for about a tenth of the price of a NAT gateway.
 *
 * A newer Amazon Linux image replaces the instance at the next deploy: that is how it gets its patches.
 * CloudFormation waits until the new instance has said that it forwards packets, then moves routes and
 * address to it, then ends the old one. Open connections break, new ones fail for some seconds.
 */
export class NatInstance extends ec2.NatProvider {
  private readonly gateways: ec2.GatewayConfig[] = [];

  constructor(private readonly props: NatInstanceProps) {
    super();
  }

  override get configuredGateways(): ec2.GatewayConfig[] {
    return this.gateways;
  }

  override configureNat({ vpc, natSubnets, privateSubnets }: ec2.ConfigureNatOptions): void {
    const [subnet] = natSubnets;
    if (!subnet) throw new Error('a NAT instance needs a public subnet');
    const instance = this.createInstance(vpc, subnet);
    this.gateways.push({ az: subnet.availabilityZone, gatewayId: instance.instanceId });
    this.props.address.instanceId = instance.instanceId;
    for (const privateSubnet of privateSubnets) this.configureSubnet(privateSubnet);
  }

  override configureSubnet(subnet: ec2.PrivateSubnet): void {
    for (const { gatewayId } of this.gateways) {
      subnet.addRoute('DefaultRoute', {
        routerType: ec2.RouterType.INSTANCE,
        routerId: gatewayId,
        enablesInternetConnectivity: true,
      });
    }
  }

  private createInstance(vpc: ec2.Vpc, subnet: ec2.PublicSubnet): ec2.Instance {
    const instanceType = new ec2.InstanceType(this.props.instanceType);
    const instance = new ec2.Instance(vpc, 'NatInstance', {
      vpc,
      vpcSubnets: { subnets: [subnet] },
      instanceType,
      machineImage: ec2.MachineImage.latestAmazonLinux2023({ cpuType: ec2.AmazonLinuxCpuType.ARM_64 }),
      securityGroup: this.createSecurityGroup(vpc),
      // Until the fixed address arrives, after the instance is ready, it reaches the internet by this one.
      associatePublicIpAddress: true,
      sourceDestCheck: false,
      httpTokens: ec2.HttpTokens.REQUIRED,
      blockDevices: [
        {
          deviceName: '/dev/xvda',
          volume: ec2.BlockDeviceVolume.ebs(8, { encrypted: true, volumeType: ec2.EbsDeviceVolumeType.GP3 }),
        },
      ],
      // Burstable types otherwise buy CPU credits without a limit.
      creditSpecification: instanceType.isBurstable() ? ec2.CpuCredits.STANDARD : undefined,
      userData: natUserData(),
      userDataCausesReplacement: true,
      resourceSignalTimeout: Duration.minutes(10),
    });
    instance.userData.addSignalOnExitCommand(instance);
    acknowledge(instance);
    return instance;
  }

  private createSecurityGroup(vpc: ec2.Vpc): ec2.SecurityGroup {
    const group = new ec2.SecurityGroup(vpc, 'NatSecurityGroup', {
      vpc,
      description: 'NAT instance: takes what leaves the network, from inside only',
    });
    group.addIngressRule(ec2.Peer.ipv4(this.props.cidr), ec2.Port.allTraffic(), 'From the network itself');
    return group;
  }
}

/**
 * Room on the disk beside the memory, half a gigabyte. With as little memory, the kernel ends the installation of a
 * package now and then (amazon-linux-2023 issue 404). It helps and is no condition: without it the boot goes on.
 */
const SWAP = [
  'if [ ! -e /swapfile ]; then',
  // Written in full, because a file with holes is refused; readable by root alone from its first byte.
  '  (umask 077 && dd if=/dev/zero of=/swapfile bs=1M count=512 && mkswap /swapfile && swapon /swapfile) || true',
  'fi',
];

function natUserData(): ec2.UserData {
  const userData = ec2.UserData.forLinux();
  userData.addCommands(
    'set -euo pipefail',
    ...SWAP,
    // Another process may empty the package cache during the first minute (aws-cdk issue 36717).
    'for attempt in $(seq 12); do dnf --assumeyes install iptables-services && break; sleep 5; done',
    "echo 'net.ipv4.ip_forward = 1' > /etc/sysctl.d/90-nat.conf",
    'sysctl --load=/etc/sysctl.d/90-nat.conf',
    'systemctl enable --now iptables',
    "interface=$(ip -oneline -4 route show to default | awk 'NR == 1 { print $5 }')",
    'iptables --table nat --append POSTROUTING --out-interface "$interface" --jump MASQUERADE',
    // The package's own rules forward nothing.
    'iptables --flush FORWARD',
    'iptables-save > /etc/sysconfig/iptables',
  );
  return userData;
}

function acknowledge(instance: ec2.Instance): void {
  const validations = Validations.of(instance);
  validations.acknowledge({
    id: 'AwsSolutions::AwsSolutions-EC28',
    reason: 'The free five-minute metrics are enough for a NAT instance; nothing scales or alarms on them.',
  });
  validations.acknowledge({
    id: 'AwsSolutions::AwsSolutions-EC29',
    reason: 'The instance keeps no state and must go with its stack; CloudFormation replaces it as a whole.',
  });
}
