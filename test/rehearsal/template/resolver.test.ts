import { Resolver } from '../../../rehearsal/template/resolver';
import { outputOf, resolving } from './scratch';

const result = (value: unknown) => ({ Result: { Value: value as string } });
const getAtt = (id: string, name: string) => ({ 'Fn::GetAtt': [id, name] });

describe('identifiers', () => {
  const Resources = {
    Cluster: { Type: 'AWS::ECS::Cluster', Properties: { ClusterName: 'main' } },
    Api: { Type: 'AWS::ECS::Service', Properties: { ServiceName: 'api', Cluster: { Ref: 'Cluster' } } },
    Loose: { Type: 'AWS::ECS::Service' },
    Task: { Type: 'AWS::ECS::TaskDefinition', Properties: { Family: 'api' } },
    Hook: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'check' } },
    Live: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: { Ref: 'Hook' }, Name: 'live' } },
    Repo: { Type: 'AWS::ECR::Repository', Properties: { RepositoryName: 'shop/api' } },
    Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'kept' } },
    Role: { Type: 'AWS::IAM::Role', Properties: { RoleName: 'runner' } },
    Group: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/api' } },
    Parameter: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/a/b', Value: 'c', Type: 'String' } },
    Table: { Type: 'AWS::DynamoDB::Table' },
    Queue: { Type: 'AWS::SQS::Queue' },
    Code: { Type: 'AWS::CodeCommit::Repository', Properties: { RepositoryName: 'shop' } },
  };
  const ask = (value: unknown) => outputOf({ Resources, Outputs: result(value) });

  test.each([
    ['Cluster', 'Ref', 'main'],
    ['Cluster', 'Arn', 'arn:aws:ecs:eu-west-1:1111:cluster/main'],
    ['Api', 'Ref', 'arn:aws:ecs:eu-west-1:1111:service/main/api'],
    ['Api', 'Name', 'api'],
    ['Loose', 'Ref', 'arn:aws:ecs:eu-west-1:1111:service/default/S-Loose'],
    ['Task', 'Ref', 'arn:aws:ecs:eu-west-1:1111:task-definition/api:1'],
    ['Hook', 'Ref', 'check'],
    ['Hook', 'Arn', 'arn:aws:lambda:eu-west-1:1111:function:check'],
    ['Live', 'Ref', 'arn:aws:lambda:eu-west-1:1111:function:check:live'],
    ['Repo', 'RepositoryUri', '1111.dkr.ecr.eu-west-1.amazonaws.com/shop/api'],
    ['Bucket', 'Arn', 'arn:aws:s3:::kept'],
    ['Role', 'Arn', 'arn:aws:iam::1111:role/runner'],
    ['Group', 'Arn', 'arn:aws:logs:eu-west-1:1111:log-group:/api:*'],
    ['Parameter', 'Value', 'c'],
    ['Table', 'Ref', 'S-Table'],
    ['Table', 'Arn', 'arn:aws:dynamodb:eu-west-1:1111:table/S-Table'],
    ['Table', 'StreamArn', '{{unknown:S/Table.StreamArn}}'],
    ['Queue', 'Ref', 'https://sqs.eu-west-1.amazonaws.com/1111/S-Queue'],
    ['Queue', 'Arn', 'arn:aws:sqs:eu-west-1:1111:S-Queue'],
    ['Queue', 'QueueName', 'S-Queue'],
    ['Code', 'CloneUrlHttp', 'https://git-codecommit.eu-west-1.amazonaws.com/v1/repos/shop'],
  ])('%s %s is as AWS would make it', (id, attribute, expected) => {
    expect(ask(attribute === 'Ref' ? { Ref: id } : getAtt(id, attribute))).toBe(expected);
  });
});

describe('load balancer identifiers', () => {
  const Resources = {
    Balancer: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer' },
    AnotherVeryLongTargetGroupNameThatIsTooLong: { Type: 'AWS::ElasticLoadBalancingV2::TargetGroup' },
    Listener: {
      Type: 'AWS::ElasticLoadBalancingV2::Listener',
      Properties: { LoadBalancerArn: { Ref: 'Balancer' } },
    },
  };
  const ask = (value: unknown) => String(outputOf({ Resources, Outputs: result(value) }));

  test('the listener ARN holds the full name of its balancer, as alarms cut it out', () => {
    const fullName = ask(getAtt('Balancer', 'LoadBalancerFullName'));

    expect(fullName).toMatch(/^app\/S-Balancer\/[0-9a-f]{16}$/);
    expect(ask({ Ref: 'Listener' })).toMatch(
      new RegExp(`^arn:aws:elasticloadbalancing:eu-west-1:1111:listener/${fullName}/[0-9a-f]{16}$`),
    );
  });

  test('names stay inside the 32 characters that Elastic Load Balancing allows', () => {
    const name = ask(getAtt('AnotherVeryLongTargetGroupNameThatIsTooLong', 'TargetGroupName'));

    expect(name.length).toBeLessThanOrEqual(32);
    expect(ask(getAtt('AnotherVeryLongTargetGroupNameThatIsTooLong', 'TargetGroupFullName'))).toMatch(
      new RegExp(`^targetgroup/${name}/[0-9a-f]{16}$`),
    );
  });

  test('the DNS name is one host in lower case', () => {
    expect(ask(getAtt('Balancer', 'DNSName'))).toMatch(/^s-balancer-\d+\.eu-west-1\.elb\.amazonaws\.com$/);
  });
});

describe('references between stacks', () => {
  const producer = {
    Resources: { Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 't' } } },
    Outputs: {
      Plain: { Value: { Ref: 'Topic' } },
      Shared: { Value: { Ref: 'Topic' }, Export: { Name: { 'Fn::Sub': '${AWS::StackName}:topic' } } },
    },
  };
  const arn = 'arn:aws:sns:eu-west-1:1111:t';

  test.each([
    ['an export', { 'Fn::ImportValue': 'P:topic' }, arn],
    ['a stack output', { 'Fn::GetStackOutput': { StackName: 'P', OutputName: 'Plain' } }, arn],
    [
      'an output of another region',
      { 'Fn::GetStackOutput': { StackName: 'P', OutputName: 'Plain', Region: 'us-east-1' } },
      '{{unknown:output Plain of stack P}}',
    ],
  ])('%s is looked up', (_name, value, expected) => {
    expect(outputOf({ Resources: {}, Outputs: result(value) }, { P: producer })).toBe(expected);
  });
});

test('neither exports nor stored parameters are seen from another region', () => {
  const near = {
    Resources: { P: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/p', Value: 'v' } } },
    Outputs: { O: { Value: 'o', Export: { Name: 'o' } } },
  };
  const [stack] = resolving({ Near: near }).stacks;
  if (stack === undefined) throw new Error('no stack');
  const far = { ...stack, label: 'Far', name: 'Far', region: 'us-east-1' };
  const resolver = new Resolver([stack, far]);
  const ask = { a: { 'Fn::ImportValue': 'o' }, b: '{{resolve:ssm:/p}}' };

  expect(resolver.resolve(ask, stack)).toEqual({ a: 'o', b: 'v' });
  expect(new Resolver([stack]).resolve(ask, far)).toEqual({
    a: '{{unknown:export o}}',
    b: '{{unknown:parameter /p}}',
  });
});

describe('stored parameters', () => {
  const store = {
    Resources: {
      Image: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/image', Value: { Ref: 'Default' } } },
      Zones: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/zones', Value: 'a, b' } },
    },
    Parameters: { Default: { Type: 'String', Default: 'repo:1' } },
  };

  test.each([
    ['a parameter of the stack', 'AWS::SSM::Parameter::Value<String>', '/image', 'repo:1'],
    ['a list', 'AWS::SSM::Parameter::Value<List<String>>', '/zones', ['a', 'b']],
    ['a plain list', 'CommaDelimitedList', 'x,y', ['x', 'y']],
    ['a missing one', 'AWS::SSM::Parameter::Value<String>', '/ghost', '{{unknown:parameter /ghost}}'],
    ['one without default', 'String', undefined, '{{unknown:S parameter In}}'],
  ])('%s is read', (_name, Type, Default, expected) => {
    const Parameters = { In: { Type, ...(Default !== undefined && { Default }) } };

    expect(outputOf({ Parameters, Outputs: result({ Ref: 'In' }) }, { Store: store })).toEqual(expected);
  });

  test('a dynamic reference is read, with and without a version', () => {
    const value = { 'Fn::Join': ['', ['{{resolve:ssm:/image}}', '|{{resolve:ssm:/image:3}}']] };

    expect(outputOf({ Outputs: result(value) }, { Store: store })).toBe('repo:1|repo:1');
  });

  test('a parameter that is named after itself finds nothing', () => {
    const Parameters = { Own: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/name' } };
    const Resources = {
      Odd: { Type: 'AWS::SSM::Parameter', Properties: { Name: { Ref: 'Own' }, Value: 'v' } },
    };

    expect(outputOf({ Parameters, Resources, Outputs: result({ Ref: 'Odd' }) })).toBe(
      '{{unknown:parameter /name}}',
    );
  });
});

test('a circle of references is refused in one line', () => {
  const named = (other: string) => ({
    Type: 'AWS::SNS::Topic',
    Properties: { TopicName: getAtt(other, 'TopicName') },
  });
  const assembly = resolving({ S: { Resources: { A: named('B'), B: named('A') } } });

  expect(() => assembly.resources[0]?.ref).toThrow(
    /^Cannot read the cloud assembly: S\/B\.TopicName: a value that depends on itself \(.*\); expected .* circle\. Break /,
  );
});
