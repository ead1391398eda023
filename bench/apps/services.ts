import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { resolveProject } from '../../lib/config/resolve';
import { assemble } from '../../lib/stacks/assemble';
import { projectWith } from './services-project';

/** The project's own app with as many services as the first argument says, all in one environment. */
const app = new App();
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
assemble(app, resolveProject(projectWith(Number(process.argv[2]))));
