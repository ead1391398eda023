import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ReleasePreparation } from '../../lib/pipeline/release-preparation';
import type { TemplateData } from '../shared/assembly';
import { rolesOf } from '../shared/iam';
import { testApp } from '../shared/synth';
import { stubDeployments } from './release-targets';

const TOOLS = '111111111111';

/** Parameters that the functions of each stack read, by the account of the stack of each environment. */
function readBy(accounts: Readonly<Record<string, string>>): Record<string, string[][]> {
  const app = testApp();
  const stackIn = (account: string, id: string): Stack =>
    new Stack(app, id, { env: { account, region: 'us-east-1' } });
  const tools = stackIn(TOOLS, 'tools');
  const preparation = new ReleasePreparation(tools, 'Preparation', 14);
  const places = Object.entries(accounts).map(([name, account]) => {
    const place = stackIn(account, name);
    preparation.functionFor(place, {
      taskDefinitionParameterName: `/shop/${name}/catalog/task-definition`,
      deployments: stubDeployments(place, name, 'catalog'),
    });
    return place;
  });
  return Object.fromEntries(
    [tools, ...places].map((stack) => {
      const template = Template.fromStack(stack).toJSON() as Partial<TemplateData>;
      const roles = rolesOf(new Map([[stack.node.id, { Resources: {}, ...template }]]));
      const reads = roles.map(({ grants }) => grants.filter((grant) => /^(ssm|codedeploy):/.test(grant)));
      return [stack.node.id, reads];
    }),
  );
}

const read = (account: string, environment: string): string[] => {
  const group = `arn:aws:codedeploy:us-east-1:${account}:deploymentgroup:${environment}-catalog/release`;
  return [
    `codedeploy:GetDeploymentGroup on ${group}`,
    `codedeploy:ListDeployments on ${group}`,
    `ssm:GetParameter on arn:aws:ssm:us-east-1:${account}:parameter/shop/${environment}/catalog/task-definition`,
  ];
};

it('has one function for all environments in the account of the pipeline', () => {
  expect(readBy({ staging: TOOLS, production: TOOLS })).toEqual({
    tools: [[...read(TOOLS, 'production'), ...read(TOOLS, 'staging')].sort()],
    staging: [],
    production: [],
  });
});

it('has a function for each environment elsewhere, which reads in its own account', () => {
  expect(readBy({ staging: TOOLS, production: '222222222222' })).toEqual({
    tools: [read(TOOLS, 'staging')],
    staging: [],
    production: [read('222222222222', 'production')],
  });
});

it('has no function beside a pipeline that releases to other accounts only', () => {
  expect(readBy({ staging: '333333333333', production: '222222222222' })).toEqual({
    tools: [],
    staging: [read('333333333333', 'staging')],
    production: [read('222222222222', 'production')],
  });
});
