import { notesOn, readResources } from './scratch';

const BALANCER = { Entry: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer' } };
const task = (value: unknown) => ({
  ...BALANCER,
  Task: {
    Type: 'AWS::ECS::TaskDefinition',
    Properties: {
      Family: 'web',
      ContainerDefinitions: [{ Name: 'app', Image: 'web:1', Environment: [{ Name: 'URL', Value: value }] }],
    },
  },
  Web: { Type: 'AWS::ECS::Service', Properties: { TaskDefinition: 'web' } },
});

describe('addresses in the environment of a task', () => {
  test.each([
    ['a load balancer of the assembly', { 'Fn::Sub': 'http://${Entry.DNSName}:9001/x' }],
    ['an AWS API', 'https://sqs.eu-west-1.amazonaws.com/1111/queue'],
    ['a page of the console', 'https://eu-west-1.console.aws.amazon.com/xray/home'],
    ['the task itself', 'http://127.0.0.1:8080'],
    ['the credentials of the task', 'http://169.254.170.2/v2'],
    ['a text without an address', 'shop.example.com'],
  ])('%s is inside', (_name, value) => {
    expect(notesOn(task(value))).toEqual([]);
  });

  test.each([
    ['a public name', 'https://Shop.example.com/x', 'shop.example.com'],
    ['a public name inside a document', '{"url":"https://api.example.com"}', 'api.example.com'],
    ['a name that only looks like AWS', 'https://amazonaws.com.example.org', 'amazonaws.com.example.org'],
  ])('%s is told', (_name, value, host) => {
    expect(notesOn(task(value))).toEqual([
      `S/Task.ContainerDefinitions.Environment.URL: ${host} is not in the assembly, so it has no stand-in`,
    ]);
  });
});

describe('the host of the source', () => {
  const source = (provider: string) => ({
    Pipeline2: {
      Type: 'AWS::CodePipeline::Pipeline',
      Properties: {
        Stages: [
          {
            Name: 'Source',
            Actions: [{ Name: 'Source', ActionTypeId: { Category: 'Source', Provider: provider } }],
          },
        ],
      },
    },
  });
  const notes = (provider: string, url: string): string[] =>
    notesOn({ ...task(url), ...source(provider) }).filter((note) => note.includes('no stand-in'));

  test.each([
    'https://github.com/a/b/compare/{good}...{bad}',
    'https://gitlab.com/a/b',
    'https://bitbucket.org/a/b',
  ])('%s is acted out from the tree where a connection brings the source', (url) => {
    expect(notes('CodeStarSourceConnection', url)).toEqual([]);
    expect(notes('CodeCommit', url)).toHaveLength(1);
  });

  test('calls of its API lead out', () => {
    expect(notes('CodeStarSourceConnection', 'https://api.github.com/repos')).toHaveLength(1);
  });
});

test('addresses in the environment of a function are looked at too', () => {
  const Hook = {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Code: { S3Key: 'code.zip' },
      Environment: { Variables: { BASE_URL: 'https://shop.example.com' } },
    },
  };

  expect(readResources({ Hook }, { 'code/index.js': '' }).unchecked).toEqual([
    {
      where: 'S/Hook.Environment.Variables.BASE_URL',
      what: 'shop.example.com is not in the assembly, so it has no stand-in',
    },
  ]);
});

test('a name of service discovery is inside', () => {
  const discovery = {
    Names: { Type: 'AWS::ServiceDiscovery::PrivateDnsNamespace', Properties: { Name: 'shop.internal' } },
    Found: {
      Type: 'AWS::ServiceDiscovery::Service',
      Properties: { Name: 'web', DnsConfig: { NamespaceId: { Ref: 'Names' } } },
    },
  };
  const { Web, ...rest } = task('http://web.shop.internal:8080');
  const registered = {
    ...Web,
    Properties: {
      ...Web.Properties,
      ServiceRegistries: [{ RegistryArn: { 'Fn::GetAtt': ['Found', 'Arn'] } }],
    },
  };

  expect(notesOn({ ...rest, ...discovery, Web: registered })).toEqual([]);
});

describe('a public name of a load balancer', () => {
  const PORTAL = { Portal: { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer' } };
  const listener = (Protocol: string) => ({
    Listener: {
      Type: 'AWS::ElasticLoadBalancingV2::Listener',
      Properties: { LoadBalancerArn: { Ref: 'Entry' }, Protocol, DefaultActions: [] },
    },
  });
  const told = (resources: object): (string | undefined)[][] => {
    const { model, unchecked } = readResources({ ...task('https://Shop.example.com/x'), ...resources });
    const hosts = unchecked.filter(({ what }) => what.includes('shop.example.com'));
    return [
      model.loadBalancers.flatMap(({ publicNames = [] }) => publicNames),
      hosts.map(({ what }) => what),
    ];
  };
  const outside = ['shop.example.com is not in the assembly, so it has no stand-in'];

  test('is what the only one with HTTPS of the stack is asked by', () => {
    expect(told(listener('HTTPS'))).toEqual([['shop.example.com'], []]);
  });

  test.each([
    ['it has no HTTPS', listener('HTTP')],
    ['the stack has another one', { ...listener('HTTPS'), ...PORTAL }],
  ])('is not taken for one when %s', (_what, resources) => {
    expect(told(resources)).toEqual([[], outside]);
  });
});
