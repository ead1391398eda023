import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as sns from 'aws-cdk-lib/aws-sns';
import { resolveProject } from '../../lib/config/resolve';
import { classifyStack } from '../../lib/drift/classify';
import { compareTemplate } from '../../lib/drift/compare-template';
import type { LiveResource, ResolvedTemplate } from '../../lib/drift/compare-template';
import type { StackReport } from '../../lib/drift/drift-model';
import { DriftReader } from '../../lib/drift/drift-reader';
import { DriftWatch } from '../../lib/drift/drift-watch';
import { READS } from '../../lib/drift/read-permissions';
import { FailedEvents } from '../../lib/shared/failed-events';
import { bind, dataOf } from '../delivery/bind-strategy';
import { PRODUCTION, TOOLS, project as twoAccounts } from '../shared/two-accounts';

const TASKS = 'arn:aws:ecs:us-east-1:111122223333:task-definition/shop-sandbox-storefront';
const GROUP = 'AWS::ElasticLoadBalancingV2::TargetGroup';

type Properties = Record<string, unknown>;

/** The template of a service whose references stand for what they name; both target groups first. */
function resolved(strategy: string): ResolvedTemplate {
  const { Resources } = dataOf(bind(strategy));
  const physical = (id: string): string =>
    Resources[id]?.Type === 'AWS::ECS::TaskDefinition' ? `${TASKS}:7` : `physical-${id}`;
  const text = JSON.stringify(Resources, (_, value: unknown) => {
    const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
    if (keys.length !== 1 || !/^(?:Ref|Fn::)/.test(keys[0] ?? '')) return value;
    // What the guard answers before the first release.
    if (/Weight"\]\}$/.test(JSON.stringify(value))) return /Blue/.test(JSON.stringify(value)) ? 100 : 0;
    const { Ref } = value as { Ref?: string };
    return Ref === undefined ? JSON.stringify(value) : physical(Ref);
  });
  return { Resources: JSON.parse(text) as ResolvedTemplate['Resources'] };
}

/** What the stack looks like after `change` has been made to the text of every resource of the types. */
function reportAfter(
  { Resources }: ResolvedTemplate,
  change: (text: string, groups: readonly string[]) => string,
  types: readonly string[],
): StackReport {
  const groups = Object.keys(Resources).filter((id) => Resources[id]?.Type === GROUP);
  const live = new Map(
    Object.entries(Resources).map(([id, { Type, Properties = {} }]): [string, LiveResource] => {
      const text = JSON.stringify(Properties);
      const now = types.includes(Type)
        ? change(
            text,
            groups.map((group) => `physical-${group}`),
          )
        : text;
      return [id, { physicalId: `physical-${id}`, properties: JSON.parse(now) as Properties }];
    }),
  );
  return classifyStack(compareTemplate({ stack: 's', project: 'shop', template: { Resources }, live }));
}

/** What a release does: the other group, all of the traffic, the next revision. */
function release(text: string, [blue = '', green = '']: readonly string[]): string {
  const swapped = text.replaceAll(blue, 'other').replaceAll(green, blue).replaceAll('other', green);
  return swapped.replaceAll(`${TASKS}:7`, `${TASKS}:8`);
}

const TRAFFIC = ['AWS::ElasticLoadBalancingV2::Listener', 'AWS::ElasticLoadBalancingV2::ListenerRule'];

describe.each([
  ['canary:10%/5m', ['AWS::ECS::Service', 'AWS::ElasticLoadBalancingV2::Listener']],
  ['ecs/canary:10%/5m', ['AWS::ECS::Service', 'AWS::ElasticLoadBalancingV2::ListenerRule']],
])('a service that is released by %s', (strategy, moved) => {
  const template = resolved(strategy);

  it('has drifted by design after a release, and in nothing else', () => {
    // ECS itself leaves the mapping of the service as it is, and moves the rule.
    const types = strategy.startsWith('ecs') ? TRAFFIC : [...TRAFFIC, 'AWS::ECS::Service'];
    const { counts, findings } = reportAfter(template, release, types);
    expect(counts).toMatchObject({ drifted: 0, unchecked: 0 });
    const drifted = new Set(findings.filter(({ outcome }) => outcome === 'allowed').map(({ type }) => type));
    expect([...drifted]).toEqual(expect.arrayContaining(moved.filter((type) => types.includes(type))));
  });

  it('has drifted by hand when its traffic goes elsewhere', () => {
    const elsewhere = (text: string, [blue = '']: readonly string[]): string =>
      text.replaceAll(blue, 'elsewhere');
    const { counts } = reportAfter(template, elsewhere, TRAFFIC);
    expect(counts.drifted).toBeGreaterThan(0);
    expect(counts.allowed).toBe(0);
  });
});

it('reads and changes nothing', () => {
  const reading = /^[\w-]+:(?:BatchGet|Describe|Get|List)[A-Z]\w*$/;
  expect(READS.filter((action) => !reading.test(action))).toEqual([]);
});

describe('the watch', () => {
  const app = new App({ analyticsReporting: false });
  const stack = new Stack(app, 'Insight', { env: { account: TOOLS, region: 'eu-central-1' } });
  const topic = new sns.Topic(stack, 'Topic');
  const failedEvents = new FailedEvents(stack, 'FailedEvents');
  new DriftWatch(stack, 'Drift', { project: resolveProject(twoAccounts), topic, failedEvents });
  const other = new Stack(app, 'Platform', { env: { account: PRODUCTION, region: 'eu-central-1' } });
  new DriftReader(other, 'DriftReader', {
    project: 'shop',
    environment: 'production',
    toolchainAccount: TOOLS,
  });
  const watch = Template.fromStack(stack);
  const reader = Template.fromStack(other);

  /** A role whose permissions have this statement among them. */
  const allows = (statement: unknown): object => ({
    Policies: [Match.objectLike({ PolicyDocument: { Statement: Match.arrayWith([statement]) } })],
  });

  it('looks once a day, as long as a function may', () => {
    watch.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'cron(17 5 * * ? *)' });
    watch.hasResourceProperties('AWS::Lambda::Function', { Timeout: 900 });
  });

  it.each([
    ['watch', watch],
    ['reader', reader],
  ])('lets the %s read through CloudFormation only', (_, template) => {
    template.hasResourceProperties(
      'AWS::IAM::Role',
      allows({
        Effect: 'Allow',
        Action: [...READS],
        Resource: '*',
        Condition: { 'ForAnyValue:StringEquals': { 'aws:CalledVia': ['cloudformation.amazonaws.com'] } },
      }),
    );
    const detect = { Action: Match.arrayWith(['cloudformation:DetectStackDrift']) };
    template.hasResourceProperties('AWS::IAM::Role', allows(Match.objectLike(detect)));
  });

  it('keeps the policy within what IAM takes for one role', () => {
    const roles = Object.values(watch.findResources('AWS::IAM::Role')) as {
      Properties: { Policies?: unknown };
    }[];
    const sizes = roles.map(({ Properties }) => JSON.stringify(Properties.Policies ?? []).length);
    expect(Math.max(...sizes)).toBeGreaterThan(1000);
    expect(Math.max(...sizes)).toBeLessThan(10_240);
  });

  it('is known by name to the account that it reads, and to nobody else there', () => {
    watch.hasResourceProperties('AWS::IAM::Role', { RoleName: 'shop-drift-watch' });
    reader.hasResourceProperties('AWS::IAM::Role', {
      RoleName: 'shop-production-drift-reader',
      AssumeRolePolicyDocument: {
        Statement: [
          Match.objectLike({
            Condition: { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${TOOLS}:role/shop-drift-watch` } },
          }),
        ],
      },
    });
    watch.hasResourceProperties(
      'AWS::IAM::Role',
      allows({
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Resource: `arn:aws:iam::${PRODUCTION}:role/shop-production-drift-reader`,
      }),
    );
  });

  it('has one alarm: red after a look that found something, without data when none was complete, six hours late or not', () => {
    watch.resourceCountIs('AWS::CloudWatch::Alarm', 1);
    watch.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'shop-drift',
      MetricName: 'DriftedResources',
      Namespace: 'DevOpsOnAws/Drift',
      Dimensions: [{ Name: 'Project', Value: 'shop' }],
      Period: 3600,
      EvaluationPeriods: 24 + 6,
      DatapointsToAlarm: 1,
      TreatMissingData: 'missing',
      AlarmDescription: Match.stringLikeRegexp('docs/runbooks/drift.md$'),
    });
  });
});
