import type { Template } from 'aws-cdk-lib/assertions';
import { Match } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as logs from 'aws-cdk-lib/aws-logs';
import { narrowDefaultGroupProvider } from '../../lib/network/default-group';
import { synth } from '../shared/synth';

const PROVIDER = /^CustomVpcRestrictDefaultSG/;

const template: Template = synth((stack) => {
  const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0 });
  narrowDefaultGroupProvider(vpc, logs.RetentionDays.ONE_WEEK);
});

it('takes the rules out of the default security group', () => {
  template.hasResourceProperties('Custom::VpcRestrictDefaultSG', {
    DefaultSecurityGroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Vpc'), 'DefaultSecurityGroup'] },
  });
});

it('logs to a group that goes with the stack', () => {
  const [logGroup] = Object.keys(template.findResources('AWS::Logs::LogGroup'));
  template.hasResource('AWS::Logs::LogGroup', {
    Properties: { RetentionInDays: 7 },
    DeletionPolicy: 'Delete',
  });
  template.hasResourceProperties('AWS::Lambda::Function', { LoggingConfig: { LogGroup: { Ref: logGroup } } });
});

it('may change the rules of that group, write its own log and nothing else', () => {
  const roles = Object.entries(template.findResources('AWS::IAM::Role')).filter(([id]) => PROVIDER.test(id));
  expect(roles).toHaveLength(1);
  template.hasResourceProperties('AWS::IAM::Role', {
    ManagedPolicyArns: Match.absent(),
    Policies: [
      {
        PolicyName: 'Inline',
        PolicyDocument: Match.objectLike({
          Statement: [
            {
              Effect: 'Allow',
              Action: [
                'ec2:AuthorizeSecurityGroupIngress',
                'ec2:AuthorizeSecurityGroupEgress',
                'ec2:RevokeSecurityGroupIngress',
                'ec2:RevokeSecurityGroupEgress',
              ],
              Resource: [
                {
                  'Fn::Join': [
                    '',
                    Match.arrayWith([
                      { 'Fn::GetAtt': [Match.stringLikeRegexp('^Vpc'), 'DefaultSecurityGroup'] },
                    ]),
                  ],
                },
              ],
            },
          ],
        }),
      },
      {
        PolicyName: 'Logs',
        PolicyDocument: Match.objectLike({
          Statement: [
            {
              Effect: 'Allow',
              Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
              Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('Logs'), 'Arn'] },
            },
          ],
        }),
      },
    ],
  });
});

it('fails when the network has no such provider', () => {
  const without = (): Template =>
    synth((stack) => {
      const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0, restrictDefaultSecurityGroup: false });
      narrowDefaultGroupProvider(vpc, logs.RetentionDays.ONE_WEEK);
    });
  expect(without).toThrow(/has no child Custom::VpcRestrictDefaultSGCustomResourceProvider/);
});
