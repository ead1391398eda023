import { Tags } from 'aws-cdk-lib';
import type { Template } from 'aws-cdk-lib/assertions';
import * as logs from 'aws-cdk-lib/aws-logs';
import { PlaceholderImage } from '../../lib/registry/placeholder-image';
import { ReleaseParameters } from '../../lib/registry/release-parameters';
import { synth } from '../shared/synth';
import { testEnvironment, testService } from '../shared/test-config';

const environment = testEnvironment({
  name: 'staging',
  services: [testService('catalog', { architecture: 'x86_64' }), testService('storefront')],
});

const template: Template = synth((stack) => {
  const placeholder = new PlaceholderImage(stack, 'Placeholder', {
    project: 'shop',
    architectures: ['arm64', 'x86_64'],
    logRetention: logs.RetentionDays.ONE_WEEK,
  });
  new ReleaseParameters(stack, 'Releases', { project: 'shop', environment, placeholder });
  Tags.of(stack.node.root).add('team', 'shop');
});

const parameters = Object.values(template.findResources('AWS::SSM::Parameter')) as {
  Properties: { Name: string; Value: { 'Fn::Join': [string, unknown[]] } };
}[];

it('has one parameter for each service of the environment', () => {
  expect(parameters.map(({ Properties }) => Properties.Name).sort()).toEqual([
    '/shop/staging/catalog/image',
    '/shop/staging/storefront/image',
  ]);
});

it('starts with the placeholder for the architecture of the service', () => {
  const tags = parameters.map(({ Properties }) => [Properties.Name, Properties.Value['Fn::Join'][1].at(-1)]);
  expect(Object.fromEntries(tags)).toEqual({
    '/shop/staging/catalog/image': '/shop/placeholder:placeholder-x86_64',
    '/shop/staging/storefront/image': '/shop/placeholder:placeholder-arm64',
  });
});

it('refers to no resource, so that nothing of the placeholder can change the value', () => {
  const values = parameters.map(({ Properties }) => Properties.Value['Fn::Join'][1]);
  const references = values.flat().filter((part) => typeof part !== 'string');
  expect(references).toHaveLength(4);
  for (const reference of references) {
    expect([{ Ref: 'AWS::AccountId' }, { Ref: 'AWS::URLSuffix' }]).toContainEqual(reference);
  }
});

it('has no property that CloudFormation could update, not even tags of the app', () => {
  for (const { Properties } of parameters) {
    expect(Object.keys(Properties).sort()).toEqual(['Name', 'Type', 'Value']);
  }
  template.hasResourceProperties('AWS::ECR::Repository', { Tags: [{ Key: 'team', Value: 'shop' }] });
});
