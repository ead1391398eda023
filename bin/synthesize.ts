import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { plainText } from '../app/shared/plain-text';
import { InputError } from '../lib/shared/input-error';
import { RememberedValidation } from '../lib/shared/remembered-validation';
import { assemble } from '../lib/stacks/assemble';
import { configuredProject } from './configured-project';

/** Makes the stacks of the configured project, or says what is wrong with the configuration and sets status 2. */
export function synthesize(): void {
  try {
    const project = configuredProject(process.env);
    const app = new App();
    // The CDK's own switch for its validation turns ours off too: a rehearsal needs the templates, not the report.
    if (process.env.CDK_VALIDATION !== 'false') {
      Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new RememberedValidation());
    }
    assemble(app, project);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    process.stderr.write(`${plainText(error.message)}\n`);
    process.exitCode = 2;
  }
}
