import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { project as sandbox } from '../../bin/environments';
import { project as stagingProduction } from '../../bin/staging-production';
import { synthesize, templatesOf } from '../shared/assembly';

/**
 * Hours after which CodePipeline ends an action by itself.
 * Source: AWS CodePipeline user guide, "Quotas in AWS CodePipeline".
 */
const LIMITS: Readonly<Record<string, number>> = {
  'Source CodeCommit': 1,
  'Source CodeStarSourceConnection': 1,
  'Build CodeBuild': 36,
  'Invoke Lambda': 24,
  'Approval Manual': 24 * 60,
  'Deploy CodeDeployToECS': 24 * 5,
  'Deploy ECS': 1,
};

interface Action {
  readonly Name: string;
  readonly ActionTypeId: { readonly Category: string; readonly Provider: string };
  readonly TimeoutInMinutes?: number;
}

interface Rule {
  readonly Name: string;
  readonly RuleTypeId: { readonly Provider: string };
  readonly Configuration: Readonly<Record<string, string>>;
}

interface Stage {
  readonly Name: string;
  readonly Actions: readonly Action[];
  readonly BeforeEntry?: { readonly Conditions: readonly { readonly Rules?: readonly Rule[] }[] };
}

const resources = [sandbox, stagingProduction].flatMap((project) =>
  [...templatesOf(synthesize(project)).values()].flatMap((template) => Object.values(template.Resources)),
);
const ofType = (type: string) => resources.filter(({ Type }) => Type === type);
const stages = ofType('AWS::CodePipeline::Pipeline').flatMap(
  ({ Properties }) => Properties?.Stages as readonly Stage[],
);
const actions = stages.flatMap(({ Actions }) => Actions);
const kindOf = ({ ActionTypeId: { Category, Provider } }: Action): string => `${Category} ${Provider}`;

it('has only actions that CodePipeline ends by itself', () => {
  expect(actions.length).toBeGreaterThan(20);
  expect([...new Set(actions.map(kindOf))].filter((kind) => !(kind in LIMITS))).toEqual([]);
});

it('gives up an approval that nobody gives, long before CodePipeline would', () => {
  const approvals = actions.filter((action) => kindOf(action) === 'Approval Manual');
  expect(approvals.length).toBeGreaterThan(0);
  expect([...new Set(approvals.map(({ TimeoutInMinutes }) => TimeoutInMinutes))]).toEqual([3 * 24 * 60]);
});

it('ends every build that waits or works for too long', () => {
  const projects = ofType('AWS::CodeBuild::Project');
  expect(projects.length).toBeGreaterThan(0);
  for (const { Properties } of projects) {
    expect(Properties?.TimeoutInMinutes).toBeLessThanOrEqual(60);
    expect(Properties?.QueuedTimeoutInMinutes).toBeLessThanOrEqual(60);
  }
});

it('waits for a red alarm before a stage for some minutes only', () => {
  const rules = stages
    .flatMap(({ BeforeEntry }) => BeforeEntry?.Conditions ?? [])
    .flatMap(({ Rules = [] }) => Rules);
  const alarms = rules.filter(({ RuleTypeId }) => RuleTypeId.Provider === 'CloudWatchAlarm');
  expect(alarms.length).toBeGreaterThan(0);
  for (const { Configuration } of alarms) expect(Configuration.WaitTime).toBe('10');
});

it.each([
  ['_Build_', 'TimeoutInMinutes'],
  ['_Build_', 'QueuedTimeoutInMinutes'],
])('says on its page after how many minutes %s ends (%s)', (what, property) => {
  const page = readFileSync(resolve(__dirname, '../../docs/promotion.md'), 'utf8');
  const row = page.split('\n').find((line) => line.startsWith(`| ${what} `)) ?? '';
  const pipelines = ofType('AWS::CodeBuild::Project').filter(
    ({ Properties }) => (Properties?.Source as { Type?: string }).Type === 'CODEPIPELINE',
  );
  const minutes = [...new Set(pipelines.map(({ Properties }) => Properties?.[property]))];
  expect(minutes).toHaveLength(1);
  expect(row).toMatch(new RegExp(`\\b${String(minutes[0])}\\b`));
});
