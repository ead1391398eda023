import type { Stack } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import { Match } from 'aws-cdk-lib/assertions';
import { LOAD_BALANCER_IDLE_MS, SERVER_LIMITS } from '../../app/shared/server-limits';
import { DeliveryStrategy } from '../../lib/delivery/strategy';
import { WebService } from '../../lib/service/web-service';
import { EGRESS_ADDRESSES, testRunning } from '../shared/platform';
import type { RunningChanges } from '../shared/platform';
import { synth } from '../shared/synth';

const { deployment } = DeliveryStrategy.canary({
  controller: 'code-deploy',
  percent: 10,
  intervalMinutes: 5,
  bakeMinutes: 5,
});
const https = {
  domainName: 'shop.example.com',
  certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/1',
};

function webService(changes: RunningChanges = {}): { template: Template; web: WebService; stack: Stack } {
  const found: { web?: WebService; stack?: Stack } = {};
  const template = synth((stack) => {
    found.stack = stack;
    found.web = new WebService(stack, 'Web', testRunning(stack, 'storefront', deployment, changes));
  });
  if (!found.web || !found.stack) throw new Error('nothing was built');
  return { template, web: found.web, stack: found.stack };
}

const { template, web, stack } = webService();
const secure = webService({ service: { https }, environment: { disposable: false } });
const idOf = (type: string, properties: object = {}): string => {
  const [id = 'none', ...more] = Object.keys(template.findResources(type, { Properties: properties }));
  expect(more).toEqual([]);
  return id;
};
const atPort = (properties: unknown, port: number) => (properties as { Port: number }).Port === port;
const attributes = (pairs: Record<string, string>) =>
  Match.arrayWith(Object.entries(pairs).map(([Key, Value]) => ({ Key, Value })));

describe('the ECS service', () => {
  it('lets CodeDeploy replace its tasks, and names only the family of the task definition', () => {
    template.hasResourceProperties('AWS::ECS::Service', {
      DeploymentController: { Type: 'CODE_DEPLOY' },
      TaskDefinition: 'shop-sandbox-storefront',
      LaunchType: 'FARGATE',
    });
  });

  it('has nothing that the controller of CodeDeploy does not know', () => {
    template.hasResourceProperties('AWS::ECS::Service', {
      DeploymentConfiguration: { MaximumPercent: 200, MinimumHealthyPercent: 100 },
      ServiceRegistries: Match.absent(),
      EnableExecuteCommand: Match.absent(),
    });
  });

  it('leaves the number of tasks to autoscaling, so that a deployment of the stack does not reset it', () => {
    template.hasResourceProperties('AWS::ECS::Service', { DesiredCount: Match.absent() });
  });

  it('maps the container and port of its task definition', () => {
    const blue = stack.resolve(web.entry.blue.targetGroupArn) as unknown;
    template.hasResourceProperties('AWS::ECS::Service', {
      LoadBalancers: [{ ContainerName: 'app', ContainerPort: 8080, TargetGroupArn: blue }],
    });
    template.hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: Match.arrayWith([
        Match.objectLike({ Name: 'app', PortMappings: [{ ContainerPort: 8080, Protocol: 'tcp' }] }),
      ]),
    });
  });

  it('waits for both listeners, because ECS refuses a target group that no listener uses', () => {
    const listeners = Object.keys(template.findResources('AWS::ElasticLoadBalancingV2::Listener'));
    expect(listeners).toHaveLength(2);
    template.hasResource('AWS::ECS::Service', {
      DependsOn: Match.arrayWith([...listeners].sort()),
    });
  });

  it('runs in the private subnets, in its own group and that of the callers', () => {
    template.hasResourceProperties('AWS::ECS::Service', {
      NetworkConfiguration: {
        AwsvpcConfiguration: {
          AssignPublicIp: 'DISABLED',
          Subnets: stack.resolve(
            web.service.cluster.vpc.privateSubnets.map(({ subnetId }) => subnetId),
          ) as string[],
          SecurityGroups: [
            {
              'Fn::GetAtt': [
                idOf('AWS::EC2::SecurityGroup', { GroupDescription: 'Tasks of storefront' }),
                'GroupId',
              ],
            },
            { 'Fn::GetAtt': [Match.stringLikeRegexp('^CallersGroup'), 'GroupId'] },
          ],
        },
      },
    });
  });

  it('leaves over HTTPS and to internal services only', () => {
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      GroupDescription: 'Tasks of storefront',
      SecurityGroupIngress: Match.absent(),
      SecurityGroupEgress: [
        Match.objectLike({ CidrIp: '0.0.0.0/0', FromPort: 443, ToPort: 443 }),
        Match.objectLike({
          CidrIp: { 'Fn::GetAtt': [Match.anyValue(), 'CidrBlock'] },
          FromPort: 8080,
          ToPort: 8080,
        }),
      ],
    });
  });

  it('is no caller when it calls nobody', () => {
    const { template: alone } = webService({ service: { calls: [] } });
    alone.hasResourceProperties('AWS::ECS::Service', {
      NetworkConfiguration: { AwsvpcConfiguration: { SecurityGroups: [Match.anyValue()] } },
    });
  });
});

describe('the load balancer', () => {
  it('has a blue and a green target group of addresses, checked fast and honestly', () => {
    template.resourceCountIs('AWS::ElasticLoadBalancingV2::TargetGroup', 2);
    template.allResourcesProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
      TargetType: 'ip',
      Protocol: 'HTTP',
      Port: 8080,
      HealthCheckIntervalSeconds: 5,
      HealthCheckTimeoutSeconds: 4,
      HealthyThresholdCount: 2,
      UnhealthyThresholdCount: 2,
      Matcher: { HttpCode: '200' },
      TargetGroupAttributes: attributes({ 'deregistration_delay.timeout_seconds': '20' }),
    });
  });

  it('tells each task by its health checks which group it is in', () => {
    const groups = Object.entries(
      template.findResources('AWS::ElasticLoadBalancingV2::TargetGroup') as Record<
        string,
        { Properties: { HealthCheckPath: string } }
      >,
    );
    const paths = groups.map(([id, { Properties }]) => [
      /Blue|Green/.exec(id)?.[0],
      Properties.HealthCheckPath,
    ]);
    expect(paths).toEqual([
      ['Blue', '/ready?colour=blue'],
      ['Green', '/ready?colour=green'],
    ]);
  });

  it('sends traffic where the last release has put it, which is read when the stack is deployed', () => {
    const guard = idOf('Custom::LiveTraffic');
    const to = (route: 'Production' | 'Test') => [
      {
        Type: 'forward',
        ForwardConfig: {
          TargetGroups: (['blue', 'green'] as const).map((colour) => ({
            TargetGroupArn: stack.resolve(web.entry[colour].targetGroupArn) as unknown,
            Weight: {
              'Fn::GetAtt': [guard, `${route}${colour === 'blue' ? 'Blue' : 'Green'}Weight`],
            },
          })),
        },
      },
    ];
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      Port: 80,
      Protocol: 'HTTP',
      DefaultActions: to('Production'),
    });
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      Port: 9001,
      Protocol: 'HTTP',
      DefaultActions: to('Test'),
    });
  });

  it('is read anew when the listeners, the service or the task definition change', () => {
    template.hasResourceProperties('Custom::LiveTraffic', {
      Production: idOf('AWS::ElasticLoadBalancingV2::Listener', { Port: 80 }),
      Test: idOf('AWS::ElasticLoadBalancingV2::Listener', { Port: 9001 }),
      Service: idOf('AWS::ECS::Service'),
      TaskDefinition: idOf('AWS::ECS::TaskDefinition'),
      Watched: {
        Production: { Port: 80 },
        Test: { Port: 9001 },
        Service: { LaunchType: 'FARGATE' },
        TaskDefinition: { NetworkMode: 'awsvpc' },
      },
      Mover: 'code-deploy',
      Application: 'shop-sandbox-storefront',
      DeploymentGroup: 'release',
    });
  });

  it('keeps both target groups until both listeners are gone, because a release swaps them', () => {
    const group = (colour: 'blue' | 'green') =>
      (stack.resolve(web.entry[colour].targetGroupArn) as { Ref: string }).Ref;
    const listener = (Port: number) => idOf('AWS::ElasticLoadBalancingV2::Listener', { Port });
    const resources = template.findResources('AWS::ElasticLoadBalancingV2::Listener');
    expect(resources[listener(80)]?.DependsOn).toContain(group('green'));
    expect(resources[listener(9001)]?.DependsOn).toContain(group('blue'));
  });

  it('admits everybody to the web port, and only the egress of the private subnets to the test port', () => {
    template.hasResourceProperties('AWS::EC2::SecurityGroup', {
      GroupDescription: Match.stringLikeRegexp('^Load balancer'),
      SecurityGroupIngress: [
        Match.objectLike({ CidrIp: '0.0.0.0/0', FromPort: 80, ToPort: 80 }),
        ...EGRESS_ADDRESSES.map((address) =>
          Match.objectLike({ CidrIp: `${address}/32`, FromPort: 9001, ToPort: 9001 }),
        ),
      ],
    });
  });

  it('reaches tasks on their port and nothing else', () => {
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      FromPort: 8080,
      ToPort: 8080,
      IpProtocol: 'tcp',
    });
    template.allResourcesProperties('AWS::EC2::SecurityGroupEgress', {
      FromPort: 8080,
      ToPort: 8080,
      IpProtocol: 'tcp',
    });
  });

  it('drops headers that no server should read, and may be deleted with a disposable environment', () => {
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', {
      Scheme: 'internet-facing',
      LoadBalancerAttributes: attributes({
        'deletion_protection.enabled': 'false',
        'routing.http.drop_invalid_header_fields.enabled': 'true',
      }),
    });
  });

  it('closes idle connections before its targets do', () => {
    const [{ Properties = {} } = {}] = Object.values(
      template.findResources('AWS::ElasticLoadBalancingV2::LoadBalancer'),
    ) as { Properties?: { LoadBalancerAttributes?: { Key: string; Value: string }[] } }[];
    const idle = Properties.LoadBalancerAttributes?.find(({ Key }) => Key === 'idle_timeout.timeout_seconds');
    const idleMs = idle === undefined ? LOAD_BALANCER_IDLE_MS : Number(idle.Value) * 1_000;
    expect(idleMs).toBeLessThan(SERVER_LIMITS.keepAliveTimeout);
  });

  it('is protected from deletion where the environment is kept', () => {
    secure.template.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', {
      LoadBalancerAttributes: attributes({ 'deletion_protection.enabled': 'true' }),
    });
  });

  it('speaks HTTPS with a certificate and sends plain HTTP there', () => {
    secure.template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      Port: 443,
      Protocol: 'HTTPS',
      Certificates: [{ CertificateArn: https.certificateArn }],
      DefaultActions: [{ Type: 'forward', ForwardConfig: Match.anyValue() }],
    });
    secure.template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      Port: 80,
      DefaultActions: [
        { Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' } },
      ],
    });
    expect(secure.web.url).toBe('https://shop.example.com');
    expect(secure.web.entry.transport).toMatch(/^HTTPS\. Point shop\.example\.com to /);
  });

  it('redirects only after the production listener has left port 80, where it was without a certificate', () => {
    const listeners = secure.template.findResources('AWS::ElasticLoadBalancingV2::Listener');
    const [production] =
      Object.entries(listeners).find(([, { Properties }]) => atPort(Properties, 443)) ?? [];
    const redirect = Object.values(listeners).find(({ Properties }) => atPort(Properties, 80));
    expect(redirect?.DependsOn).toEqual([production]);
  });

  it('says plainly that there is no encryption without a certificate', () => {
    expect(web.entry.transport).toMatch(/^HTTP only: nothing is encrypted/);
  });
});

describe('scaling', () => {
  it('keeps the number of tasks between the limits of the configuration', () => {
    template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', {
      MinCapacity: 1,
      MaxCapacity: 4,
      ScalableDimension: 'ecs:service:DesiredCount',
      ServiceNamespace: 'ecs',
    });
  });

  it('follows the requests of both colours together', () => {
    const query = (Id: string, colour: 'blue' | 'green') => ({
      Id,
      ReturnData: false,
      MetricStat: {
        Metric: {
          Namespace: 'AWS/ApplicationELB',
          MetricName: 'RequestCountPerTarget',
          Dimensions: [
            { Name: 'TargetGroup', Value: stack.resolve(web.entry[colour].targetGroupFullName) as unknown },
          ],
        },
        Stat: 'Sum',
      },
    });
    template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalingPolicy', {
      TargetTrackingScalingPolicyConfiguration: {
        TargetValue: 600,
        CustomizedMetricSpecification: {
          Metrics: [
            query('blue', 'blue'),
            query('green', 'green'),
            { Id: 'both', Expression: 'SUM([FILL(blue, 0), FILL(green, 0)])', ReturnData: true },
          ],
        },
      },
    });
  });

  it('takes the load of a task from the configuration', () => {
    const scaling = { minTasks: 2, maxTasks: 9, requestsPerMinutePerTask: 1234 };
    webService({ service: { scaling } }).template.hasResourceProperties(
      'AWS::ApplicationAutoScaling::ScalingPolicy',
      {
        TargetTrackingScalingPolicyConfiguration: { TargetValue: 1234 },
      },
    );
  });
});

describe('the alarms', () => {
  it.each(['blue', 'green'] as const)('of %s watch the metrics of that colour', (colour) => {
    const watched = JSON.stringify(stack.resolve(web.entry[colour].targetGroupFullName));
    const alarms = template.findResources('AWS::CloudWatch::Alarm', {
      Properties: { AlarmName: Match.stringLikeRegexp(`^shop-sandbox-storefront-${colour}-`) },
    });
    expect(Object.keys(alarms)).toHaveLength(3);
    for (const alarm of Object.values(alarms)) {
      const groups = JSON.stringify(alarm).match(/\{"Fn::GetAtt":\["\w+","TargetGroupFullName"\]\}/g) ?? [];
      expect([...new Set(groups)]).toEqual([watched]);
    }
  });

  it('are all given to the delivery, and fewer than CodeDeploy takes', () => {
    const alarms = web.alarms.flatMap(({ alarmNames }) => alarmNames);
    expect(new Set(alarms).size).toBe(6);
    expect(alarms.length).toBeLessThanOrEqual(10);
  });
});
