import type { App } from 'aws-cdk-lib';
import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import type { Service } from '../../lib/config/schema';
import { ServiceStack } from '../../lib/stacks/service-stack';
import { testPlatform } from '../shared/platform';
import { testApp } from '../shared/synth';
import { testEnvironment, testService } from '../shared/test-config';

const env = { region: 'us-east-1' };

function serviceStack(service: Service, app: App = testApp()): ServiceStack {
  const shared = new Stack(app, 'Shared', { env });
  return new ServiceStack(app, 'Service', {
    description: 'A service',
    env,
    project: 'shop',
    environment: testEnvironment(),
    service,
    platform: testPlatform(shared),
    repository: new ecr.Repository(shared, 'Images'),
    placeholder: new ecr.Repository(shared, 'Placeholder'),
  });
}

const storefront = serviceStack(testService('storefront'));
const storefrontTemplate = Template.fromStack(storefront);
const catalog = serviceStack(testService('catalog'));
const catalogTemplate = Template.fromStack(catalog);

it.each([
  ['storefront', storefrontTemplate, 'POST', '/api/orders'],
  ['catalog', catalogTemplate, 'GET', '/products'],
])('says in the template of %s what its users do', (_name, template, method, path) => {
  template.hasResource('AWS::ECS::Service', {
    Metadata: { 'rehearsal:journey': Match.arrayWith([Match.objectLike({ method, path })]) },
  });
});

it('tells a pipeline how to release a canary', () => {
  const { release } = storefront;
  expect(release).toMatchObject({
    service: 'storefront',
    environment: 'sandbox',
    taskDefinitionParameterName: '/shop/sandbox/storefront/task-definition',
  });
  expect(storefront.resolve(release.hookFunctionName)).toEqual({
    Ref: expect.stringMatching(/^VerificationVerifyFunction/) as string,
  });
  expect(storefront.resolve(release.verifyFunction.functionArn)).toEqual({
    'Fn::GetAtt': [expect.stringMatching(/Verify/), 'Arn'],
  });
});

it('tells a pipeline how to release a rolling update: no hook is asked', () => {
  expect(catalog.release).toMatchObject({ service: 'catalog', environment: 'sandbox' });
  expect(catalog.release.hookFunctionName).toBeUndefined();
});

it('shows the address of a public service, and that it is not encrypted', () => {
  const outputs = storefrontTemplate.toJSON().Outputs as Record<string, { Value: unknown }>;
  expect(outputs.Url?.Value).toEqual({
    'Fn::Join': ['', ['http://', { 'Fn::GetAtt': [expect.any(String), 'DNSName'] }]],
  });
  expect(outputs.Transport?.Value).toMatch(/^HTTP only/);
});

it('shows the private address of an internal service, and says nothing about encryption', () => {
  expect(catalogTemplate.findOutputs('Url')).toEqual({
    Url: { Value: 'http://catalog.sandbox.shop.internal:8080' },
  });
  expect(catalogTemplate.findOutputs('Transport')).toEqual({});
});

it.each([
  [
    'storefront',
    storefrontTemplate,
    { 'Fn::Join': ['', ['http://', { 'Fn::GetAtt': [Match.anyValue(), 'DNSName'] }]] },
  ],
  ['catalog', catalogTemplate, 'http://catalog.sandbox.shop.internal:8080'],
])('verifies %s where its callers reach it', (service, template, BASE_URL) => {
  template.hasResourceProperties('AWS::Lambda::Function', {
    Environment: {
      Variables: Match.objectLike({ BASE_URL, RELEASE_PARAMETER: `/shop/sandbox/${service}/image` }),
    },
    VpcConfig: { SubnetIds: [Match.anyValue(), Match.anyValue()] },
  });
});

it('verifies an internal service as one of its callers', () => {
  catalogTemplate.hasResourceProperties('AWS::Lambda::Function', {
    VpcConfig: {
      SecurityGroupIds: [
        { 'Fn::GetAtt': [Match.stringLikeRegexp('^VerificationSecurityGroup'), 'GroupId'] },
        { 'Fn::GetStackOutput': Match.objectLike({ OutputName: Match.stringLikeRegexp('CallersGroup') }) },
      ],
    },
  });
});

it('keeps every log for the days of the environment', () => {
  for (const template of [storefrontTemplate, catalogTemplate]) {
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 7 });
  }
});

it('leaves nothing behind in a disposable environment', () => {
  for (const template of [storefrontTemplate, catalogTemplate]) {
    const kept = Object.entries(template.toJSON().Resources as Record<string, { DeletionPolicy?: string }>)
      .filter(([, { DeletionPolicy = 'Delete' }]) => DeletionPolicy !== 'Delete')
      .map(([id]) => id);
    expect(kept).toEqual([]);
  }
});

it('stays far from the limit of 500 resources', () => {
  expect(Object.keys(storefrontTemplate.toJSON().Resources as object).length).toBeLessThan(60);
});
