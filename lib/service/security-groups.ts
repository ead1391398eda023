import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { CONTAINER_PORT } from '../../app/shared/contract';
import type { Platform } from './platform';

/**
 * A security group that nobody can enter yet and that leaves over HTTPS only: image pulls, logs and AWS APIs all
 * go through the environment's egress, whose AWS addresses change, so the destination stays open.
 */
export function outboundHttps(
  scope: Construct,
  id: string,
  vpc: ec2.IVpc,
  description: string,
): ec2.SecurityGroup {
  const group = new ec2.SecurityGroup(scope, id, { vpc, description, allowAllOutbound: false });
  group.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), 'AWS APIs, image registry and logs');
  return group;
}

/**
 * The security groups of something that calls internal services: `own`, which may now leave to them, and the
 * environment's group of callers, which nothing here may change.
 */
export function asCaller(
  scope: Construct,
  own: ec2.SecurityGroup,
  { vpc, callers }: Platform,
): ec2.ISecurityGroup[] {
  own.addEgressRule(ec2.Peer.ipv4(vpc.vpcCidrBlock), ec2.Port.tcp(CONTAINER_PORT), 'Internal services');
  const member = ec2.SecurityGroup.fromSecurityGroupId(scope, 'Callers', callers.securityGroupId, {
    mutable: false,
  });
  return [own, member];
}
