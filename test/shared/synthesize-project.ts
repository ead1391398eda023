import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import cdkJson from '../../cdk.json';
import { resolveProject } from '../../lib/config/resolve';
import type { ProjectInput } from '../../lib/config/types';
import { assemble } from '../../lib/stacks/assemble';

/**
 * Synthesizes a whole project into a directory.
 * @param validate run CloudFormation validation and cdk-nag; any finding throws
 */
export function synthesizeTo(outdir: string, input: ProjectInput, validate: boolean): void {
  const app = new App({
    outdir,
    context: cdkJson.context,
    builtinCloudFormationValidation: validate,
    analyticsReporting: false,
  });
  if (validate) Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  assemble(app, resolveProject(input));
  app.synth();
}
