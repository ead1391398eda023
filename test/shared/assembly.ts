import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { AwsSolutionsChecks } from 'cdk-nag';
import cdkJson from '../../cdk.json';
import { resolveProject } from '../../lib/config/resolve';
import type { ProjectInput } from '../../lib/config/types';
import { assemble } from '../../lib/stacks/assemble';

export interface AssemblyOptions {
  /**
   * Run CloudFormation validation and cdk-nag; any finding throws. Costs some seconds.
   * @default false
   */
  readonly validate?: boolean;
}

/** Synthesizes a whole project into a directory that goes when the tests of the file are done. */
export function synthesize(input: ProjectInput, { validate = false }: AssemblyOptions = {}): CloudAssembly {
  const outdir = mkdtempSync(join(tmpdir(), 'assembly-'));
  afterAll(() => rmSync(outdir, { recursive: true, force: true }));
  const app = new App({
    outdir,
    context: cdkJson.context,
    builtinCloudFormationValidation: validate,
    analyticsReporting: false,
  });
  if (validate) Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  assemble(app, resolveProject(input));
  return app.synth();
}

/** One resource of a template, as plain data. */
export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
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
