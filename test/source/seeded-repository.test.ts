import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { unzipSync } from 'fflate';
import { SeededRepository } from '../../lib/source/seeded-repository';
import { testApp } from '../shared/synth';

const ROOT = resolve(__dirname, '..', '..');
const SEEDED = ['app/main.ts', 'README.md', '.gitignore', '.github/workflows/check.yml'];
const LEFT_OUT = [
  'node_modules/a/index.js',
  'cdk.out/tree.json',
  'app/node_modules/b.js',
  '.git/config',
  '.env',
  '.env.local',
  'app/.env',
  'secret.pem',
  'cdk.context.json',
];

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'seed-'));
  for (const file of [...SEEDED, ...LEFT_OUT]) put(file, `content of ${file}`);
  put('.gitignore', '# build output\nnode_modules/\ncdk.out/\n');
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

function put(file: string, content: string): void {
  mkdirSync(join(directory, file, '..'), { recursive: true });
  writeFileSync(join(directory, file), content);
}

interface Seed {
  readonly template: Template;
  /** Name of the staged archive; it has the hash of the content. */
  readonly key: string;
  readonly bytes: Buffer;
  /** Names of the seeded files. */
  readonly names: readonly string[];
}

/** Synthesizes a repository with `from` as its seed. */
function seed({ from = directory, disposable = true } = {}): Seed {
  const app = testApp();
  const stack = new Stack(app, 'Test');
  new SeededRepository(stack, 'Source', {
    repositoryName: 'shop',
    directory: from,
    branch: 'trunk',
    disposable,
  });
  const template = Template.fromStack(stack);
  const [repository] = Object.values(template.findResources('AWS::CodeCommit::Repository')) as {
    Properties: { Code: { S3: { Key: string } } };
  }[];
  const key = repository?.Properties.Code.S3.Key ?? '';
  const bytes = readFileSync(join(app.outdir, `asset.${key}`));
  return { template, key, bytes, names: Object.keys(unzipSync(bytes)) };
}

it('makes the project, and nothing that Git ignores or that may hold secrets, the first commit', () => {
  const { template, names } = seed();
  template.hasResourceProperties('AWS::CodeCommit::Repository', {
    RepositoryName: 'shop',
    Code: { BranchName: 'trunk' },
  });
  expect(names).toEqual([...SEEDED].sort());
});

it('is the same for the same content, and another after an edit, so that a new repository is never stale', () => {
  const before = seed();
  expect(seed().key).toBe(before.key);
  put('README.md', 'edited');
  expect(seed().key).not.toBe(before.key);
});

it('is far below the 20 MB that CodeCommit takes, with the real project', () => {
  const { bytes, names } = seed({ from: ROOT });
  expect(names).toContain('package-lock.json');
  expect(names.filter((name) => name.startsWith('node_modules/'))).toEqual([]);
  expect(bytes.length).toBeLessThan(20e6);
});

it.each([
  [true, 'Delete'],
  [false, 'RetainExceptOnCreate'],
])('goes with a disposable toolchain only (%s)', (disposable, policy) => {
  seed({ disposable }).template.hasResource('AWS::CodeCommit::Repository', { DeletionPolicy: policy });
});
