import type * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

export interface BranchProtectionProps {
  readonly repository: codecommit.IRepository;
  /** Branch that only pull requests may change. */
  readonly branch: string;
}

/** Reading, as AWS's own policy for readers has it. */
const READS = [
  'codecommit:BatchDescribe*',
  'codecommit:BatchGet*',
  'codecommit:Describe*',
  'codecommit:EvaluatePullRequestApprovalRules',
  'codecommit:Get*',
  'codecommit:GitPull',
  'codecommit:List*',
];

/** Work on pull requests. None of it lifts a rule: CodeCommit merges only what fulfils all of them. */
const PULL_REQUESTS = [
  'codecommit:CreatePullRequest',
  'codecommit:CreatePullRequestApprovalRule',
  'codecommit:CreateUnreferencedMergeCommit',
  'codecommit:DeleteCommentContent',
  'codecommit:MergePullRequestByFastForward',
  'codecommit:MergePullRequestBySquash',
  'codecommit:MergePullRequestByThreeWay',
  'codecommit:PostCommentForComparedCommit',
  'codecommit:PostCommentForPullRequest',
  'codecommit:PostCommentReply',
  'codecommit:PutCommentReaction',
  'codecommit:UpdateComment',
  'codecommit:UpdatePullRequestApprovalState',
  'codecommit:UpdatePullRequestDescription',
  'codecommit:UpdatePullRequestStatus',
  'codecommit:UpdatePullRequestTitle',
];

/** Calls that change a branch without a pull request. */
const BRANCH_CHANGES = [
  'codecommit:CreateBranch',
  'codecommit:CreateCommit',
  'codecommit:DeleteBranch',
  'codecommit:DeleteFile',
  'codecommit:MergeBranchesByFastForward',
  'codecommit:MergeBranchesBySquash',
  'codecommit:MergeBranchesByThreeWay',
  'codecommit:PutFile',
];

const PUSH = 'codecommit:GitPush';

/** Calls that change rule templates, which are no part of a repository: a denial on its ARN would never match. */
const TEMPLATE_CHANGES = [
  'codecommit:AssociateApprovalRuleTemplateWithRepository',
  'codecommit:BatchAssociateApprovalRuleTemplateWithRepositories',
  'codecommit:BatchDisassociateApprovalRuleTemplateFromRepositories',
  'codecommit:CreateApprovalRuleTemplate',
  'codecommit:DeleteApprovalRuleTemplate',
  'codecommit:DisassociateApprovalRuleTemplateFromRepository',
  'codecommit:UpdateApprovalRuleTemplateContent',
  'codecommit:UpdateApprovalRuleTemplateDescription',
  'codecommit:UpdateApprovalRuleTemplateName',
];

/**
 * A policy for the roles of developers: their changes reach the branch by pull request only. CodeCommit has no
 * protected branches; it asks IAM. The policy names what developers need and denies everything else on the repository,
 * so that a call which AWS adds later is denied too. To rename the repository is among it: under another name it would
 * be one that no denial knows. Source: CodeCommit user guide, "Limit pushes and merges to branches".
 */
export class BranchProtection extends Construct {
  readonly policy: iam.ManagedPolicy;

  constructor(scope: Construct, id: string, { repository, branch }: BranchProtectionProps) {
    super(scope, id);
    const resources = [repository.repositoryArn];
    // A call that names no branch may mean this one.
    const onBranch = { StringEqualsIfExists: { 'codecommit:References': [`refs/heads/${branch}`] } };
    this.policy = new iam.ManagedPolicy(this, 'Policy', {
      description: `Changes of ${branch} by pull request only`,
      statements: [
        deny({ notActions: [...READS, ...PULL_REQUESTS, ...BRANCH_CHANGES, PUSH], resources }),
        deny({ actions: BRANCH_CHANGES, resources, conditions: onBranch }),
        deny({
          actions: [PUSH],
          resources,
          // Git asks first without a reference; to refuse that would refuse pushes to every branch.
          conditions: { ...onBranch, Null: { 'codecommit:References': 'false' } },
        }),
        deny({ actions: TEMPLATE_CHANGES, resources: ['*'] }),
      ],
    });
  }
}

function deny(statement: iam.PolicyStatementProps): iam.PolicyStatement {
  return new iam.PolicyStatement({ effect: iam.Effect.DENY, ...statement });
}
