import { CfnOutput } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { project as stagingProduction } from '../../bin/staging-production';
import { resolveProject } from '../../lib/config/resolve';
import type { Project } from '../../lib/config/schema';
import { childOf } from '../../lib/shared/library-parts';
import { SeededRepository } from '../../lib/source/seeded-repository';
import { ProjectStack } from '../../lib/stacks/project-stack';
import { RegistryStack } from '../../lib/stacks/registry-stack';
import { testApp } from '../shared/synth';
import { testConfig } from '../shared/test-config';

class Consumer extends ProjectStack {}

function registry(project: Project) {
  const env = { region: 'us-east-1' };
  const app = testApp();
  const stack = new RegistryStack(app, 'Registry', { description: 'Test', env, project });
  const consumer = new Consumer(app, 'Consumer', { description: 'Test', env });
  new CfnOutput(consumer, 'Repository', { value: stack.repositoryOf('catalog').repositoryArn });
  new CfnOutput(consumer, 'Placeholder', { value: stack.placeholder.repository.repositoryArn });
  const { repository } = childOf(stack, 'Source', SeededRepository);
  new CfnOutput(consumer, 'Source', { value: repository.repositoryArn });
  return { template: Template.fromStack(stack), consumer: Template.fromStack(consumer), stack };
}

const sandbox = registry(testConfig());
const lasting = registry(resolveProject(stagingProduction));

function names(template: Template, type: string, property: string): unknown[] {
  const resources = Object.values(template.findResources(type)) as { Properties: Record<string, unknown> }[];
  return resources.map(({ Properties }) => Properties[property]).sort();
}

it('has one repository for each service, however many environments run it', () => {
  expect(names(lasting.template, 'AWS::ECR::Repository', 'RepositoryName')).toEqual([
    'shop/catalog',
    'shop/placeholder',
    'shop/storefront',
  ]);
});

it('builds one placeholder for each architecture in use', () => {
  sandbox.template.resourceCountIs('Custom::CDKContainerImageBuild', 1);
});

it('seeds the source repository on the released branch', () => {
  sandbox.template.hasResourceProperties('AWS::CodeCommit::Repository', {
    RepositoryName: 'devops-on-aws',
    Code: { BranchName: 'main' },
  });
});

it('says how to clone and what to do next', () => {
  sandbox.template.hasOutput('CloneUrl', {
    Value: { 'Fn::Join': ['', ['codecommit::us-east-1://', Match.anyValue()]] },
  });
  sandbox.template.hasOutput('CloneUrlHttps', {
    Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('^SourceRepository'), 'CloneUrlHttp'] },
  });
  sandbox.template.hasOutput('NextStep', { Value: Match.stringLikeRegexp('merge it to main') });
});

it('lends out its repositories so that none can vanish under a stack that uses it', () => {
  for (const output of ['Repository', 'Placeholder', 'Source']) {
    expect(JSON.stringify(sandbox.consumer.findOutputs(output))).toContain('"Fn::ImportValue":"Registry:');
  }
});

it('fails when asked for a service that is nowhere', () => {
  expect(() => sandbox.stack.repositoryOf('basket')).toThrow('the registry has no repository for basket');
});

it('deletes everything with a disposable toolchain', () => {
  const { Resources } = sandbox.template.toJSON() as {
    Resources: Record<string, { DeletionPolicy?: string }>;
  };
  expect(
    Object.values(Resources).filter(({ DeletionPolicy }) => DeletionPolicy?.startsWith('Retain')),
  ).toEqual([]);
});

it('keeps images and source of a lasting toolchain', () => {
  const { Resources } = lasting.template.toJSON() as {
    Resources: Record<string, { Type: string; DeletionPolicy?: string }>;
  };
  const stores = Object.entries(Resources).filter(([, { Type }]) => /::Repository$/.test(Type));
  expect(stores.length).toBeGreaterThan(3);
  for (const [id, { DeletionPolicy }] of stores) {
    expect([id, DeletionPolicy]).toEqual([id, /^Placeholder/.test(id) ? 'Delete' : 'RetainExceptOnCreate']);
  }
});
