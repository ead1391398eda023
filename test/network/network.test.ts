import { Match, Template } from 'aws-cdk-lib/assertions';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Network } from '../../lib/network/network';
import type { NetworkProps } from '../../lib/network/network';
import { ProjectStack } from '../../lib/stacks/project-stack';
import type { TemplateData } from '../shared/assembly';
import { changeOf } from '../shared/replacement';
import { testApp } from '../shared/synth';

class TwoZones extends ProjectStack {}

function network(changes: Partial<NetworkProps> = {}): Template {
  const stack = new TwoZones(testApp(), 'Test', { description: 'Test', env: { region: 'us-east-1' } });
  new Network(stack, 'Network', {
    cidr: '10.0.0.0/16',
    egress: { kind: 'nat-instance' },
    logRetention: logs.RetentionDays.ONE_WEEK,
    disposable: true,
    ...changes,
  });
  return Template.fromStack(stack);
}

const withInstance = network();
const withGateways = network({ egress: { kind: 'nat-gateways' }, disposable: false });
const withOneGateway = network({ egress: { kind: 'nat-gateways', gateways: 1 } });

it('spreads public and private subnets over two zones that CloudFormation picks', () => {
  for (const [index, cidr] of ['10.0.0.0/24', '10.0.1.0/24', '10.0.16.0/20', '10.0.32.0/20'].entries()) {
    withInstance.hasResourceProperties('AWS::EC2::Subnet', {
      CidrBlock: cidr,
      AvailabilityZone: { 'Fn::Select': [index % 2, { 'Fn::GetAZs': '' }] },
    });
  }
  withInstance.resourceCountIs('AWS::EC2::Subnet', 4);
});

it('gives nothing a public address by itself', () => {
  withInstance.allResourcesProperties('AWS::EC2::Subnet', { MapPublicIpOnLaunch: false });
});

it('leaves through one instance with a fixed address', () => {
  const [instanceId] = Object.keys(withInstance.findResources('AWS::EC2::Instance'));
  withInstance.resourceCountIs('AWS::EC2::NatGateway', 0);
  withInstance.resourceCountIs('AWS::EC2::EIP', 1);
  withInstance.hasResourceProperties('AWS::EC2::EIP', { Domain: 'vpc', InstanceId: { Ref: instanceId } });
  const routes = withInstance.findResources('AWS::EC2::Route', {
    Properties: { DestinationCidrBlock: '0.0.0.0/0', InstanceId: { Ref: instanceId } },
  });
  expect(Object.keys(routes)).toHaveLength(2);
});

it('leaves through a gateway of its own in each zone, each with a fixed address', () => {
  withGateways.resourceCountIs('AWS::EC2::Instance', 0);
  withGateways.resourceCountIs('AWS::EC2::NatGateway', 2);
  const addresses = Object.keys(withGateways.findResources('AWS::EC2::EIP'));
  expect(addresses).toHaveLength(2);
  for (const address of addresses) {
    withGateways.hasResourceProperties('AWS::EC2::NatGateway', {
      AllocationId: { 'Fn::GetAtt': [address, 'AllocationId'] },
    });
  }
});

it('makes do with one gateway when asked', () => {
  withOneGateway.resourceCountIs('AWS::EC2::NatGateway', 1);
  withOneGateway.resourceCountIs('AWS::EC2::EIP', 1);
});

describe.each([
  ['the instance', 'two gateways', withInstance, withGateways],
  ['two gateways', 'the instance', withGateways, withInstance],
  ['the instance', 'one gateway', withInstance, withOneGateway],
  ['one gateway', 'the instance', withOneGateway, withInstance],
  ['one gateway', 'two gateways', withOneGateway, withGateways],
  ['two gateways', 'one gateway', withGateways, withOneGateway],
])('from %s to %s', (_from, _to, before, after) => {
  const [old, next] = [before.toJSON() as TemplateData, after.toJSON() as TemplateData];
  const change = changeOf(old, next);

  it('makes the new way out beside the old one, which CloudFormation takes away last', () => {
    expect(change.replaced).toEqual([]);
    const ways = (ids: readonly string[], { Resources }: TemplateData): string[] =>
      ids.filter((id) => /^AWS::EC2::(?:Instance|NatGateway|EIP)$/.test(Resources[id]?.Type ?? ''));
    expect(ways(change.added, next).length + ways(change.removed, old).length).toBeGreaterThan(0);
  });

  it('takes no address from where it is', () => {
    for (const id of addressesIn(old).filter((each) => each in next.Resources)) {
      expect([id, ownersOf(next, id)]).toEqual([id, ownersOf(old, id)]);
    }
  });

  it('turns every route where it is, because no table takes a second one to the same place', () => {
    const routes = ({ Resources }: TemplateData): string[] =>
      Object.keys(Resources)
        .filter((id) => Resources[id]?.Type === 'AWS::EC2::Route')
        .sort();
    expect(routes(next)).toEqual(routes(old));
    expect(change.updated.filter((part) => part.startsWith('AWS::EC2::Route.'))).not.toEqual([]);
  });
});

function addressesIn({ Resources }: TemplateData): string[] {
  return Object.keys(Resources).filter((id) => Resources[id]?.Type === 'AWS::EC2::EIP');
}

/** Instance that an address names, and gateways that name the address. */
function ownersOf({ Resources }: TemplateData, address: string): unknown[] {
  const gateways = Object.entries(Resources)
    .filter(([, { Type }]) => Type === 'AWS::EC2::NatGateway')
    .filter(([, { Properties }]) => JSON.stringify(Properties?.AllocationId).includes(`"${address}"`));
  return [Resources[address]?.Properties?.InstanceId, ...gateways.map(([id]) => id)];
}

it('reaches S3 without the NAT, from every subnet', () => {
  withInstance.hasResourceProperties('AWS::EC2::VPCEndpoint', {
    VpcEndpointType: 'Gateway',
    ServiceName: { 'Fn::Join': ['', ['com.amazonaws.', { Ref: 'AWS::Region' }, '.s3']] },
    RouteTableIds: Object.keys(withInstance.findResources('AWS::EC2::RouteTable'))
      .sort()
      .map((id) => ({ Ref: id })),
  });
  withInstance.resourceCountIs('AWS::EC2::VPCEndpoint', 1);
});

it('logs every flow, for as long as configured', () => {
  const [logGroup] = Object.keys(
    withInstance.findResources(
      'AWS::Logs::LogGroup',
      Match.objectLike({ Properties: { RetentionInDays: 7 } }),
    ),
  ).filter((id) => id.includes('FlowLogs'));
  withInstance.hasResourceProperties('AWS::EC2::FlowLog', {
    TrafficType: 'ALL',
    ResourceType: 'VPC',
    LogDestinationType: 'cloud-watch-logs',
    LogGroupName: { Ref: logGroup },
  });
});

it('lets the flow log service write to that one log group', () => {
  // The calls that the VPC guide lists for a flow log to a log group that exists.
  withInstance.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: [
        {
          Effect: 'Allow',
          Action: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
          Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('FlowLogs'), 'Arn'] },
        },
      ],
    },
  });
});

it.each([
  [withInstance, 'Delete'],
  [withGateways, 'Retain'],
])('deletes the flow log with a disposable environment and keeps it otherwise', (template, policy) => {
  const groups = template.findResources('AWS::Logs::LogGroup');
  const flowLogs = Object.entries(groups).filter(([id]) => id.includes('FlowLogs'));
  expect(flowLogs.map(([, group]) => (group as { DeletionPolicy: string }).DeletionPolicy)).toEqual([policy]);
});

it('never keeps an address, an instance or a gateway that costs money', () => {
  for (const template of [withInstance, withGateways]) {
    const all = template.toJSON() as { Resources: Record<string, { Type: string; DeletionPolicy?: string }> };
    const kept = Object.values(all.Resources).filter(({ DeletionPolicy }) =>
      DeletionPolicy?.startsWith('Retain'),
    );
    expect(kept.filter(({ Type }) => Type !== 'AWS::Logs::LogGroup')).toEqual([]);
  }
});

it('has a group for callers that opens nothing by itself', () => {
  withInstance.hasResourceProperties('AWS::EC2::SecurityGroup', {
    GroupDescription: Match.stringLikeRegexp('Members may call internal services'),
    SecurityGroupIngress: Match.absent(),
    SecurityGroupEgress: [Match.objectLike({ CidrIp: '255.255.255.255/32' })],
  });
});
