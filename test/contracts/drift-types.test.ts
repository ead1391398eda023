import { project as stagingProduction } from '../../bin/staging-production';
import { AWS_DEFAULTS } from '../../lib/drift/defaults';
import { DRIFT_READS, mayBeLeftOut } from '../../lib/drift/resource-kinds';
import { synthesize, templatesOf } from '../shared/assembly';
import type { Resource } from '../shared/assembly';
import { CHANGED_PROJECTS } from '../shared/changed-projects';
import { leavesOf } from '../shared/resource-types';
import type { Leaf } from '../shared/resource-types';
import { project as twoAccounts } from '../shared/two-accounts';

const resources = [...CHANGED_PROJECTS.values(), stagingProduction, twoAccounts].flatMap((input) =>
  [...templatesOf(synthesize(input)).values()].flatMap(({ Resources }): Resource[] =>
    Object.values(Resources),
  ),
);

it('knows how to read every type that any setting brings into a template, and no other', () => {
  const types = [...new Set(resources.map(({ Type }) => Type))];
  expect(types.filter((type) => !(type in DRIFT_READS) && !mayBeLeftOut(type))).toEqual([]);
  expect(Object.keys(DRIFT_READS).filter((type) => !types.includes(type))).toEqual([]);
});

/** Values that the documentation has in a sentence about a default, and why they are none. */
const NO_DEFAULTS: Readonly<Record<string, string>> = {
  'AWS::EC2::Instance /BlockDeviceMappings/*/Ebs/Encrypted': 'the default of an account',
  'AWS::EC2::Instance /MetadataOptions/HttpTokens': 'the default of an account',
  'AWS::EC2::Instance /NetworkInterfaces/*/AssociatePublicIpAddress': 'the default of a default subnet',
  'AWS::ECS::TaskDefinition /ContainerDefinitions/*/HealthCheck/Command/*': 'a word of the syntax',
  'AWS::ECS::TaskDefinition /ContainerDefinitions/*/LinuxParameters/Tmpfs/*/MountOptions/*':
    'a word of a list',
  'AWS::ECS::TaskDefinition /ContainerDefinitions/*/LogConfiguration/Options/mode':
    'the default of an account',
  'AWS::ECS::TaskDefinition /NetworkMode': 'the default is bridge',
};

/** Spelled by the templates of deployed stacks until they are updated. */
const SPELLED_BEFORE = ['AWS::ECS::Service /DeploymentController/Type ECS'];

/** Whether a sentence about a default has the value in it. */
function isDocumentedDefault({ value, facts: { documentation = '', defaultValue } }: Leaf): boolean {
  if (defaultValue !== undefined) return defaultValue === value;
  const token = String(value).replaceAll(/[^\w]/g, String.raw`\$&`);
  const named = new RegExp(String.raw`(?:^|[\s\`"'(])${token}(?:$|[\s\`"'),%]|\.(?:$|\s))`);
  return documentation
    .split(/(?<=\.)\s|\n/)
    .some((sentence) => /\bdefaults?\b/i.test(sentence) && named.test(sentence));
}

it('knows every default of AWS that a template spells', () => {
  const unknown = resources.flatMap(({ Type, Properties = {} }) =>
    leavesOf(Type, Properties)
      .filter((leaf) => !leaf.facts.required && isDocumentedDefault(leaf))
      .map((leaf) => ({ ...leaf, path: leaf.path.replaceAll(/\/\d+(?=\/|$)/g, '/*') }))
      .filter(
        ({ path, value }) => AWS_DEFAULTS[Type]?.[path] !== value && !(`${Type} ${path}` in NO_DEFAULTS),
      )
      .map(({ path, value }) => `${Type} ${path} ${value}`),
  );
  expect([...new Set(unknown)].sort()).toEqual([]);
});

it('has no default that no template spells', () => {
  const spelled = new Set(
    resources.flatMap(({ Type, Properties = {} }) =>
      leavesOf(Type, Properties).map(
        ({ path, value }) => `${Type} ${path.replaceAll(/\/\d+(?=\/|$)/g, '/*')} ${value}`,
      ),
    ),
  );
  const known = Object.entries(AWS_DEFAULTS).flatMap(([type, defaults]) =>
    Object.entries(defaults).map(([path, value]) => `${type} ${path} ${value}`),
  );
  expect(known.filter((each) => !spelled.has(each))).toEqual(SPELLED_BEFORE);
});
