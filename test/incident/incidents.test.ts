import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { project as shop } from '../../bin/staging-production';
import { resolveProject } from '../../lib/config/resolve';
import { Incidents } from '../../lib/incident/incidents';
import { driftAlarmName } from '../../lib/incident/watched-alarms';
import { FailedEvents } from '../../lib/shared/failed-events';
import { matches } from '../notifications/event-pattern';
import { testApp } from '../shared/synth';
import { actionEvent, alarmEvent, deploymentEvent, ecsEvent, stageEvent } from './aws-events';

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
  ['another pipeline', stageEvent('SUCCEEDED', 1, { pipeline: 'shop-backend' }), 0],
  ['a deployment that succeeded', deploymentEvent('SUCCESS', 1), 1],
  ['a deployment that begins', deploymentEvent('START', 1), 0],
  ['ECS that goes back', ecsEvent('SERVICE_DEPLOYMENT_IN_PROGRESS', 'rolling back to 7', 1), 1],
  ['ECS that goes on', ecsEvent('SERVICE_DEPLOYMENT_IN_PROGRESS', 'in progress', 1), 0],
])('the rules let through: %s', (_what, event, times) => {
  expect(caught(event)).toBe(times);
});

it('tries every event again, and keeps what nothing could be done with', () => {
  expect(rules).toHaveLength(3);
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

it('may close and open the stages of environments, and no others', () => {
  const [policy] = Object.values(template.findResources('AWS::IAM::Policy')) as {
    Properties: { PolicyDocument: { Statement: { Action: unknown; Resource: unknown }[] } };
  }[];
  const moves = policy?.Properties.PolicyDocument.Statement.filter(({ Action }) =>
    JSON.stringify(Action).includes('StageTransition'),
  );
  expect(moves?.map(({ Action }) => Action)).toEqual([
    ['codepipeline:DisableStageTransition', 'codepipeline:EnableStageTransition'],
  ]);
  expect([...JSON.stringify(moves).matchAll(/:(shop-[^"]+)"/g)].map(([, end]) => end)).toEqual([
    'shop-catalog/production',
    'shop-catalog/staging',
    'shop-storefront/production',
    'shop-storefront/staging',
  ]);
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
