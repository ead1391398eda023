/** One approval rule that every new pull request gets. */
export interface RuleTemplate {
  /** Unique in the account and region. */
  readonly name: string;
  readonly description: string;
  /** JSON document of the rule. */
  readonly content: string;
}

/** What the function behind the approval rules is given by CloudFormation. */
export interface ApprovalRuleProperties {
  readonly repositoryName: string;
  readonly templates: readonly RuleTemplate[];
}

/**
 * The document of a rule for pull requests to `branch`. Source: CodeCommit API reference, "CreateApprovalRuleTemplate".
 * @param needed number of approvals
 * @param pool who may give them; anybody but the author when left out
 */
export function ruleContent(branch: string, needed: number, pool?: readonly string[]): object {
  return {
    Version: '2018-11-08',
    DestinationReferences: [`refs/heads/${branch}`],
    Statements: [
      {
        Type: 'Approvers',
        NumberOfApprovalsNeeded: needed,
        ...(pool && { ApprovalPoolMembers: pool }),
      },
    ],
  };
}
