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
 * The way out that the configuration asks for. The addresses belong to the network, so that they stay the same when the
 * instance or a gateway is replaced. Each profile has addresses of its own: in a change of the profile both are there
 * until the routes have moved, and no address can be with two at once.
 */
export function egressOf(scope: Construct, config: Environment['egress'], cidr: string): Egress {
  if (config.kind === 'nat-instance') {
    const address = fixedAddress(scope, 'EgressAddress1');
    return {
      count: 1,
      provider: new NatInstance({ instanceType: config.instanceType ?? 't4g.nano', cidr, address }),
      addresses: [address.attrPublicIp],
    };
  }
  const count = config.gateways ?? 2;
  const addresses = Array.from({ length: count }, (_, index) =>
    fixedAddress(scope, `GatewayAddress${index + 1}`),
  );
  return {
    count,
    provider: ec2.NatProvider.gateway({
      eipAllocationIds: addresses.map((address) => address.attrAllocationId),
    }),
    addresses: addresses.map((address) => address.attrPublicIp),
  };
}

function fixedAddress(scope: Construct, id: string): ec2.CfnEIP {
  const address = new ec2.CfnEIP(scope, id, { domain: 'vpc' });
  Tags.of(address).add('Name', address.node.path);
  return address;
}
