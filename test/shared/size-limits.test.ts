import { Stack, Validations } from 'aws-cdk-lib';
import type { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { resolveProject } from '../../lib/config/resolve';
import type { ProjectInput, ServiceInput } from '../../lib/config/types';
import { deployedLength } from '../../lib/shared/deployed-length';
import { InlineRole } from '../../lib/shared/inline-role';
import { outgrown, SizeLimits } from '../../lib/shared/size-limits';
import { assemble } from '../../lib/stacks/assemble';
import { InsightStack } from '../../lib/stacks/insight-stack';
import { NotificationsStack } from '../../lib/stacks/notifications-stack';
import { testApp } from './synth';
import { project as twoAccounts } from './two-accounts';

const env = { region: 'ap-southeast-2', account: '111111111111' };

describe('the length of a value when it is deployed', () => {
  it.each<[string, unknown, string]>([
    ['of text', { a: ['b', 1, true], c: {} }, '{"a":["b",1,true],"c":{}}'],
    ['of nothing', [[], {}], '[[],{}]'],
    [
      'of an ARN',
      { 'Fn::Join': ['', ['arn:aws:ecs:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':x']] },
      '"arn:aws:ecs:eu-west-1:111111111111:x"',
    ],
    ['of joined words', { 'Fn::Join': [', ', ['a', 'b', 'c']] }, '"a, b, c"'],
    ['of a reference', { Ref: 'Role' }, `"${'r'.repeat(80)}"`],
    ['of an attribute', { 'Fn::GetAtt': ['Role', 'Arn'] }, `"${'r'.repeat(128)}"`],
    ['of what another stack exports', { 'Fn::ImportValue': 'x' }, `"${'r'.repeat(128)}"`],
  ])('%s', (_, value, text) => {
    expect(deployedLength(value, 'eu-west-1')).toBe(text.length);
  });
});

/** A project with so many services in each of three environments. */
function projectOf(count: number): ProjectInput {
  const services = Array.from({ length: count }, (_, index): ServiceInput => {
    const name = `a-long-name-${String(index).padStart(2, '0')}`;
    return { name, exposure: 'public', delivery: { kind: 'canary', percent: 10, intervalMinutes: 5 } };
  });
  const environments = ['staging', 'preprod', 'production'].map((name) => ({
    name,
    ...env,
    egress: { kind: 'nat-instance' } as const,
    services,
  }));
  return { project: 'a-long-project-name', toolchain: env, environments };
}

/** What has outgrown AWS in the stacks that look at all services. */
function outgrownWith(count: number): string[] {
  const app = testApp();
  const project = resolveProject(projectOf(count));
  const common = { description: 'for all services', env, project };
  const { topic, failedEvents } = new NotificationsStack(app, 'Notifications', common);
  const stack = new InsightStack(app, 'Insight', { ...common, topic, unannounced: failedEvents });
  return [topic.stack, stack].flatMap((each) => {
    const { Resources } = Template.fromStack(each).toJSON() as { Resources: Parameters<typeof outgrown>[0] };
    return outgrown(Resources, env.region).map(({ description }) => description);
  });
}

it('lets thirty services in three environments pass, as docs/limits.md says', () => {
  expect(outgrownWith(30)).toEqual([]);
});

it('finds what has outgrown AWS, before anything is deployed', () => {
  expect(outgrownWith(90)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(
        /^the permissions in the role IncidentsRunbookRollBackRole\w+ has about \d{5} characters; allowed: 10240$/,
      ),
      expect.stringMatching(/^the environment variables of the function IncidentsTrackFunction\w+ .*: 4096$/),
    ]),
  );
});

it('counts the policies beside a role as well', () => {
  const document = { Statement: [{ Action: 'a'.repeat(6000) }] };
  const resources = {
    Role: { Type: 'AWS::IAM::Role', Properties: { Policies: [{ PolicyDocument: document }] } },
    Other: { Type: 'AWS::IAM::Role', Properties: {} },
    Policy: {
      Type: 'AWS::IAM::Policy',
      Properties: { PolicyDocument: document, Roles: [{ Ref: 'Role' }] },
    },
  };
  expect(outgrown(resources).map(({ id }) => id)).toEqual(['Role']);
});

describe('synthesis', () => {
  function appWith(buckets: number): App {
    const app = testApp();
    Validations.of(app).addPlugins(new SizeLimits());
    const role = new InlineRole(new Stack(app, 'Shop', { env }), 'Role', {
      assumedBy: new iam.AccountRootPrincipal(),
    });
    const resources = Array.from({ length: buckets }, (_, index) => `arn:aws:s3:::bucket-${index}/*`);
    role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources }));
    return app;
  }

  it('refuses a role over the limit, and says what to do', () => {
    const refused = expect(() => appWith(400).synth());
    refused.toThrow(/the permissions in the role Role\w+ has about 1\d{4} characters; allowed: 10240/);
    expect(() => appWith(400).synth()).toThrow(/Suggested fix: name resources by a pattern/);
    expect(() => appWith(200).synth()).not.toThrow();
  });

  it('refuses it in every project', () => {
    const app = testApp();
    assemble(app, resolveProject(twoAccounts));
    new iam.CfnRole(new Stack(app, 'Extra', { env }), 'Role', {
      assumeRolePolicyDocument: { Statement: [] },
      policies: [{ policyName: 'All', policyDocument: { Action: 'a'.repeat(10_240) } }],
    });
    expect(() => app.synth()).toThrow(/the permissions in the role Role has about 10\d{3} characters/);
  });
});
