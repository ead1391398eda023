import type { Template } from 'aws-cdk-lib/assertions';
import { ImageRegistry } from '../../lib/registry/image-registry';
import { synth } from '../shared/synth';

function registry(disposable: boolean): Template {
  return synth((stack) => {
    new ImageRegistry(stack, 'Images', {
      project: 'shop',
      services: ['catalog', 'storefront'],
      keepImages: 30,
      disposable,
    });
  });
}

const disposable = registry(true);
const kept = registry(false);

interface Rule {
  readonly selection: Record<string, unknown>;
}

function rules(): Rule[] {
  const [repository] = Object.values(disposable.findResources('AWS::ECR::Repository')) as {
    Properties: { LifecyclePolicy: { LifecyclePolicyText: string } };
  }[];
  const text = repository?.Properties.LifecyclePolicy.LifecyclePolicyText ?? '{}';
  return (JSON.parse(text) as { rules: Rule[] }).rules;
}

it.each(['catalog', 'storefront'])(
  'has a repository for %s that takes each tag once and scans it',
  (name) => {
    disposable.hasResourceProperties('AWS::ECR::Repository', {
      RepositoryName: `shop/${name}`,
      ImageTagMutability: 'IMMUTABLE',
      ImageScanningConfiguration: { ScanOnPush: true },
    });
    disposable.resourceCountIs('AWS::ECR::Repository', 2);
  },
);

it('keeps as many versions as configured', () => {
  expect(rules().map((rule) => rule.selection)).toContainEqual({
    tagStatus: 'tagged',
    tagPatternList: ['*'],
    countType: 'imageCountMoreThan',
    countNumber: 30,
  });
});

it('expires by age what has no tag, and never a release', () => {
  const byAge = rules().filter((rule) => rule.selection.countType !== 'imageCountMoreThan');
  expect(byAge.map((rule) => rule.selection)).toEqual([
    { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 7 },
  ]);
});

it('empties and deletes the repositories of a disposable toolchain', () => {
  disposable.allResources('AWS::ECR::Repository', {
    DeletionPolicy: 'Delete',
    UpdateReplacePolicy: 'Delete',
  });
  disposable.allResourcesProperties('AWS::ECR::Repository', { EmptyOnDelete: true });
});

it('keeps the repositories of a lasting toolchain', () => {
  kept.allResources('AWS::ECR::Repository', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  kept.allResourcesProperties('AWS::ECR::Repository', { EmptyOnDelete: false });
});
