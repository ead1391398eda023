import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { plainText } from '../app/shared/plain-text';
import { InputError } from '../lib/shared/input-error';
import { assemble } from '../lib/stacks/assemble';
import { configuredProject } from './configured-project';

try {
  const project = configuredProject(process.env);
  const app = new App();
  // The CDK's own switch for its validation turns ours off too: a rehearsal needs the templates, not the report.
  if (process.env.CDK_VALIDATION !== 'false') Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  assemble(app, project);
} catch (error) {
  if (!(error instanceof InputError)) throw error;
  process.stderr.write(`${plainText(error.message)}\n`);
  process.exitCode = 2;
}
