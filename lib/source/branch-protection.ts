import type * as codecommit from 'aws-cdk-lib/aws-codecommit';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

export interface BranchProtectionProps {
  readonly repository: codecommit.IRepository;
  /** Branch that only pull requests may change. */
  readonly branch: string;
}

/** Calls that change a branch without a pull request. Merging a pull request is another call. */
const DIRECT_CHANGES = [
  'codecommit:CreateCommit',
  'codecommit:DeleteBranch',
  'codecommit:DeleteFile',
  'codecommit:GitPush',
  'codecommit:MergeBranchesByFastForward',
  'codecommit:MergeBranchesBySquash',
  'codecommit:MergeBranchesByThreeWay',
  'codecommit:PutFile',
];

/** Calls that lift the rules of one pull request, or of the repository. */
const RULE_CHANGES = [
  'codecommit:DeletePullRequestApprovalRule',
  'codecommit:DisassociateApprovalRuleTemplateFromRepository',
  'codecommit:OverridePullRequestApprovalRules',
  'codecommit:UpdateDefaultBranch',
  'codecommit:UpdatePullRequestApprovalRuleContent',
];

/** Calls that change the rule templates; CodeCommit knows no resource for them. */
const TEMPLATE_CHANGES = [
  'codecommit:DeleteApprovalRuleTemplate',
  'codecommit:UpdateApprovalRuleTemplateContent',
];

/**
 * A policy for the roles of developers: their changes reach the branch by pull request only. CodeCommit has no
 * protected branches; it asks IAM. Source: CodeCommit user guide, "Limit pushes and merges to branches".
 */
export class BranchProtection extends Construct {
  readonly policy: iam.ManagedPolicy;

  constructor(scope: Construct, id: string, { repository, branch }: BranchProtectionProps) {
    super(scope, id);
    this.policy = new iam.ManagedPolicy(this, 'Policy', {
      description: `Changes of ${branch} by pull request only`,
      statements: [
        deny(DIRECT_CHANGES, repository.repositoryArn, {
          StringEqualsIfExists: { 'codecommit:References': [`refs/heads/${branch}`] },
          // Git asks first without a reference; to refuse that would refuse pushes to every branch.
          Null: { 'codecommit:References': 'false' },
        }),
        deny(RULE_CHANGES, repository.repositoryArn),
        deny(TEMPLATE_CHANGES, '*'),
      ],
    });
  }
}

function deny(
  actions: readonly string[],
  resource: string,
  conditions?: Readonly<Record<string, unknown>>,
): iam.PolicyStatement {
  return new iam.PolicyStatement({
    effect: iam.Effect.DENY,
    actions: [...actions],
    resources: [resource],
    conditions,
  });
}
