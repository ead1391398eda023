import type { Resource, TemplateData } from './assembly';
import { propertyOf } from './resource-types';

/**
 * What there can be only one of, for types without a name: properties that say which one it is. An update makes the new
 * resource before it removes the old one, so a second one fails, or is taken away again with the old one.
 */
const ONE_OF_A_KIND: Readonly<Record<string, readonly string[]>> = {
  'AWS::ApplicationAutoScaling::ScalableTarget': ['ServiceNamespace', 'ResourceId', 'ScalableDimension'],
  'AWS::EC2::Route': ['RouteTableId', 'DestinationCidrBlock'],
  'AWS::EC2::SecurityGroupEgress': [
    'GroupId',
    'IpProtocol',
    'FromPort',
    'ToPort',
    'CidrIp',
    'DestinationSecurityGroupId',
  ],
  'AWS::EC2::SecurityGroupIngress': [
    'GroupId',
    'IpProtocol',
    'FromPort',
    'ToPort',
    'CidrIp',
    'SourceSecurityGroupId',
  ],
  'AWS::EC2::SubnetRouteTableAssociation': ['SubnetId'],
  'AWS::EC2::VPCGatewayAttachment': ['VpcId'],
  'AWS::ElasticLoadBalancingV2::Listener': ['LoadBalancerArn', 'Port'],
  'AWS::ElasticLoadBalancingV2::ListenerRule': ['ListenerArn', 'Priority'],
  'AWS::Lambda::EventInvokeConfig': ['FunctionName', 'Qualifier'],
  'AWS::S3::BucketPolicy': ['Bucket'],
  'AWS::SNS::TopicPolicy': ['Topics'],
  'AWS::SQS::QueuePolicy': ['Queues'],
};

/** A policy within a role is called what it likes. */
const NOT_NAMED = /^AWS::IAM::Policy$/;

/** A resource, and the stack that it is in. */
export interface Placed extends Resource {
  readonly stack: string;
}

/** All resources of a project, by stack and logical id. */
type Resources = ReadonlyMap<string, Placed>;

/** The resources of all stacks, which are together in an update of the project. */
export function resourcesIn(templates: ReadonlyMap<string, TemplateData>): Resources {
  return new Map(
    [...templates].flatMap(([stack, { Resources }]) =>
      Object.entries(Resources).map(([id, resource]): [string, Placed] => [
        `${stack}/${id}`,
        { ...resource, stack },
      ]),
    ),
  );
}

/** What no two resources can be at the same time; undefined when there can be any number. */
function identityOf({ stack, Type, Properties = {} }: Placed): string | undefined {
  const kind = Type.split('::').at(-1) ?? '';
  const own = ONE_OF_A_KIND[Type]?.map((property) => Properties[property] ?? null);
  const name = NOT_NAMED.test(Type) ? undefined : (Properties[`${kind}Name`] ?? Properties.Name);
  if (own === undefined && name === undefined) return undefined;
  const text = JSON.stringify(own ?? name);
  return `${Type} ${text}${/"(?:Ref|Fn::GetAtt)":/.test(text) ? ` in ${stack}` : ''}`;
}

/** Properties because of which CloudFormation makes a resource anew; a change of the type is one, too. */
export function replacedBecause(before: Resource, after: Resource): string[] {
  if (before.Type !== after.Type) return ['Type'];
  const [old, next] = [before.Properties ?? {}, after.Properties ?? {}];
  return [...new Set([...Object.keys(old), ...Object.keys(next)])].filter(
    (property) =>
      JSON.stringify(old[property]) !== JSON.stringify(next[property]) &&
      (propertyOf(before.Type, property)?.causesReplacement ?? 'no') !== 'no',
  );
}

/**
 * Resources that an update would make while another one still is what they are going to be: `old → new: what both are`. One
 * that is made anew under its own name is among them; one that waits for the old one to become something else is not.
 */
export function collisionsOf(before: Resources, after: Resources): string[] {
  const owners = new Map([...before].map(([id, resource]) => [identityOf(resource), id]));
  return [...after].flatMap(([id, resource]) => {
    const identity = identityOf(resource);
    const owner = identity === undefined ? undefined : owners.get(identity);
    if (owner === undefined) return [];
    const old = before.get(id);
    const stays = owner === id && old !== undefined && replacedBecause(old, resource).length === 0;
    return stays || waitsFor(resource, owner, after) ? [] : [`${owner} → ${id}: ${identity}`];
  });
}

function waitsFor({ stack, DependsOn = [] }: Placed, owner: string, after: Resources): boolean {
  return after.has(owner) && [DependsOn].flat().some((id) => `${stack}/${id}` === owner);
}
