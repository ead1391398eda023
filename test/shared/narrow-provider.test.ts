import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { narrowProvider } from '../../lib/shared/narrow-provider';
import type { TemplateData } from './assembly';
import { rolesOf } from './iam';
import { testApp } from './synth';

const providerId = 'Custom::S3AutoDeleteObjectsCustomResourceProvider';

function twoBuckets(): Template {
  const stack = new Stack(testApp(), 'Test', { env: { region: 'us-east-1' } });
  for (const id of ['First', 'Second']) {
    new s3.Bucket(stack, id, { removalPolicy: RemovalPolicy.DESTROY, autoDeleteObjects: true });
    narrowProvider(stack, { providerId, inlinePolicies: 0, logRetention: 7 });
  }
  return Template.fromStack(stack);
}

it('gives one log to the provider that two buckets share', () => {
  const template = twoBuckets();
  template.resourceCountIs('AWS::Lambda::Function', 1);
  template.resourceCountIs('AWS::Logs::LogGroup', 1);
});

it('leaves the provider no managed policy, and leave to write its log', () => {
  const [role] = rolesOf(new Map([['Test', twoBuckets().toJSON() as TemplateData]]));
  expect(role?.managed).toEqual([]);
  expect(role?.grants.map((grant) => grant.split(' on ')[0])).toEqual([
    'logs:CreateLogStream',
    'logs:PutLogEvents',
  ]);
  expect(role?.grants.every((grant) => /on \$\{\w+Logs\w*\.Arn\}$/.test(grant))).toBe(true);
});

it('fails when the library has no such provider', () => {
  const stack = new Stack(testApp(), 'Test');
  expect(() => narrowProvider(stack, { providerId, inlinePolicies: 0, logRetention: 7 })).toThrow(
    `Test has no child ${providerId}`,
  );
});
