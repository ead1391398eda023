import { Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import type { ObservedService } from '../../../lib/observability/observed-service';
import { Probe } from '../../../lib/observability/probe/probe';
import { AGENT_RUNBOOK } from '../../../lib/observability/tracing/agent-runbook';
import { AgentWatch, stoppedAgents } from '../../../lib/observability/tracing/agent-watch';
import { ObservabilityStack } from '../../../lib/stacks/observability-stack';
import { matches } from '../../notifications/event-pattern';
import { statementsIn } from '../../shared/iam';
import { synth, testApp } from '../../shared/synth';
import { testEnvironment, testService } from '../../shared/test-config';
import { publicService } from '../dashboards/shown';

const observed = (name: string): ObservedService =>
  ({ service: testService(name), url: `http://${name}.test` }) as ObservedService;

const template = synth((stack) => {
  const topic = (name: string): sns.ITopic =>
    sns.Topic.fromTopicArn(stack, name, `arn:aws:sns:us-east-1:111122223333:${name}`);
  const [pages, warnings] = [topic('Pages'), topic('Warnings')];
  const kept = new sns.Topic(stack, 'Kept', { masterKey: new kms.Key(stack, 'Key') });
  new Probe(stack, 'Probe', {
    ...{ project: 'shop', environment: testEnvironment(), everyMinutes: 10, pages, warnings },
    services: [observed('catalog'), observed('storefront')],
    quietWhileRed: { name: 'shop-sandbox-storefront-impaired', madeBy: kept },
  });
  new AgentWatch(stack, 'AgentWatch', { familyPrefix: 'shop-sandbox-', warnings });
  new AgentWatch(stack, 'KeptWatch', {
    ...{ familyPrefix: 'shop-production-', warnings: kept, alarmOwner: 'shop-production' },
  });
});
const PAGES = 'arn:aws:sns:us-east-1:111122223333:Pages';
const WARNINGS = 'arn:aws:sns:us-east-1:111122223333:Warnings';

describe('the probe', () => {
  it('walks the way of a visitor through the public services only, from outside of any network of ours', () => {
    const [{ Environment, VpcConfig } = {} as never] = Object.values(
      template.findResources('AWS::Lambda::Function', { Properties: { Description: Match.stringLikeRegexp('^Probe') } }), // prettier-ignore
    ).map(({ Properties }) => Properties as { Environment: { Variables: { JOURNEYS: string } }; VpcConfig?: unknown }); // prettier-ignore
    const journeys = JSON.parse(Environment.Variables.JOURNEYS) as { service: string; url: string }[];
    expect(journeys).toMatchObject([{ service: 'storefront', url: 'http://storefront.test' }]);
    expect(VpcConfig).toBeUndefined();
  });

  it('walks as often as configured, and never twice for one failure', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(10 minutes)',
      Targets: [Match.objectLike({ RetryPolicy: { MaximumRetryAttempts: 0 } })],
    });
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', { MaximumRetryAttempts: 0 });
  });

  it('is red when two of three walks failed, and says in the morning when nobody walks', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'shop-sandbox-probe-failed',
      MetricName: 'Errors',
      Namespace: 'AWS/Lambda',
      Period: 600,
      Statistic: 'Sum',
      Threshold: 0,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 2,
      TreatMissingData: 'missing',
      AlarmActions: Match.absent(),
      InsufficientDataActions: [WARNINGS],
    });
  });

  it('pages, unless the alarm of the service does, which tells more', () => {
    const [failed] = Object.keys(template.findResources('AWS::CloudWatch::Alarm'));
    template.hasResource('AWS::CloudWatch::CompositeAlarm', {
      Properties: {
        AlarmName: 'shop-sandbox-probe',
        AlarmRule: 'ALARM("shop-sandbox-probe-failed")',
        AlarmDescription: Match.stringLikeRegexp('docs/runbooks/probe\\.md$'),
        AlarmActions: [PAGES],
        OKActions: [PAGES],
        ActionsSuppressor: 'shop-sandbox-storefront-impaired',
        ActionsSuppressorWaitPeriod: 300,
        ActionsSuppressorExtensionPeriod: 60,
      },
      // CloudWatch takes the name of an alarm only when the alarm is there.
      DependsOn: [Match.stringLikeRegexp('^Kept'), failed],
    });
  });

  it('is on the dashboard of its environment, among the alarms that wake somebody', () => {
    const environment = testEnvironment({ probe: { everyMinutes: 10 } });
    const stack = new ObservabilityStack(testApp(), 'Observability', {
      ...{ project: 'shop', environment, services: [publicService()], description: 'Test' },
    });
    const bodies = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Dashboard'));
    const [body] = bodies.filter((one) => JSON.stringify(one).includes('"shop_sandbox"'));
    expect(JSON.stringify(body)).toMatch(/these wake somebody[^\]]*shop-sandbox-probe\b/);
  });
});

describe('an agent that has stopped', () => {
  const PREFIX = 'arn:aws:ecs:us-east-1:111122223333:task-definition/shop-sandbox-';
  const pattern = stoppedAgents(PREFIX) as Readonly<Record<string, unknown>>;
  const containers = [
    { name: 'app', lastStatus: 'RUNNING' },
    { name: 'cloudwatch-agent', lastStatus: 'STOPPED', exitCode: 137 },
  ];
  const detail = {
    taskDefinitionArn: `${PREFIX}storefront:7`,
    lastStatus: 'RUNNING',
    desiredStatus: 'RUNNING',
    containers,
  };
  const told = (changes: object): boolean =>
    matches(
      { source: pattern.source, detail: pattern.detail },
      { source: 'aws.ecs', detail: { ...detail, ...changes } },
    );

  it('is told while its task goes on', () => {
    expect(told({})).toBe(true);
  });

  it.each([
    ['the task ends with it', { desiredStatus: 'STOPPED' }],
    ['the task is of another environment', { taskDefinitionArn: PREFIX.replace('sandbox', 'production') }],
    ['the agent runs', { containers: containers.map((one) => ({ ...one, lastStatus: 'RUNNING' })) }],
    ['another container has stopped', { containers: [{ ...containers[1], name: 'app' }, { ...containers[1], lastStatus: 'RUNNING' }] }], // prettier-ignore
  ])('is not told when %s', (_, changes) => {
    expect(told(changes)).toBe(false);
  });

  it('may write to that topic, and use its key where it has one of this account', () => {
    const grants = statementsIn(template).map(({ Action }) => Action);
    expect(grants.filter((action) => !String(action).startsWith('logs:'))).toEqual([
      'sns:Publish',
      'sns:Publish',
      ['kms:Decrypt', 'kms:GenerateDataKey'],
    ]);
  });

  it('is known not to have been told, where the environment is kept', () => {
    template.resourcePropertiesCountIs('AWS::CloudWatch::Alarm', { Namespace: 'AWS/SQS' }, 1);
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'shop-production-failed-events-agents',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Statistic: 'Maximum',
      Period: 300,
      EvaluationPeriods: 1,
      Threshold: 0,
      TreatMissingData: 'notBreaching',
      AlarmActions: [{ Ref: Match.stringLikeRegexp('^Kept') }],
      OKActions: [{ Ref: Match.stringLikeRegexp('^Kept') }],
      AlarmDescription: Match.stringLikeRegexp('docs/runbooks/failed-events.md$'),
    });
  });

  it('is written to the topic of warnings, with the page that says what to do', () => {
    const [rule] = Object.values(
      template.findResources('AWS::Events::Rule', { Properties: { EventPattern: Match.anyValue() } }),
    ) as { Properties: { Targets: { Arn: string; InputTransformer: { InputTemplate: string } }[] } }[];
    const [target] = rule?.Properties.Targets ?? [];
    expect(target).toMatchObject({
      Arn: WARNINGS,
      RetryPolicy: { MaximumRetryAttempts: 10, MaximumEventAgeInSeconds: 3600 },
      DeadLetterConfig: { Arn: expect.anything() as unknown },
    });
    expect(target?.InputTransformer.InputTemplate).toContain(AGENT_RUNBOOK);
  });
});
