import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { project as stagingProduction } from '../../bin/staging-production';
import type { ProjectInput } from '../../lib/config/types';
import { NOT_CHECKED } from '../../lib/drift/resource-kinds';
import { synthesize, templatesOf } from '../shared/assembly';
import type { Resource } from '../shared/assembly';
import { project as twoAccounts } from '../shared/two-accounts';

const page = readFileSync(resolve(__dirname, '../../docs/deploying-after-destroy.md'), 'utf8');

/** Projects that keep all that can be kept, with each source, in one account and in two. */
const PROJECTS: readonly (readonly [string, ProjectInput])[] = [
  ['staging and production', keeping(stagingProduction)],
  ['two accounts', keeping(twoAccounts)],
  [
    'a connection and a probe',
    keeping({
      ...stagingProduction,
      toolchain: {
        ...stagingProduction.toolchain,
        source: { kind: 'connection', owner: 'team', repository: 'shop' },
      },
      environments: stagingProduction.environments.map((environment) => ({ ...environment, probe: {} })),
    }),
  ],
];

function keeping(input: ProjectInput): ProjectInput {
  return {
    ...input,
    toolchain: { ...input.toolchain, disposable: false },
    environments: input.environments.map((environment) => ({ ...environment, disposable: false })),
  };
}

interface Kept extends Resource {
  readonly stack: string;
  /** Its physical name, where the template gives one. */
  readonly name: unknown;
}

function keptBy(input: ProjectInput): Kept[] {
  return [...templatesOf(synthesize(input))].flatMap(([stack, { Resources }]) =>
    Object.values(Resources)
      .filter(({ DeletionPolicy }) => /^Retain|^Snapshot/.test(DeletionPolicy ?? ''))
      .map((resource) => ({ ...resource, stack, name: nameOf(resource) })),
  );
}

/** `RepositoryName` of a repository, `LogGroupName` of a log group, `Name` of others. */
function nameOf({ Type, Properties = {} }: Resource): unknown {
  const kind = Type.split('::').at(-1) ?? '';
  return Properties[`${kind}Name`] ?? Properties.Name;
}

function rowsOf(heading: string): string[][] {
  const [, section = ''] = page.split(`\n## ${heading}\n`);
  const [text = ''] = section.split('\n## ');
  return [...text.matchAll(/^\| `AWS::.*$/gm)].map(([row]) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
}

describe.each(PROJECTS)('%s, destroyed and deployed again', (_, input) => {
  const kept = keptBy(input);
  const services = new Set(
    input.environments.flatMap((environment) => environment.services.map(({ name }) => name)),
  );
  const generic = (name: string): string =>
    name
      .split('/')
      .map((part) => (part === input.project ? '<project>' : services.has(part) ? '<service>' : part))
      .join('/');
  const inTheWay = kept.filter(({ name }) => name !== undefined);
  const rows = rowsOf('What is in the way');

  it('finds nothing in the way but what the page knows', () => {
    const known = rows.map(([type = '', name = '', stack = '']) => `${type} ${name} ${stack}`);
    const found = inTheWay.map(({ Type, name, stack }) => `${Type} ${generic(String(name))} ${stack}`);
    expect(found.filter((each) => !known.includes(each))).toEqual([]);
    expect(inTheWay.length).toBeGreaterThan(1);
  });

  it('takes back what CloudFormation can import: a literal name, kept, of a type in its registry', () => {
    for (const { Type, name, DeletionPolicy } of inTheWay) {
      const way = rows.find(([type]) => type === Type)?.[3] ?? '';
      expect([Type, way]).toEqual([
        Type,
        expect.stringMatching(NOT_CHECKED.has(Type) ? /^\[copied/ : /^\[taken back/),
      ]);
      expect([Type, typeof name, DeletionPolicy]).toEqual([Type, 'string', 'RetainExceptOnCreate']);
    }
  });

  it('has on the page every type that stays under a generated name', () => {
    const beside = new Set(kept.filter(({ name }) => name === undefined).map(({ Type }) => Type));
    expect(rowsOf('What stays beside').map(([type]) => type)).toEqual(expect.arrayContaining([...beside]));
  });

  it('destroys every stack but the one with what is in the way, by the command of the page', () => {
    const command = /npx cdk destroy --exclusively (.*)$/m.exec(page)?.[1] ?? '';
    const patterns = command.replaceAll("'", '').split(' ');
    const matched = [...templatesOf(synthesize(input)).keys()].filter(
      (stack) => !patterns.some((pattern) => new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(stack)),
    );
    expect(matched).toEqual([...new Set(inTheWay.map(({ stack }) => stack))]);
  });
});

it('names nothing that no project keeps', () => {
  const all = PROJECTS.flatMap(([, input]) => keptBy(input));
  const types = [...rowsOf('What is in the way'), ...rowsOf('What stays beside')].map(([type]) => type);
  expect([...new Set(types)].sort()).toEqual([...new Set(all.map(({ Type }) => Type))].sort());
});
