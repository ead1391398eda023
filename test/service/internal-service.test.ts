import { Match } from 'aws-cdk-lib/assertions';
import { DeliveryStrategy } from '../../lib/delivery/strategy';
import { InternalService } from '../../lib/service/internal-service';
import { testRunning } from '../shared/platform';
import { synth } from '../shared/synth';

const { deployment } = DeliveryStrategy.rolling({
  controller: 'ecs',
  minHealthyPercent: 50,
  maxPercent: 150,
});
const built: InternalService[] = [];
const template = synth((stack) => {
  built.push(new InternalService(stack, 'Catalog', testRunning(stack, 'catalog', deployment)));
});

it('lets ECS replace tasks within the limits, with a circuit breaker that rolls back', () => {
  template.hasResourceProperties('AWS::ECS::Service', {
    DeploymentController: Match.absent(),
    DeploymentConfiguration: {
      MinimumHealthyPercent: 50,
      MaximumPercent: 150,
      DeploymentCircuitBreaker: { Enable: true, Rollback: true },
    },
    DesiredCount: Match.absent(),
    LoadBalancers: [],
  });
});

it('is found by its name, and forgotten quickly', () => {
  template.hasResourceProperties('AWS::ServiceDiscovery::Service', {
    Name: 'catalog',
    DnsConfig: { DnsRecords: [{ Type: 'A', TTL: 5 }], RoutingPolicy: 'MULTIVALUE' },
  });
  template.hasResourceProperties('AWS::ECS::Service', {
    ServiceRegistries: [
      { RegistryArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('CloudmapService'), 'Arn'] } },
    ],
  });
  expect(built[0]?.url).toBe('http://catalog.sandbox.shop.internal:8080');
});

it('has no public address', () => {
  template.hasResourceProperties('AWS::ECS::Service', {
    NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: 'DISABLED' } },
  });
});

it('lets in the callers of internal services and nobody else', () => {
  template.hasResourceProperties('AWS::EC2::SecurityGroup', {
    GroupDescription: 'Tasks of catalog',
    SecurityGroupIngress: [
      {
        SourceSecurityGroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^CallersGroup'), 'GroupId'] },
        FromPort: 8080,
        ToPort: 8080,
        IpProtocol: 'tcp',
        Description: 'Callers of internal services',
      },
    ],
    SecurityGroupEgress: [Match.objectLike({ FromPort: 443, ToPort: 443 })],
  });
});

it('scales on CPU, because nobody counts requests in front of it', () => {
  template.hasResourceProperties('AWS::ApplicationAutoScaling::ScalingPolicy', {
    TargetTrackingScalingPolicyConfiguration: {
      TargetValue: 60,
      PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
    },
  });
});

it('watches errors and latency that the service itself reports', () => {
  template.resourceCountIs('AWS::CloudWatch::Alarm', 2);
  template.allResourcesProperties('AWS::CloudWatch::Alarm', {
    AlarmName: Match.stringLikeRegexp('^shop-sandbox-catalog-(errors|latency)$'),
    Metrics: Match.arrayWith([
      Match.objectLike({
        MetricStat: {
          Metric: {
            Namespace: 'DevOpsOnAws/Service',
            MetricName: 'Requests',
            Dimensions: [
              { Name: 'Environment', Value: 'sandbox' },
              { Name: 'Service', Value: 'catalog' },
            ],
          },
          Period: 60,
          Stat: 'Sum',
        },
      }),
    ]),
  });
  expect(built[0]?.alarms.flatMap(({ alarms }) => alarms)).toHaveLength(2);
});
