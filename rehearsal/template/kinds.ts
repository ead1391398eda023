import type { Identity } from './identity';

type Rule = (identity: Identity) => string;

/** How one resource type answers `Ref` and `Fn::GetAtt`. */
export interface Kind {
  /** Property that gives the physical name. */
  readonly nameProperty?: string;
  /** Longest name that the service allows. */
  readonly longestName?: number;
  readonly ref: Rule;
  readonly attributes: Readonly<Record<string, Rule>>;
}

const name: Rule = (identity) => identity.name;

/** `Ref` is the name, `Arn` an ARN that ends in the name. */
function named(nameProperty: string, service: string, path: string, more: Kind['attributes'] = {}): Kind {
  const arn: Rule = (identity) => identity.arn(service, `${path}${identity.name}`);
  return { nameProperty, ref: name, attributes: { Arn: arn, ...more } };
}

/** `Ref` is the ARN, which an attribute gives too. */
function byArn(nameProperty: string, arn: Rule, attribute: string, more: Kind['attributes'] = {}): Kind {
  return { nameProperty, ref: arn, attributes: { [attribute]: arn, ...more } };
}

/** `Ref` is a generated id such as `vpc-0123456789abcdef0`, which some attributes give too. */
function byId(prefix: string, ...attributes: string[]): Kind {
  const id: Rule = (identity) => `${prefix}-${identity.hash(17)}`;
  return { ref: id, attributes: Object.fromEntries(attributes.map((attribute) => [attribute, id])) };
}

/** ARN without region and account, as IAM and S3 have them. */
function globalArn(path: Rule): Rule {
  return (identity) => identity.arn('', '').replace(/^(arn:[^:]+:).*$/, `$1${path(identity)}`);
}

const loadBalancerArn: Rule = (identity) =>
  identity.arn('elasticloadbalancing', `loadbalancer/app/${identity.name}/${identity.hash(16)}`);
const targetGroupPath: Rule = (identity) => `targetgroup/${identity.name}/${identity.hash(16)}`;
const lastPart = (text: string) => text.slice(text.lastIndexOf('/') + 1);
const role: Rule = globalArn((identity) => `iam::${identity.resource.stack.account}:role/${identity.name}`);
const bucket: Rule = globalArn((identity) => `s3:::${identity.name.toLowerCase()}`);

const ECS: Record<string, Kind> = {
  'AWS::ECS::Cluster': named('ClusterName', 'ecs', 'cluster/'),
  'AWS::ECS::Service': byArn(
    'ServiceName',
    (identity) =>
      identity.arn('ecs', `service/${lastPart(identity.text('Cluster') || 'default')}/${identity.name}`),
    'ServiceArn',
    { Name: name },
  ),
  'AWS::ECS::TaskDefinition': byArn(
    'Family',
    (identity) => identity.arn('ecs', `task-definition/${identity.name}:1`),
    'TaskDefinitionArn',
  ),
  'AWS::ECR::Repository': named('RepositoryName', 'ecr', 'repository/', {
    RepositoryUri: ({ resource: { stack }, name: repository }) =>
      `${stack.account}.dkr.ecr.${stack.region}.amazonaws.com/${repository.toLowerCase()}`,
  }),
  'AWS::ServiceDiscovery::PrivateDnsNamespace': byId('ns', 'Id'),
  'AWS::ServiceDiscovery::Service': {
    nameProperty: 'Name',
    ref: (identity) => `srv-${identity.hash(16)}`,
    attributes: {
      Arn: (identity) => identity.arn('servicediscovery', `service/srv-${identity.hash(16)}`),
      Id: (identity) => `srv-${identity.hash(16)}`,
      Name: name,
    },
  },
};

const BALANCING: Record<string, Kind> = {
  'AWS::ElasticLoadBalancingV2::LoadBalancer': {
    ...byArn('Name', loadBalancerArn, 'LoadBalancerArn', {
      LoadBalancerName: name,
      LoadBalancerFullName: (identity) => `app/${identity.name}/${identity.hash(16)}`,
      DNSName: (identity) =>
        `${identity.name}-${Number.parseInt(identity.hash(8), 16)}.${identity.resource.stack.region}.elb.amazonaws.com`.toLowerCase(),
      CanonicalHostedZoneID: (identity) => `Z${identity.hash(13).toUpperCase()}`,
    }),
    longestName: 32,
  },
  'AWS::ElasticLoadBalancingV2::TargetGroup': {
    ...byArn(
      'Name',
      (identity) => identity.arn('elasticloadbalancing', targetGroupPath(identity)),
      'TargetGroupArn',
      { TargetGroupName: name, TargetGroupFullName: targetGroupPath },
    ),
    longestName: 32,
  },
  'AWS::ElasticLoadBalancingV2::Listener': {
    ref: (identity) => part(identity, 'LoadBalancerArn', 'loadbalancer', 'listener'),
    attributes: { ListenerArn: (identity) => part(identity, 'LoadBalancerArn', 'loadbalancer', 'listener') },
  },
  'AWS::ElasticLoadBalancingV2::ListenerRule': {
    ref: (identity) => part(identity, 'ListenerArn', 'listener', 'listener-rule'),
    attributes: { RuleArn: (identity) => part(identity, 'ListenerArn', 'listener', 'listener-rule') },
  },
};

const DELIVERY: Record<string, Kind> = {
  'AWS::CodePipeline::Pipeline': named('Name', 'codepipeline', ''),
  'AWS::CodeBuild::Project': named('Name', 'codebuild', 'project/'),
  'AWS::CodeCommit::Repository': {
    ...named('RepositoryName', 'codecommit', '', {
      Name: name,
      CloneUrlHttp: (identity) =>
        `https://git-codecommit.${identity.resource.stack.region}.amazonaws.com/v1/repos/${identity.name}`,
    }),
    ref: (identity) => identity.hash(32),
  },
  'AWS::CodeDeploy::Application': named('ApplicationName', 'codedeploy', 'application:'),
  'AWS::CodeDeploy::DeploymentGroup': named('DeploymentGroupName', 'codedeploy', 'deploymentgroup:'),
  'AWS::CodeDeploy::DeploymentConfig': named('DeploymentConfigName', 'codedeploy', 'deploymentconfig:'),
  'AWS::Lambda::Function': { ...named('FunctionName', 'lambda', 'function:'), longestName: 64 },
  'AWS::Lambda::Version': {
    ref: (identity) => identity.arn('lambda', `function:${identity.text('FunctionName')}:1`),
    attributes: { Version: () => '1' },
  },
  'AWS::Lambda::Alias': {
    ref: (identity) => {
      const owner = identity.text('FunctionName').split(':').at(-1) ?? '';
      return identity.arn('lambda', `function:${owner}:${identity.text('Name')}`);
    },
    attributes: {},
  },
};

const REST: Record<string, Kind> = {
  'AWS::CodeConnections::Connection': byArn(
    'ConnectionName',
    (identity) => identity.arn('codeconnections', `connection/${identity.hash(32)}`),
    'ConnectionArn',
  ),
  // What its function answers before the first release: users on blue.
  'Custom::LiveTraffic': {
    ref: name,
    attributes: {
      ProductionBlueWeight: () => '100',
      ProductionGreenWeight: () => '0',
      TestBlueWeight: (identity) => (identity.text('Mover') === 'code-deploy' ? '0' : '100'),
      TestGreenWeight: (identity) => (identity.text('Mover') === 'code-deploy' ? '100' : '0'),
    },
  },
  'AWS::CloudWatch::Alarm': named('AlarmName', 'cloudwatch', 'alarm:'),
  'AWS::CloudWatch::CompositeAlarm': named('AlarmName', 'cloudwatch', 'alarm:'),
  'AWS::XRay::SamplingRule': byArn(
    'RuleName',
    (identity) => identity.arn('xray', `sampling-rule/${identity.name}`),
    'RuleARN',
  ),
  'AWS::SSM::Parameter': {
    nameProperty: 'Name',
    ref: name,
    attributes: {
      Value: (identity) => identity.text('Value'),
      Type: (identity) => identity.text('Type'),
    },
  },
  'AWS::IAM::Role': {
    ...named('RoleName', 'iam', 'role/', {
      Arn: role,
      RoleId: (identity) => `AROA${identity.hash(17).toUpperCase()}`,
    }),
    longestName: 64,
  },
  'AWS::S3::Bucket': {
    ...named('BucketName', 's3', '', {
      Arn: bucket,
      DomainName: (identity) => `${identity.name.toLowerCase()}.s3.amazonaws.com`,
      RegionalDomainName: ({ name: own, resource: { stack } }) =>
        `${own.toLowerCase()}.s3.${stack.region}.amazonaws.com`,
    }),
    ref: (identity) => identity.name.toLowerCase(),
    longestName: 63,
  },
  'AWS::Logs::LogGroup': named('LogGroupName', 'logs', 'log-group:', {
    Arn: (identity) => identity.arn('logs', `log-group:${identity.name}:*`),
  }),
  'AWS::SQS::Queue': {
    nameProperty: 'QueueName',
    longestName: 80,
    ref: ({ resource: { stack }, name: queue }) =>
      `https://sqs.${stack.region}.amazonaws.com/${stack.account}/${queue}`,
    attributes: { Arn: (identity) => identity.arn('sqs', identity.name), QueueName: name },
  },
  'AWS::SNS::Topic': byArn('TopicName', (identity) => identity.arn('sns', identity.name), 'TopicArn', {
    TopicName: name,
  }),
  'AWS::KMS::Key': {
    ref: (identity) => identity.hash(32),
    attributes: { Arn: (identity) => identity.arn('kms', `key/${identity.hash(32)}`) },
  },
  'AWS::EC2::VPC': byId('vpc', 'VpcId'),
  'AWS::EC2::Subnet': byId('subnet', 'SubnetId'),
  'AWS::EC2::SecurityGroup': byId('sg', 'GroupId', 'Id'),
};

/** Every resource type whose identifiers this reader knows. */
export const KINDS: Readonly<Record<string, Kind>> = { ...ECS, ...BALANCING, ...DELIVERY, ...REST };

function part(identity: Identity, property: string, from: string, to: string): string {
  return `${identity.text(property).replace(`:${from}/`, `:${to}/`)}/${identity.hash(16)}`;
}
