import { Tags } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import * as logs from 'aws-cdk-lib/aws-logs';
import { PlaceholderImage } from '../../lib/registry/placeholder-image';
import { ReleaseParameters } from '../../lib/registry/release-parameters';
import { synth } from '../shared/synth';
import { testEnvironment, testService } from '../shared/test-config';

const environments = [
  testEnvironment({ name: 'staging', services: [testService('catalog'), testService('storefront')] }),
  testEnvironment({ name: 'production', services: [testService('catalog', { architecture: 'x86_64' })] }),
];

const template: Template = synth((stack) => {
  const placeholder = new PlaceholderImage(stack, 'Placeholder', {
    project: 'shop',
    architectures: ['arm64', 'x86_64'],
    logRetention: logs.RetentionDays.ONE_WEEK,
    disposable: true,
  });
  new ReleaseParameters(stack, 'Releases', { project: 'shop', environments, placeholder });
  Tags.of(stack.node.root).add('team', 'shop');
});

const parameters = Object.values(template.findResources('AWS::SSM::Parameter')) as {
  Properties: { Name: string; Value: { 'Fn::Join': [string, unknown[]] } };
  DependsOn: string[];
}[];

it('has one parameter for each environment and service', () => {
  expect(parameters.map(({ Properties }) => Properties.Name).sort()).toEqual([
    '/shop/production/catalog/image',
    '/shop/staging/catalog/image',
    '/shop/staging/storefront/image',
  ]);
});

it('starts with the placeholder for the architecture of the service', () => {
  const tags = parameters.map(({ Properties }) => [Properties.Name, Properties.Value['Fn::Join'][1].at(-1)]);
  expect(Object.fromEntries(tags)).toEqual({
    '/shop/production/catalog/image': ':placeholder-x86_64',
    '/shop/staging/catalog/image': ':placeholder-arm64',
    '/shop/staging/storefront/image': ':placeholder-arm64',
  });
});

it('names nothing that follows the source of the placeholder', () => {
  const [build = ''] = Object.keys(template.findResources('Custom::CDKContainerImageBuild'));
  expect(JSON.stringify(parameters.map(({ Properties }) => Properties))).not.toContain(build);
});

it('has no property that CloudFormation could update, not even tags of the app', () => {
  for (const { Properties } of parameters) {
    expect(Object.keys(Properties).sort()).toEqual(['Name', 'Type', 'Value']);
  }
  template.hasResourceProperties('AWS::ECR::Repository', { Tags: [{ Key: 'team', Value: 'shop' }] });
});

it('exists only after the images that it names', () => {
  const builds = Object.keys(template.findResources('Custom::CDKContainerImageBuild'));
  expect(builds).toHaveLength(2);
  for (const { DependsOn } of parameters) expect(DependsOn).toEqual(expect.arrayContaining(builds));
});
