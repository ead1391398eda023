import { Tags } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { Environment } from '../config/schema';
import { NatInstance } from './nat-instance';

/** The way out of the private subnets. */
export interface Egress {
  /** Number of NAT instances or gateways, one for each zone at the most. */
  readonly count: number;
  readonly provider: ec2.NatProvider;
  /** Public addresses that all outgoing traffic comes from. */
  readonly addresses: readonly string[];
}

/**
 * The way out that the configuration asks for. The addresses belong to the network, not to the instance or
 * the gateway, so that they stay the same when either is replaced, and also from one profile to the other.
 */
export function egressOf(scope: Construct, config: Environment['egress'], cidr: string): Egress {
  if (config.kind === 'nat-instance') {
    const address = fixedAddress(scope, 1);
    return {
      count: 1,
      provider: new NatInstance({ instanceType: config.instanceType ?? 't4g.nano', cidr, address }),
      addresses: [address.attrPublicIp],
    };
  }
  const count = config.gateways ?? 2;
  const addresses = Array.from({ length: count }, (_, index) => fixedAddress(scope, index + 1));
  return {
    count,
    provider: ec2.NatProvider.gateway({
      eipAllocationIds: addresses.map((address) => address.attrAllocationId),
    }),
    addresses: addresses.map((address) => address.attrPublicIp),
  };
}

function fixedAddress(scope: Construct, number: number): ec2.CfnEIP {
  const address = new ec2.CfnEIP(scope, `EgressAddress${number}`, { domain: 'vpc' });
  Tags.of(address).add('Name', address.node.path);
  return address;
}
