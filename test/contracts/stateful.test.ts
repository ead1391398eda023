import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { project } from '../../bin/environments';
import { project as stagingProduction } from '../../bin/staging-production';
import { synthesize, templatesOf } from '../shared/assembly';
import type { Resource } from '../shared/assembly';
import { STATEFUL } from '../shared/stateful-types';

const assembly = synthesize(project);
const sandbox = templatesOf(assembly);
const kept = templatesOf(synthesize(stagingProduction));

function resourcesOf(templates: typeof sandbox): [string, Resource][] {
  return [...templates].flatMap(([stack, { Resources }]) =>
    Object.entries(Resources).map(([id, resource]): [string, Resource] => [`${stack}/${id}`, resource]),
  );
}

it('keeps the logical ids of what must not be replaced', () => {
  const ids = resourcesOf(sandbox)
    .filter(([, { Type }]) => STATEFUL.has(Type))
    .map(([id, { Type }]) => `${Type} ${id}`);
  expect(ids.sort()).toMatchInlineSnapshot(`
   [
     "AWS::CodeCommit::Repository Registry/SourceRepository74575110",
     "AWS::EC2::EIP sandbox-Platform/NetworkEgressAddress171076938",
     "AWS::EC2::VPC sandbox-Platform/NetworkVpc7FB7348F",
     "AWS::ECR::Repository Registry/Imagescatalog2FC24B66",
     "AWS::ECR::Repository Registry/Imagesstorefront90505158",
     "AWS::ECR::Repository Registry/PlaceholderRepository7A91650A",
     "AWS::ECS::Cluster sandbox-Platform/ClusterEB0386A7",
     "AWS::S3::Bucket Insight/IncidentsPostmortemsBucket981B1E4A",
     "AWS::S3::Bucket catalog-Pipeline/DeliveryArtifactsBucket2402A431",
     "AWS::S3::Bucket storefront-Pipeline/DeliveryArtifactsBucket2402A431",
     "AWS::SSM::Parameter sandbox-Platform/ReleasescatalogD041C782",
     "AWS::SSM::Parameter sandbox-Platform/Releasesstorefront73C0268D",
     "AWS::SSM::Parameter sandbox-catalog/TaskRevision5C52242D",
     "AWS::SSM::Parameter sandbox-storefront/TaskRevision5C52242D",
     "AWS::ServiceDiscovery::PrivateDnsNamespace sandbox-Platform/Namespace9B63B8C8",
   ]
  `);
});

it('deletes everything of the sandbox with its stack', () => {
  const left = resourcesOf(sandbox).filter(([, { DeletionPolicy }]) => DeletionPolicy?.startsWith('Retain'));
  expect(left.map(([id]) => id)).toEqual([]);
});

it('empties what CloudFormation cannot delete while it holds something', () => {
  for (const [id, { Type, Properties }] of resourcesOf(sandbox)) {
    if (Type === 'AWS::ECR::Repository') expect([id, Properties?.EmptyOnDelete]).toEqual([id, true]);
    if (Type === 'AWS::S3::Bucket') {
      const tags = Properties?.Tags as { Key: string; Value: string }[];
      expect([id, tags]).toEqual([
        id,
        expect.arrayContaining([{ Key: 'aws-cdk:auto-delete-objects', Value: 'true' }]),
      ]);
    }
  }
});

it('keeps images, source and production logs on purpose where the project is not disposable', () => {
  const types = new Set(['AWS::ECR::Repository', 'AWS::CodeCommit::Repository']);
  // The stack builds what is in it.
  const placeholders = /^Registry\/Placeholder/;
  const stores = resourcesOf(kept).filter(([id, { Type }]) => types.has(Type) && !placeholders.test(id));
  expect(stores.length).toBeGreaterThan(2);
  const policies = (found: typeof stores): unknown[] => [
    ...new Set(found.map(([, { DeletionPolicy }]) => DeletionPolicy)),
  ];
  expect(policies(stores)).toEqual(['RetainExceptOnCreate']);
  const logs = resourcesOf(kept).filter(
    ([id, { Type }]) => Type === 'AWS::Logs::LogGroup' && /^production-\w+\/TaskLogs/.test(id),
  );
  expect(logs).toHaveLength(2);
  expect(policies(logs)).toEqual(['Retain']);
});

it('keeps no fixed name of a first deployment that failed, so that it is free for the next attempt', () => {
  const always = resourcesOf(kept).filter(([, { DeletionPolicy }]) => DeletionPolicy === 'Retain');
  expect(always.length).toBeGreaterThan(2);
  const named = always.filter(([, { Properties = {} }]) =>
    Object.keys(Properties).some((key) => /^(?:Bucket|LogGroup|Repository)?Name$/.test(key)),
  );
  expect(named.map(([id]) => id)).toEqual([]);
});

it('lets a person find every stack by the project, the environment and the unit', () => {
  expect([...sandbox.keys()].sort()).toEqual([
    'Insight',
    'Notifications',
    'Registry',
    'Source',
    'catalog-Pipeline',
    'sandbox-Observability',
    'sandbox-Platform',
    'sandbox-catalog',
    'sandbox-storefront',
    'storefront-Pipeline',
  ]);
});

describe('a service that is removed', () => {
  const page = readFileSync(resolve(__dirname, '../../docs/adding-and-removing.md'), 'utf8');

  it('exports nothing, so its stacks may go as soon as they import nothing', () => {
    const imports = [...JSON.stringify([...sandbox]).matchAll(/"Fn::ImportValue":"([^":]+):/g)];
    expect([...new Set(imports.map(([, stack]) => stack))].sort()).toEqual([
      'devops-on-aws-registry',
      'devops-on-aws-sandbox-platform',
    ]);
  });

  it('goes by commands whose stacks exist', () => {
    const deleted = [...page.matchAll(/--stack-name (\S+)/g)].map(([, name]) => name);
    const stackNames = assembly.stacks.map(({ stackName }) => stackName);
    expect(stackNames).toEqual(expect.arrayContaining(deleted));
    const listed = [...page.matchAll(/--exclusively ([\w -]+)/g)].flatMap(([, ids]) =>
      String(ids).split(' '),
    );
    expect([...sandbox.keys()]).toEqual(expect.arrayContaining(listed.filter(Boolean)));
    expect([deleted.length, listed.length]).toEqual([4, 8]);
  });
});
