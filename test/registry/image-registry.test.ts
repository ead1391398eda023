import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ImageRegistry } from '../../lib/registry/image-registry';
import { admitPull } from '../../lib/registry/pull-admission';
import { synth, testApp } from '../shared/synth';

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
  kept.allResources('AWS::ECR::Repository', {
    DeletionPolicy: 'RetainExceptOnCreate',
    UpdateReplacePolicy: 'Retain',
  });
  kept.allResourcesProperties('AWS::ECR::Repository', { EmptyOnDelete: false });
});

describe('roles of other accounts', () => {
  const app = testApp();
  const home = new Stack(app, 'Home', { env: { account: '111111111111', region: 'us-east-1' } });
  const { repositories } = new ImageRegistry(home, 'Images', {
    project: 'shop',
    services: ['catalog', 'storefront'],
    keepImages: 30,
    disposable: true,
  });
  const catalog = repositories.catalog;
  const arns = ['111111111111', '222222222222', '222222222222', '333333333333'].map((account, index) => {
    const stack = new Stack(app, `Stack${index}`, { env: { account, region: 'us-east-1' } });
    const roleName = `tasks-${index}`;
    const assumedBy = new iam.ServicePrincipal('ecs-tasks.amazonaws.com');
    if (catalog) admitPull(catalog, new iam.Role(stack, 'Role', { roleName, assumedBy }));
    return `arn:aws:iam::${account}:role/${roleName}`;
  });
  const policies = Object.values(Template.fromStack(home).findResources('AWS::ECR::Repository')) as {
    Properties: { RepositoryPolicyText?: { Statement: unknown[] } };
  }[];

  it('pull when they are admitted, whichever account they are in', () => {
    expect(policies[0]?.Properties.RepositoryPolicyText?.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
        Principal: { AWS: ['arn:aws:iam::222222222222:root', 'arn:aws:iam::333333333333:root'] },
        // A role of the registry's own account needs its own policy only.
        Condition: { ArnEquals: { 'aws:PrincipalArn': arns.slice(1) } },
      },
    ]);
  });

  it('pull from no other repository', () => {
    expect(policies[1]?.Properties).not.toHaveProperty('RepositoryPolicyText');
  });
});
