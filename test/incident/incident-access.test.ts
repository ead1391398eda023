import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { allowDrafting } from '../../lib/incident/postmortem/draft-access';
import { allowRollback } from '../../lib/incident/runbook/rollback-access';
import type { HandlerFunction } from '../../lib/shared/handler-function';
import { testApp } from '../shared/synth';

const names = Array.from({ length: 20 }, (_, index) => `service-${index}`);
const settings = {
  project: 'twenty-letters-long1',
  region: 'eu-central-1',
  timeZone: 'UTC',
  environments: ['staging', 'production'].map((name) => ({
    name,
    region: 'eu-central-1',
    near: true,
    services: Object.fromEntries(names.map((service) => [service, 'canary:10%/5m'])),
  })),
};
const codeDeployed = settings.environments.flatMap(({ name: environment }) =>
  names.map((service) => ({ environment, service })),
);

/** Collects statements in place of a function with its bundle. */
function handlerIn(stack: Stack): { readonly handler: HandlerFunction; readonly policy: iam.PolicyDocument } {
  const policy = new iam.PolicyDocument({ minimize: true });
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  const handler = Object.assign(role, {
    role,
    allow: (actions: string[], resources: string[]) =>
      policy.addStatements(new iam.PolicyStatement({ actions, resources })),
  });
  return { handler: handler as unknown as HandlerFunction, policy };
}

/** IAM takes 10,240 characters for all policies in a role; the log, the queue, the topic and the bucket need some. */
const MOST = 9000;

it.each([
  [
    'that drafts postmortems',
    (handler: HandlerFunction) => {
      const pipelines = names.map((name) => `arn:aws:codepipeline:eu-central-1:111111111111:${name}`);
      allowDrafting(handler, { project: settings.project, pipelines, codeDeployed });
    },
  ],
  ['that goes back', (handler: HandlerFunction) => allowRollback(handler, settings, codeDeployed)],
])('the function %s has a policy that IAM takes, for twenty services in two environments', (_what, allow) => {
  const account = '111111111111';
  const stack = new Stack(testApp(), 'Insight', { env: { region: 'eu-central-1', account } });
  const { handler, policy } = handlerIn(stack);
  allow(handler);
  expect(JSON.stringify(stack.resolve(policy)).length).toBeLessThan(MOST);
});
