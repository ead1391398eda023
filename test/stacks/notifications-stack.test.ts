import { Match, Template } from 'aws-cdk-lib/assertions';
import { project } from '../../bin/environments';
import type { NotificationsInput } from '../../lib/config/notifications-input';
import { resolveProject } from '../../lib/config/resolve';
import { NotificationsStack } from '../../lib/stacks/notifications-stack';
import { matches } from '../notifications/event-pattern';
import { actionOf, sandboxDeployment, ECS_ROLLBACK, sandboxEcs, pipelineEvent } from '../shared/aws-events';
import { testApp } from '../shared/synth';

function stackWith(notifications?: NotificationsInput): Template {
  const toolchain = { ...project.toolchain, ...(notifications && { notifications }) };
  const stack = new NotificationsStack(testApp(), 'Notifications', {
    description: 'Test',
    env: { region: 'us-east-1' },
    project: resolveProject({ ...project, toolchain }),
  });
  return Template.fromStack(stack);
}

interface Rule {
  readonly Properties: { readonly EventPattern: Readonly<Record<string, unknown>> };
}

const ours = { pipeline: 'devops-on-aws-storefront' };
const application = { application: 'devops-on-aws-sandbox-storefront' };
const plain = stackWith();
const receivers = stackWith({
  emails: ['team@example.com', 'boss@example.com'],
  slack: { workspaceId: 'T0123ABCD', channelId: 'C0123ABCD' },
});
const queue = Match.objectLike({ 'Fn::GetAtt': [Match.stringLikeRegexp('^AnnouncerFailedEvents'), 'Arn'] });

describe('without receivers', () => {
  it('there is a topic without subscriptions, and the command to subscribe', () => {
    plain.resourceCountIs('AWS::SNS::Topic', 1);
    plain.resourceCountIs('AWS::SNS::Subscription', 0);
    plain.resourceCountIs('AWS::Chatbot::SlackChannelConfiguration', 0);
    plain.hasOutput('Subscribe', {
      Value: {
        'Fn::Join': [
          '',
          [
            'aws sns subscribe --region us-east-1 --topic-arn ',
            { Ref: Match.stringLikeRegexp('^ReleasesTopic') },
            ' --protocol email --notification-endpoint <your address>',
          ],
        ],
      },
    });
  });

  it('nothing waits, runs or stores for money: one function, one queue, two rules', () => {
    const types = Object.values(plain.toJSON().Resources as Record<string, { Type: string }>).map(
      ({ Type }) => Type,
    );
    expect([...new Set(types)].sort()).toEqual([
      'AWS::Events::Rule',
      'AWS::IAM::Role',
      'AWS::Lambda::EventInvokeConfig',
      'AWS::Lambda::Function',
      'AWS::Lambda::Permission',
      'AWS::Logs::LogGroup',
      'AWS::SNS::Topic',
      'AWS::SNS::TopicPolicy',
      'AWS::SQS::Queue',
      'AWS::SQS::QueuePolicy',
    ]);
    plain.resourceCountIs('AWS::Lambda::Function', 1);
  });
});

describe('the topic', () => {
  it('is encrypted with the key that AWS manages for SNS, and takes nothing in the clear', () => {
    plain.hasResourceProperties('AWS::SNS::Topic', {
      KmsMasterKeyId: 'alias/aws/sns',
    });
    plain.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: [
          Match.objectLike({
            Effect: 'Deny',
            Action: 'sns:Publish',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        ],
      },
    });
  });

  it('has the addresses and the channel that are configured', () => {
    for (const Endpoint of ['team@example.com', 'boss@example.com']) {
      receivers.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint });
    }
    receivers.hasResourceProperties('AWS::Chatbot::SlackChannelConfiguration', {
      ConfigurationName: 'devops-on-aws-releases',
      SlackWorkspaceId: 'T0123ABCD',
      SlackChannelId: 'C0123ABCD',
      SnsTopicArns: [{ Ref: Match.stringLikeRegexp('^ReleasesTopic') }],
      GuardrailPolicies: [{ 'Fn::Join': ['', Match.arrayWith([':iam::aws:policy/AWSDenyAll'])] }],
    });
  });

  it('is shown in a channel that can do nothing', () => {
    const roles = receivers.findResources('AWS::IAM::Role', {
      Properties: {
        AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: 'chatbot.amazonaws.com' } }] },
      },
    });
    const [[id, role] = ['', {}], ...more] = Object.entries(roles);
    expect(more).toEqual([]);
    expect(role).not.toHaveProperty('Properties.ManagedPolicyArns');
    expect(role).not.toHaveProperty('Properties.Policies');
    expect(JSON.stringify(receivers.findResources('AWS::IAM::Policy'))).not.toContain(id);
  });
});

describe('the function', () => {
  it('knows the project, its services and its environments', () => {
    plain.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: {
          PROJECT: 'devops-on-aws',
          TOPIC_ARN: { Ref: Match.stringLikeRegexp('^ReleasesTopic') },
          SERVICES: 'catalog,storefront',
          ENVIRONMENTS: 'sandbox',
          RELEASE_VIEWS: 'sandbox@us-east-1=catalog+storefront',
        },
      },
    });
  });

  it.each<[boolean, string, object]>([
    [true, 'a release that failed', pipelineEvent('FAILED', ours)],
    [true, 'a release that succeeded', pipelineEvent('SUCCEEDED', ours)],
    [true, 'a source that is known', actionOf('Source', 'SUCCEEDED', ours)],
    [true, 'an approval that is due', actionOf('Approval', 'STARTED', ours)],
    [true, 'a deployment of CodeDeploy that is done', sandboxDeployment('SUCCESS', application)],
    [true, 'ECS that goes back', sandboxEcs('SERVICE_DEPLOYMENT_IN_PROGRESS', ECS_ROLLBACK)],
    [true, 'ECS that gave up', sandboxEcs('SERVICE_DEPLOYMENT_FAILED', 'tasks failed to start.')],
    [false, 'a release that begins', pipelineEvent('STARTED', ours)],
    [false, 'an action that failed, which the release says too', actionOf('Deploy', 'FAILED', ours)],
    [false, 'an approval that is given', actionOf('Approval', 'SUCCEEDED', ours)],
    [false, 'a source that begins', actionOf('Source', 'STARTED', ours)],
    [false, 'a pipeline of another project', pipelineEvent('FAILED')],
    [false, 'a deployment that begins', sandboxDeployment('START', application)],
    [false, 'a deployment of another project', sandboxDeployment('SUCCESS')],
    [false, 'ECS that goes on', sandboxEcs('SERVICE_DEPLOYMENT_IN_PROGRESS', 'ECS deployment in progress.')],
    [false, 'ECS that is done', sandboxEcs('SERVICE_DEPLOYMENT_COMPLETED', ECS_ROLLBACK)],
  ])('is called (%s) for %s', (called, _, event) => {
    const rules = Object.values(plain.findResources('AWS::Events::Rule')) as Rule[];
    const calling = rules.filter(({ Properties }) => matches(Properties.EventPattern, event));
    expect(calling).toHaveLength(called ? 1 : 0);
  });

  it('gets each event again for an hour, and what it never got is kept', () => {
    plain.allResourcesProperties('AWS::Events::Rule', {
      Targets: [
        Match.objectLike({
          RetryPolicy: { MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 10 },
          DeadLetterConfig: { Arn: queue },
        }),
      ],
    });
  });

  it('tries twice more, and what it could not announce is kept for two weeks', () => {
    plain.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      MaximumRetryAttempts: 2,
      DestinationConfig: { OnFailure: { Destination: queue } },
    });
    plain.hasResourceProperties('AWS::SQS::Queue', {
      MessageRetentionPeriod: 1_209_600,
      SqsManagedSseEnabled: true,
    });
  });
});
