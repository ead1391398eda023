import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ReleaseAgain } from '../../lib/pipeline/release-again';
import { VERSION_PATTERN } from '../../lib/pipeline/version-variable';
import { testApp } from '../shared/synth';

const stack = new Stack(testApp(), 'Pipeline', { env: { account: '111111111111', region: 'us-east-1' } });
new ReleaseAgain(stack, 'ReleaseAgain', { pipelineName: 'shop-storefront' });
const template = Template.fromStack(stack);
const [document] = Object.values(template.findResources('AWS::SSM::Document')) as {
  Properties: { Name: string; Content: Content };
}[];
interface Content {
  readonly assumeRole: object;
  readonly parameters: Record<string, { allowedPattern: string }>;
  readonly mainSteps: readonly { readonly inputs: object; readonly outputs: readonly object[] }[];
}
const content = document?.Properties.Content;

it('starts one pipeline with one variable, and takes neither a commit nor another pipeline', () => {
  expect(document?.Properties.Name).toBe('shop-storefront-release-again');
  expect(Object.keys(content?.parameters ?? {})).toEqual(['Version']);
  expect(content?.mainSteps.map(({ inputs }) => inputs)).toEqual([
    {
      Service: 'codepipeline',
      Api: 'StartPipelineExecution',
      name: 'shop-storefront',
      variables: [{ name: 'VERSION', value: '{{ Version }}' }],
    },
  ]);
});

it.each([
  [`sha256:${'a'.repeat(64)}`, true],
  ['none', false],
  ['3f2c9a1b4d5e', false],
  [`sha256:${'a'.repeat(63)}`, false],
  [`sha256:${'a'.repeat(64)}","x":"`, false],
])('takes %s: %s', (version, taken) => {
  const pattern = new RegExp(content?.parameters.Version?.allowedPattern ?? 'no');
  expect(pattern.test(version)).toBe(taken);
  if (taken) expect(version).toMatch(new RegExp(VERSION_PATTERN));
});

it('acts with a role that only Automation of this account takes, and that starts this pipeline', () => {
  expect(JSON.stringify(content?.assumeRole)).toContain('ReleaseAgainRole');
  template.hasResourceProperties('AWS::IAM::Role', {
    AssumeRolePolicyDocument: {
      Statement: [
        {
          Principal: { Service: 'ssm.amazonaws.com' },
          Condition: { StringEquals: { 'aws:SourceAccount': '111111111111' } },
        },
      ],
    },
  });
  expect(JSON.stringify(template.findResources('AWS::IAM::Role'))).toContain(
    ':codepipeline:us-east-1:111111111111:shop-storefront',
  );
});
