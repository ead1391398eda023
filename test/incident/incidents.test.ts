import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { project as shop } from '../../bin/staging-production';
import { resolveProject } from '../../lib/config/resolve';
import { driftAlarmName } from '../../lib/incident/alarm-names';
import { Incidents } from '../../lib/incident/incidents';
import { FailedEvents } from '../../lib/shared/failed-events';
import { matches } from '../notifications/event-pattern';
import {
  actionEvent,
  alarmEvent,
  deploymentEvent,
  ecsEvent,
  opsItemEvent,
  stageEvent,
} from '../shared/aws-events';
import { statementsIn } from '../shared/iam';
import { testApp } from '../shared/synth';
import { project as twoAccounts, TOOLS } from '../shared/two-accounts';

const stack = new Stack(testApp(), 'Insight', { env: { region: 'eu-central-1' } });
new Incidents(stack, 'Incidents', {
  project: resolveProject(shop),
  failedEvents: new FailedEvents(stack, 'FailedEvents'),
  topic: new sns.Topic(stack, 'Topic'),
});
const template = Template.fromStack(stack);

interface Rule {
  readonly Properties: {
    readonly EventPattern: Readonly<Record<string, unknown>>;
    readonly Targets: readonly object[];
  };
}
const rules = Object.values(template.findResources('AWS::Events::Rule')) as Rule[];
const caught = (event: unknown): number =>
  rules.filter(({ Properties }) => matches(Properties.EventPattern, event)).length;

it.each([
  ['an impaired service', alarmEvent('shop-production-storefront-impaired', 'ALARM', 1), 1],
  ['its recovery', alarmEvent('shop-staging-catalog-impaired', 'OK', 1), 1],
  ['drift', alarmEvent(driftAlarmName('shop'), 'ALARM', 1), 1],
  ['another alarm', alarmEvent('shop-production-storefront-green-errors', 'ALARM', 1), 0],
  ['a failed action of an environment', actionEvent('FAILED', 1), 1],
  ['an action that succeeded', actionEvent('SUCCEEDED', 1), 0],
  ['a failed build', actionEvent('FAILED', 1, { stage: 'Build' }), 0],
  ['a stage that succeeded', stageEvent('SUCCEEDED', 1), 1],
  ['a stage that failed', stageEvent('FAILED', 1), 0],
  ['another project', stageEvent('SUCCEEDED', 1, { pipeline: 'backend' }), 0],
  ['an alarm of another project', alarmEvent('backend-production-storefront-impaired', 'ALARM', 1), 0],
  [
    'the item of an alarm',
    opsItemEvent('oi-1', "CloudWatch alarm - 'shop-production-storefront-impaired' is in ALARM state", 1),
    1,
  ],
  ['the item of drift', opsItemEvent('oi-1', "CloudWatch alarm - 'shop-drift' is in ALARM state", 1), 1],
  [
    'the item of another alarm',
    opsItemEvent('oi-1', "CloudWatch alarm - 'backend-x' is in ALARM state", 1),
    0,
  ],
  ['an item of its own', opsItemEvent('oi-1', 'a release of storefront in production failed', 1), 0],
  ['a deployment of CodeDeploy, whose action tells', deploymentEvent('FAILURE', 1), 0],
  ['ECS that goes back', ecsEvent('SERVICE_DEPLOYMENT_IN_PROGRESS', 'rolling back to 7', 1), 1],
  ['ECS that gave up', ecsEvent('SERVICE_DEPLOYMENT_FAILED', 'tasks failed to start.', 1), 1],
  ['ECS that goes on', ecsEvent('SERVICE_DEPLOYMENT_IN_PROGRESS', 'in progress', 1), 0],
])('the rules let through: %s', (_what, event, times) => {
  expect(caught(event)).toBe(times);
});

it('has patterns that never outgrow EventBridge, however many services there are', () => {
  for (const { Properties } of rules) {
    expect(JSON.stringify(Properties.EventPattern)).not.toContain('storefront');
    expect(JSON.stringify(Properties.EventPattern).length).toBeLessThan(1024);
  }
});

it('tries every event again, and keeps what nothing could be done with', () => {
  expect(rules).toHaveLength(4);
  for (const { Properties } of rules) {
    expect(Properties.Targets).toMatchObject([
      {
        RetryPolicy: { MaximumRetryAttempts: 10, MaximumEventAgeInSeconds: 3600 },
        DeadLetterConfig: expect.anything() as object,
      },
    ]);
  }
  template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', { MaximumRetryAttempts: 2 });
});

it('changes no pipeline, and waits for nothing', () => {
  const calls = statementsIn(template).flatMap(({ Action }) => Action);
  expect(calls.filter((call) => /codepipeline:(?!Get|List|RollbackStage|StartPipeline)/.test(call))).toEqual(
    [],
  );
  template.hasResourceProperties('AWS::Lambda::Function', {
    Description: Match.stringLikeRegexp('^Incidents: '),
    Timeout: 60,
  });
});

it('has no runbook where every environment is in another account, so that it can be deployed', () => {
  const far = new Stack(testApp(), 'Insight', { env: { region: 'eu-central-1', account: TOOLS } });
  const environments = twoAccounts.environments.filter(({ account }) => account !== TOOLS);
  new Incidents(far, 'Incidents', {
    project: resolveProject({ ...twoAccounts, environments }),
    failedEvents: new FailedEvents(far, 'FailedEvents'),
    topic: new sns.Topic(far, 'Topic'),
  });
  const made = Template.fromStack(far);
  made.resourceCountIs('AWS::SSM::Document', 0);
  made.resourceCountIs('AWS::Events::EventBusPolicy', 1);
});

describe('the runbook', () => {
  const [document] = Object.values(template.findResources('AWS::SSM::Document')) as {
    Properties: { Name: string; DocumentType: string; UpdateMethod: string; Content: Content };
  }[];
  interface Content {
    readonly schemaVersion: string;
    readonly assumeRole: unknown;
    readonly parameters: Record<
      string,
      { type: string; allowedValues?: string[]; allowedPattern?: string; default?: string }
    >;
    readonly mainSteps: {
      name: string;
      action: string;
      onFailure: string;
      isEnd?: boolean;
      inputs: Record<string, unknown>;
    }[];
  }
  const content = document?.Properties.Content;

  it('is an Automation document of schema 0.3 that keeps its name, with a role of its own', () => {
    expect(document?.Properties).toMatchObject({
      Name: 'shop-roll-back',
      DocumentType: 'Automation',
      UpdateMethod: 'NewVersion',
    });
    expect(content?.schemaVersion).toBe('0.3');
    expect(content?.assumeRole).toEqual({ 'Fn::GetAtt': [expect.stringContaining('RunbookRole'), 'Arn'] });
  });

  it('takes the names of this project only, and a version that has the form of one', () => {
    expect(content?.parameters.Service?.allowedValues).toEqual(['catalog', 'storefront']);
    expect(content?.parameters.Environment?.allowedValues).toEqual(['staging', 'production']);
    const version = new RegExp(content?.parameters.Version?.allowedPattern ?? 'no');
    for (const good of [
      'previous',
      '3f2c9a1',
      `sha256:${'a'.repeat(64)}`,
      content?.parameters.Version?.default ?? '',
    ]) {
      expect(good).toMatch(version);
    }
    for (const bad of ['', 'latest', '3f2c9a1; rm', 'sha256:x', 'PREVIOUS']) expect(bad).not.toMatch(version);
  });

  it('begins, waits for the end, and fails unless it was good; every step stops it', () => {
    expect(content?.mainSteps.map(({ name, action }) => [name, action])).toEqual([
      ['begin', 'aws:invokeLambdaFunction'],
      ['parts', 'aws:executeScript'],
      ['wait', 'aws:waitForAwsResourceProperty'],
      ['verify', 'aws:assertAwsResourceProperty'],
    ]);
    expect(content?.mainSteps.every(({ onFailure }) => onFailure === 'Abort')).toBe(true);
    expect(content?.mainSteps.at(-1)).toMatchObject({
      isEnd: true,
      inputs: { DesiredValues: ['Succeeded'] },
    });
  });

  it('names in its steps only what is declared before', () => {
    const known = new Set(Object.keys(content?.parameters ?? {}));
    for (const { name, inputs, ...step } of content?.mainSteps ?? []) {
      for (const [, used] of JSON.stringify(inputs).matchAll(/\{\{ ([\w.]+) \}\}/g))
        expect([...known]).toContain(used);
      known.add(`${name}.Payload`);
      for (const { Name } of (step as { outputs?: { Name: string }[] }).outputs ?? [])
        known.add(`${name}.${Name}`);
    }
  });

  it('may be taken by Automation of this account only, to call one function and look at pipelines', () => {
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          Match.objectLike({
            Principal: { Service: 'ssm.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          }),
        ],
      },
    });
  });
});

it('keeps drafts encrypted, closed to the public, for a time', () => {
  template.hasResource('AWS::S3::Bucket', {
    DeletionPolicy: 'Retain',
    Properties: {
      BucketEncryption: Match.anyValue(),
      PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
      LifecycleConfiguration: { Rules: [Match.objectLike({ ExpirationInDays: 400, Status: 'Enabled' })] },
    },
  });
});
