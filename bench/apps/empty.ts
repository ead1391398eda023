import { App, Stack, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';

/** The floor: one stack with nothing in it, under the same flags and checks as the project's own app. */
const app = new App();
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
new Stack(app, 'Empty', { env: { region: 'us-east-1' } });
