import { Match } from 'aws-cdk-lib/assertions';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as sns from 'aws-cdk-lib/aws-sns';
import type { Environment } from '../../../lib/config/schema';
import { entrySignals, serviceSignals } from '../../../lib/observability/golden-signals';
import type { ObservedService } from '../../../lib/observability/observed-service';
import { TraceRules } from '../../../lib/observability/tracing/trace-rules';
import { synth } from '../../shared/synth';
import { testEnvironment, testService } from '../../shared/test-config';

const entry = { loadBalancerFullName: 'app/shop/1' } as elbv2.ApplicationLoadBalancer;

/** As much of a service as traces and objectives are about. */
function observed(name: string): ObservedService {
  const service = testService(name);
  const own = serviceSignals(name, 'sandbox');
  const signals = service.exposure === 'public' ? entrySignals(entry) : own;
  return { name: `shop-sandbox-${name}`, service, signals, own } as ObservedService;
}

function templateOf(tracing: Partial<Environment['tracing']> = {}) {
  const sandbox = testEnvironment();
  const environment = { ...sandbox, tracing: { ...sandbox.tracing, ...tracing } };
  const services = [observed('catalog'), observed('storefront')];
  return synth((stack) => {
    const warnings = sns.Topic.fromTopicArn(stack, 'Warnings', 'arn:aws:sns:us-east-1:111122223333:warnings');
    new TraceRules(stack, 'Traces', { project: 'shop', environment, services, warnings });
  });
}

const template = templateOf();
const everything = templateOf({
  insights: false,
  applicationSignals: true,
  transactionSearch: { indexedPercent: 5 },
});

it('makes nothing that belongs to the whole account unless it is asked for', () => {
  for (const type of [
    'Logs::ResourcePolicy',
    'XRay::TransactionSearchConfig',
    'ApplicationSignals::Discovery',
  ]) {
    template.resourceCountIs(`AWS::${type}`, 0);
    everything.resourceCountIs(`AWS::${type}`, 1);
  }
});

it('makes the rules as X-Ray takes them: in version 1, for any host, kind of service and resource', () => {
  template.resourceCountIs('AWS::XRay::SamplingRule', 5);
  template.allResourcesProperties('AWS::XRay::SamplingRule', {
    SamplingRule: { Version: 1, Host: '*', ServiceType: '*', ResourceARN: '*' },
  });
  template.hasResourceProperties('AWS::XRay::SamplingRule', {
    SamplingRule: {
      RuleName: 'shop-sandbox-orders',
      Priority: 200,
      HTTPMethod: 'POST',
      URLPath: '/api/orders',
      ServiceName: '*',
      ReservoirSize: 5,
      FixedRate: 0.5,
      Attributes: { deployment_environment: 'sandbox' },
    },
  });
});

it.each([
  [true, template],
  [false, everything],
])('watches the groups for incidents when the configuration says so: %s', (InsightsEnabled, made) => {
  made.allResourcesProperties('AWS::XRay::Group', {
    InsightsConfiguration: { InsightsEnabled, NotificationsEnabled: false },
  });
});

describe('Transaction Search', () => {
  it('comes after the policy that lets X-Ray write the spans, and X-Ray of this account only', () => {
    const [policy] = Object.entries(everything.findResources('AWS::Logs::ResourcePolicy'));
    everything.hasResource('AWS::XRay::TransactionSearchConfig', {
      Properties: { IndexingPercentage: 5 },
      DependsOn: [policy?.[0]],
    });
    const document = JSON.stringify(policy).replaceAll('\\', '');
    expect(document).toContain('"Principal":{"Service":"xray.amazonaws.com"},"Action":"logs:PutLogEvents"');
    expect(document).toMatch(/log-group:aws\/spans:\*.*log-group:\/aws\/application-signals\/data:\*/);
    expect(document).toMatch(/"ArnLike":{"aws:SourceArn":.*"StringEquals":{"aws:SourceAccount":/);
  });
});

describe('Application Signals', () => {
  const objectives = everything.findResources('AWS::ApplicationSignals::ServiceLevelObjective');

  it('keeps two objectives for each service that visitors call, after its role is there', () => {
    const [discovery] = Object.keys(everything.findResources('AWS::ApplicationSignals::Discovery'));
    expect(Object.values(objectives)).toEqual(
      ['availability', 'latency'].map((what): unknown =>
        expect.objectContaining({
          Properties: expect.objectContaining({ Name: `shop-sandbox-storefront-${what}` }) as unknown,
          DependsOn: [discovery],
        }),
      ),
    );
  });

  it('counts what the alarms count as a bad request, out of all requests, over thirty days', () => {
    const stat = (MetricName: string) => ({
      Metric: {
        Namespace: 'AWS/ApplicationELB',
        MetricName,
        Dimensions: [{ Name: 'LoadBalancer', Value: 'app/shop/1' }],
      },
      Period: 60,
      Stat: 'Sum',
    });
    everything.hasResourceProperties('AWS::ApplicationSignals::ServiceLevelObjective', {
      Name: 'shop-sandbox-storefront-availability',
      Goal: {
        AttainmentGoal: 99.9,
        Interval: { RollingInterval: { Duration: 30, DurationUnit: 'DAY' } },
        WarningThreshold: 50,
      },
      RequestBasedSli: {
        RequestBasedSliMetric: {
          TotalRequestCountMetric: [
            { Id: 'requests', MetricStat: stat('RequestCount'), ReturnData: false },
            { Id: 'unanswered', MetricStat: stat('HTTPCode_ELB_5XX_Count'), ReturnData: false },
            { Id: 'all', Expression: 'FILL(requests, 0) + FILL(unanswered, 0)', ReturnData: true },
          ],
          MonitoredRequestCountMetric: {
            BadCountMetric: [
              { Id: 'errors', MetricStat: stat('HTTPCode_Target_5XX_Count'), ReturnData: false },
              { Id: 'unanswered', MetricStat: stat('HTTPCode_ELB_5XX_Count'), ReturnData: false },
              { Id: 'bad', Expression: 'FILL(errors, 0) + FILL(unanswered, 0)', ReturnData: true },
            ],
          },
        },
      },
    });
  });

  it('wants the configured share of requests to be fast, in the unit of the load balancer', () => {
    everything.hasResourceProperties('AWS::ApplicationSignals::ServiceLevelObjective', {
      Name: 'shop-sandbox-storefront-latency',
      Goal: Match.objectLike({ AttainmentGoal: 99 }),
      Sli: {
        ComparisonOperator: 'LessThanOrEqualTo',
        MetricThreshold: 0.8,
        SliMetric: {
          MetricDataQueries: [Match.objectLike({ MetricStat: Match.objectLike({ Stat: 'p99' }) })],
        },
      },
    });
  });
});
