import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { resolveProject } from '../../lib/config/resolve';
import { DriftReader } from '../../lib/drift/drift-reader';
import { DriftWatch } from '../../lib/drift/drift-watch';
import { READS } from '../../lib/drift/read-permissions';
import { FailedEvents } from '../../lib/shared/failed-events';
import { PRODUCTION, TOOLS, project as twoAccounts } from '../shared/two-accounts';

it('reads and changes nothing', () => {
  const reading = /^[\w-]+:(?:BatchGet|Describe|Get|List)[A-Z]\w*$/;
  expect(READS.filter((action) => !reading.test(action))).toEqual([]);
});

describe('the watch', () => {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'Insight', { env: { account: TOOLS, region: 'eu-central-1' } });
  const topic = new sns.Topic(stack, 'Topic');
  const failedEvents = new FailedEvents(stack, 'FailedEvents');
  new DriftWatch(stack, 'Drift', { project: resolveProject(twoAccounts), topic, failedEvents });
  const other = new Stack(app, 'Platform', { env: { account: PRODUCTION, region: 'eu-central-1' } });
  new DriftReader(other, 'DriftReader', {
    project: 'shop',
    environment: 'production',
    toolchainAccount: TOOLS,
  });
  const watch = Template.fromStack(stack);
  const reader = Template.fromStack(other);

  /** Statements of the one policy that allows `action`. */
  const statementWith = (action: string): object =>
    Match.objectLike({
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({ Action: Match.arrayWith([action]) })]),
      },
    });

  it('looks once a day, as long as a function may', () => {
    watch.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'cron(17 5 * * ? *)' });
    watch.hasResourceProperties('AWS::Lambda::Function', { Timeout: 900 });
  });

  it.each([
    ['watch', watch],
    ['reader', reader],
  ])('lets the %s read through CloudFormation only', (_, template) => {
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          {
            Effect: 'Allow',
            Action: [...READS],
            Resource: '*',
            Condition: { 'ForAnyValue:StringEquals': { 'aws:CalledVia': ['cloudformation.amazonaws.com'] } },
          },
        ]),
      },
    });
    template.hasResourceProperties('AWS::IAM::Policy', statementWith('cloudformation:DetectStackDrift'));
  });

  it('keeps the policy within what IAM takes for one role', () => {
    const [policy] = Object.values(watch.findResources('AWS::IAM::Policy'));
    expect(JSON.stringify(policy?.Properties).length).toBeLessThan(9000);
  });

  it('is known by name to the account that it reads, and to nobody else there', () => {
    watch.hasResourceProperties('AWS::IAM::Role', { RoleName: 'shop-drift-watch' });
    reader.hasResourceProperties('AWS::IAM::Role', {
      RoleName: 'shop-production-drift-reader',
      AssumeRolePolicyDocument: {
        Statement: [
          Match.objectLike({
            Condition: { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${TOOLS}:role/shop-drift-watch` } },
          }),
        ],
      },
    });
    watch.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          {
            Effect: 'Allow',
            Action: 'sts:AssumeRole',
            Resource: `arn:aws:iam::${PRODUCTION}:role/shop-production-drift-reader`,
          },
        ]),
      },
    });
  });

  it('raises one alarm for drift, which holds until the next look, and one for what nobody could check', () => {
    watch.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'shop-drift',
      MetricName: 'DriftedResources',
      Namespace: 'DevOpsOnAws/Drift',
      Dimensions: [{ Name: 'Project', Value: 'shop' }],
      TreatMissingData: 'ignore',
      AlarmDescription: Match.stringLikeRegexp('docs/runbooks/drift.md$'),
    });
    watch.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'shop-drift-unchecked',
      MetricName: 'UncheckedResources',
      Period: 86_400,
      EvaluationPeriods: 2,
      TreatMissingData: 'breaching',
      AlarmDescription: Match.stringLikeRegexp('docs/runbooks/drift.md$'),
    });
  });
});
