import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import cdkJson from '../../cdk.json';
import type { ProjectInput } from '../../lib/config/types';
import type * as synthesis from './synthesize-project';

const ROOT = resolve(__dirname, '..', '..');

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

/** Synthesizes a whole project without validation, once for all test files of a run. */
export function synthesize(input: ProjectInput): CloudAssembly {
  const name = createHash('sha256').update(JSON.stringify(input)).digest('hex').slice(0, 32);
  const outdir = join(tmpdir(), `assembly-${name}`);
  if (!existsSync(outdir)) {
    const draft = `${outdir}.${process.pid}`;
    // Loads the CDK only when there is something to synthesize.
    jest.requireActual<typeof synthesis>('./synthesize-project').synthesizeTo(draft, input);
    // Another worker may have been faster with the same.
    if (!existsSync(outdir)) renameSync(draft, outdir);
  }
  return new CloudAssembly(outdir);
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
