import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import cdkJson from '../../cdk.json';
import type { Project } from '../../lib/config/schema';
import { assemble } from '../../lib/stacks/assemble';
import type { StackTemplate } from './template';

/** The synthesized templates of a project, in the order of deployment; nothing is left on disk. */
export function templatesOf(project: Project): StackTemplate[] {
  const outdir = mkdtempSync(join(tmpdir(), 'cost-'));
  try {
    const app = new App({
      outdir,
      context: cdkJson.context,
      builtinCloudFormationValidation: false,
      analyticsReporting: false,
    });
    assemble(app, project);
    return app.synth().stacks.map((stack) => {
      const { Resources } = stack.template as { Resources?: StackTemplate['resources'] };
      return { stack: stack.hierarchicalId, resources: Resources ?? {} };
    });
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
