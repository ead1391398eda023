import { CustomResource, Duration, Stack } from 'aws-cdk-lib';
import type * as codecommit from 'aws-cdk-lib/aws-codecommit';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from '../shared/acknowledge-wildcard';
import { HandlerFunction } from '../shared/handler-function';
import { ruleContent } from './rule-template';
import type { ApprovalRuleProperties, RuleTemplate } from './rule-template';

export interface ApprovalRulesProps {
  readonly repository: codecommit.IRepository;
  /** Branch that pull requests are made for. */
  readonly branch: string;
  readonly project: string;
  /** Who approves when the check has passed. */
  readonly checkApprover: string;
  /** People who must approve beside the check. */
  readonly approvals: number;
  readonly logRetention: logs.RetentionDays;
}

/**
 * No pull request is merged without the check's approval and those of people. CloudFormation has no type for
 * approval rule templates, so a function keeps them.
 */
export class ApprovalRules extends Construct {
  constructor(scope: Construct, id: string, props: ApprovalRulesProps) {
    super(scope, id);
    const { repository } = props;
    const handler = new HandlerFunction(this, 'Keep', {
      entry: 'lib/source/keep-approval-rules.lambda.ts',
      description: 'Keeps the approval rules of the repository as the stack says',
      // IAM may take a minute until the new role works everywhere; the function asks again for so long.
      timeout: Duration.minutes(2),
      logRetention: props.logRetention,
    });
    handler.allow(
      [
        'codecommit:CreateApprovalRuleTemplate',
        'codecommit:DeleteApprovalRuleTemplate',
        'codecommit:UpdateApprovalRuleTemplateContent',
        'codecommit:UpdateApprovalRuleTemplateDescription',
      ],
      ['*'],
    );
    handler.allow(
      [
        'codecommit:AssociateApprovalRuleTemplateWithRepository',
        'codecommit:DisassociateApprovalRuleTemplateFromRepository',
      ],
      [repository.repositoryArn],
    );
    acknowledgeWildcard(handler.role, '*', 'Approval rule templates know no resource.');
    const properties: ApprovalRuleProperties = {
      repositoryName: repository.repositoryName,
      templates: this.templates(props),
    };
    const rules = new CustomResource(this, 'Rules', {
      resourceType: 'Custom::ApprovalRules',
      serviceToken: handler.function.functionArn,
      serviceTimeout: Duration.minutes(5),
      properties,
    });
    // CloudFormation may call the function as soon as it exists; its permissions come a moment later.
    rules.node.addDependency(handler);
  }

  /**
   * The second rule counts the check too, so a pull request that fulfils both has the check and the people. A pool
   * of people would need a list of them.
   */
  private templates({ project, branch, checkApprover, approvals }: ApprovalRulesProps): RuleTemplate[] {
    const stack = Stack.of(this);
    const check = {
      name: `${project}-check`,
      description: `The check of a pull request for ${branch} of ${project} has passed`,
      content: stack.toJsonString(ruleContent(branch, 1, [checkApprover])),
    };
    const people = {
      name: `${project}-people`,
      description: `The check and ${approvals} other people than the author have approved`,
      content: stack.toJsonString(ruleContent(branch, approvals + 1)),
    };
    return approvals === 0 ? [check] : [check, people];
  }
}
