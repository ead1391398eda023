import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';

const ROOT = resolve(__dirname, '..', '..');
const SOURCE = ['bin', 'lib', 'app', 'rehearsal', 'scripts', 'bench'];

function filesBelow(folder: string): string[] {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => join(folder, file))
    .sort();
}

interface FunctionSize {
  readonly where: string;
  readonly kind: 'constructor' | 'handler' | 'function';
  readonly lines: number;
}

function functionsOf(file: string): FunctionSize[] {
  const source = ts.createSourceFile(
    file,
    readFileSync(join(ROOT, file), 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const found: FunctionSize[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body !== undefined) {
      const first = source.getLineAndCharacterOfPosition(node.getStart(source)).line;
      const last = source.getLineAndCharacterOfPosition(node.getEnd()).line;
      const name = nameOf(node);
      const isHandler = file.endsWith('.lambda.ts') && name === 'handler';
      const kind = ts.isConstructorDeclaration(node) ? 'constructor' : isHandler ? 'handler' : 'function';
      found.push({ where: `${file}:${first + 1} ${name}`, kind, lines: last - first + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function nameOf(node: ts.SignatureDeclaration): string {
  if (node.name) return node.name.getText();
  if (ts.isVariableDeclaration(node.parent)) return node.parent.name.getText();
  return ts.isConstructorDeclaration(node) ? 'constructor' : 'anonymous';
}

const sources = SOURCE.flatMap(filesBelow);
const functions = sources.flatMap(functionsOf);
const tests = filesBelow('test');

it('finds the sources', () => {
  expect(sources.length).toBeGreaterThan(20);
  expect(functions.length).toBeGreaterThan(100);
});

it.each([
  ['constructor', 60],
  ['handler', 25],
  ['function', 40],
])('keeps every %s within %i lines', (kind, limit) => {
  const long = functions.filter((candidate) => candidate.kind === kind && candidate.lines > limit);
  expect(long.map(({ where, lines: count }) => `${where}: ${count} lines`)).toEqual([]);
});

it('has no barrels, no leftovers and no switched-off rules', () => {
  const banned = /\bTODO\b|\bFIXME\b|\bXXX\b|@ts-(ignore|expect-error|nocheck)|eslint-disable/;
  const inSources = sources.filter((file) => banned.test(readFileSync(join(ROOT, file), 'utf8')));
  const barrels = sources.filter((file) => file.endsWith('/index.ts'));
  expect([...inSources, ...barrels]).toEqual([]);
});

it('runs every test: none skipped, none alone', () => {
  const held = /\b(?:it|test|describe)\.(?:only|skip|todo)\b|\bx(?:it|describe)\(/;
  const self = join('test', 'contracts', 'style.test.ts');
  const found = tests.filter((file) => file !== self && held.test(readFileSync(join(ROOT, file), 'utf8')));
  expect(found).toEqual([]);
});

it('keeps AWS out of what decides: pure cores import no AWS module', () => {
  const pure = [
    'lib/delivery/plan.ts',
    'lib/delivery/smoke.ts',
    'lib/pipeline/release-documents.ts',
    'lib/shared/names.ts',
    'lib/config/rules.ts',
    'lib/config/resolve.ts',
    'lib/ops/release-history.ts',
    'lib/ops/rollback/route.ts',
    'lib/ops/versions.ts',
    'lib/ops/watch/stage-verdict.ts',
    'lib/source/check-result.ts',
    'lib/source/push.ts',
    'lib/source/release-paths.ts',
    'lib/source/rule-template.ts',
  ];
  const impure = pure.filter((file) =>
    /from 'aws-cdk-lib|from '@aws-sdk/.test(readFileSync(join(ROOT, file), 'utf8')),
  );
  expect(impure).toEqual([]);
});

it('keeps the rehearsal away from the constructs', () => {
  // What a person types for a strategy is read in one place, what functions write is named in one place, and drift is
  // compared in one place; everything else comes from the assembly.
  const shared = new Set([
    'lib/delivery/strategy-text',
    'lib/dora/delivery-metrics',
    'lib/drift/compare-template',
    'lib/drift/drift-model',
    'lib/drift/drift-settings',
  ]);
  const leaks = filesBelow('rehearsal').flatMap((file) =>
    [...readFileSync(join(ROOT, file), 'utf8').matchAll(/from '(?:\.\.\/)+((?:lib|bin)\/[^']+)'/g)]
      .map(([, imported]) => imported)
      .filter((imported) => !shared.has(imported ?? ''))
      .map((imported) => `${file}: ${imported}`),
  );
  expect(leaks).toEqual([]);
});
