import { App } from 'aws-cdk-lib';
import cdkJson from '../../cdk.json';
import { resolveProject } from '../../lib/config/resolve';
import type { ProjectInput } from '../../lib/config/types';
import { assemble } from '../../lib/stacks/assemble';

/** Synthesizes a whole project into a directory, without validation. */
export function synthesizeTo(outdir: string, input: ProjectInput): void {
  const app = new App({
    outdir,
    context: cdkJson.context,
    builtinCloudFormationValidation: false,
    analyticsReporting: false,
  });
  assemble(app, resolveProject(input));
  app.synth();
}
