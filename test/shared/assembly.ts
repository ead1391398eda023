import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import cdkJson from '../../cdk.json';
import type { ProjectInput } from '../../lib/config/types';
import { KeptDirectory } from '../../lib/shared/kept-directory';
import type * as synthesis from './synthesize-project';

const ROOT = resolve(__dirname, '..', '..');

/** What decides what the templates say. Of the rest of the project they hold hashes only. */
const SOURCES = ['lib', 'app', 'bin'];
const FILES = ['cdk.json', 'package-lock.json', 'tsconfig.json', 'buildspec.yml', 'appspec.yml'];

/**
 * Synthesizes the project of a file with the command of `cdk.json`, so with validation and cdk-nag; any finding throws.
 * @param file path from the directory of the project, like `bin/environments.ts`
 */
export function synthesizeAsCommand(file: string): CloudAssembly {
  const outdir = mkdtempSync(join(tmpdir(), 'assembly-'));
  afterAll(() => rmSync(outdir, { recursive: true, force: true }));
  const [command = '', ...args] = cdkJson.app.split(' ');
  const context = JSON.stringify(cdkJson.context);
  const env = { ...process.env, PROJECT_FILE: file, CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: context };
  execFileSync(command, args, { cwd: ROOT, env, stdio: 'pipe' });
  return new CloudAssembly(outdir);
}

/** Synthesizes a whole project without validation, and keeps the assembly until a source changes. */
export function synthesize(input: ProjectInput): CloudAssembly {
  const kept = new KeptDirectory(join(ROOT, 'node_modules', '.cache', 'assemblies'), stateOf(input));
  return new CloudAssembly(kept.filledBy((draft) => synthesizeTo(draft, input)));
}

/** Loads the CDK only when there is something to synthesize. */
function synthesizeTo(outdir: string, input: ProjectInput): void {
  jest.requireActual<typeof synthesis>('./synthesize-project').synthesizeTo(outdir, input);
}

function stateOf(input: ProjectInput): string {
  const hash = createHash('sha256').update(JSON.stringify(input)).update(readFileSync(__filename));
  const sources = SOURCES.flatMap((directory) =>
    readdirSync(join(ROOT, directory), { recursive: true, encoding: 'utf8' })
      .map((file) => join(ROOT, directory, file))
      .filter((file) => statSync(file).isFile()),
  );
  for (const file of [...FILES.map((name) => join(ROOT, name)), ...sources.sort()]) {
    hash.update(file).update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 32);
}

/** One resource of a template, as plain data. */
export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly DependsOn?: string | readonly string[];
}

/** A template, as plain data. */
export interface TemplateData {
  readonly Resources: Readonly<Record<string, Resource>>;
}

/** The templates of an assembly by construct id, in deployment order. */
export function templatesOf(assembly: CloudAssembly): ReadonlyMap<string, TemplateData> {
  return new Map(assembly.stacks.map((stack) => [stack.id, stack.template as TemplateData]));
}

/** The template with asset hashes replaced, so that an edit of a handler does not show as a change of the stack. */
export function withoutHashes(template: TemplateData): unknown {
  return JSON.parse(JSON.stringify(template).replaceAll(/[0-9a-f]{64}/g, '<hash>'));
}
