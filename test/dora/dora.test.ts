import { Match } from 'aws-cdk-lib/assertions';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Dora } from '../../lib/dora/dora';
import { FailedEvents } from '../../lib/shared/failed-events';
import { matches } from '../notifications/event-pattern';
import { statementsIn } from '../shared/iam';
import { synth } from '../shared/synth';
import { pipelineEvent } from './release-events';

const template = synth((stack) => {
  new Dora(stack, 'Dora', {
    project: 'shop',
    places: [
      { service: 'storefront', environment: 'staging' },
      { service: 'storefront', environment: 'production' },
      { service: 'catalog', environment: 'production' },
    ],
    failedEvents: new FailedEvents(stack, 'Failed'),
    logRetention: RetentionDays.TWO_WEEKS,
  });
});

interface Rule {
  readonly Properties: { readonly EventPattern?: Readonly<Record<string, unknown>> };
}

const rules = Object.values(template.findResources('AWS::Events::Rule') as Record<string, Rule>);
const patterns = rules.flatMap(({ Properties: { EventPattern } }) => (EventPattern ? [EventPattern] : []));

function isHeard(changes: Readonly<Record<string, unknown>>): boolean {
  const detail = { 'execution-id': '1', stage: 'production', state: 'SUCCEEDED', ...changes };
  return patterns.some((pattern) => matches(pattern, pipelineEvent('Stage', '2026-01-10T10:00:00Z', detail)));
}

describe('what is heard', () => {
  it.each(['SUCCEEDED', 'FAILED', 'STOPPED', 'CANCELED'])('a stage that ended: %s', (state) => {
    expect(isHeard({ state })).toBe(true);
  });

  it.each([
    ['a stage that has begun', { state: 'STARTED' }],
    ['a stage that releases nothing', { stage: 'Build' }],
    ['a pipeline of another project', { pipeline: 'stall-storefront' }],
  ])('not %s', (_what, changes) => {
    expect(isHeard(changes)).toBe(false);
  });

  it('and the clock, once a day', () => {
    template.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'cron(10 0 * * ? *)' });
  });
});

describe('the function', () => {
  it('is one for all services, and knows each place', () => {
    template.resourceCountIs('AWS::Lambda::Function', 1);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: {
          PROJECT: 'shop',
          PLACES: 'storefront/staging,storefront/production,catalog/production',
        },
      },
    });
  });

  it('may list the executions of these pipelines, and nothing else', () => {
    const statements = statementsIn(template);
    const listing = statements.find(({ Action }) => JSON.stringify(Action).includes('codepipeline'));
    expect(listing?.Action).toEqual([
      'codepipeline:ListActionExecutions',
      'codepipeline:ListPipelineExecutions',
    ]);
    expect(JSON.stringify(listing?.Resource)).toMatch(/:shop-catalog".*:shop-storefront"/);
    expect(statements).toHaveLength(3);
  });
});

describe('an event that nothing can be done with', () => {
  const queue = { 'Fn::GetAtt': [Match.stringLikeRegexp('^FailedQueue'), 'Arn'] };

  it('is kept after every try of EventBridge', () => {
    template.allResourcesProperties('AWS::Events::Rule', {
      Targets: [
        {
          DeadLetterConfig: { Arn: queue },
          RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 10 },
        },
      ],
    });
  });

  it('is kept after every try of the function', () => {
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      MaximumRetryAttempts: 2,
      DestinationConfig: { OnFailure: { Destination: queue } },
    });
    const send = Match.objectLike({ Action: 'sqs:SendMessage', Resource: queue });
    template.hasResourceProperties('AWS::IAM::Role', {
      Policies: [Match.objectLike({ PolicyDocument: { Statement: Match.arrayWith([send]) } })],
    });
  });

  it('is kept for two weeks', () => {
    template.hasResourceProperties('AWS::SQS::Queue', { MessageRetentionPeriod: 1_209_600 });
  });
});
