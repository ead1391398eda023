import type { Template } from 'aws-cdk-lib/assertions';
import { ReleaseWatch, watchedPipelinesOf } from '../../lib/release-watch/release-watch';
import { FailedEvents } from '../../lib/shared/failed-events';
import { synth } from '../shared/synth';
import { testConfig, testEnvironment, testService } from '../shared/test-config';

const canary = (intervalMinutes: number) =>
  testService('storefront', {
    delivery: { kind: 'canary', controller: 'code-deploy', percent: 10, intervalMinutes, bakeMinutes: 60 },
  });
const project = testConfig({
  project: 'shop',
  environments: [
    testEnvironment({ services: [canary(5), testService('catalog')] }),
    testEnvironment({ name: 'production', services: [canary(1440)] }),
  ],
});
const template: Template = synth((stack) => {
  const failedEvents = new FailedEvents(stack, 'FailedEvents');
  new ReleaseWatch(stack, 'ReleaseWatch', { project, failedEvents });
});

it('lets an action take as long as the slowest environment shifts and bakes, and two hours more', () => {
  expect(watchedPipelinesOf(project)).toEqual([
    { name: 'shop-storefront', actionMinutes: 1440 + 60 + 120 },
    { name: 'shop-catalog', actionMinutes: 120 },
  ]);
});

it('looks every quarter of an hour, and what fails is kept', () => {
  template.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(15 minutes)' });
  template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', { MaximumRetryAttempts: 2 });
});

it.each([
  ['waiting-approvals', 'WaitingApprovals'],
  ['stuck-pipelines', 'StuckPipelines'],
])(
  'pages for %s while a look in the last half hour has found some, and says when it is over',
  (name, MetricName) => {
    const pages = { Ref: Object.keys(template.findResources('AWS::SNS::Topic'))[0] };
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: `shop-${name}`,
      Namespace: 'DevOpsOnAws/Releases',
      MetricName,
      Dimensions: [{ Name: 'Project', Value: 'shop' }],
      Statistic: 'Maximum',
      Period: 1800,
      EvaluationPeriods: 1,
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [pages],
      OKActions: [pages],
    });
  },
);
