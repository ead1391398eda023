import {
  ApprovalRuleTemplateDoesNotExistException,
  ApprovalRuleTemplateNameAlreadyExistsException,
  AssociateApprovalRuleTemplateWithRepositoryCommand,
  CreateApprovalRuleTemplateCommand,
  DeleteApprovalRuleTemplateCommand,
  DisassociateApprovalRuleTemplateFromRepositoryCommand,
  RepositoryDoesNotExistException,
  UpdateApprovalRuleTemplateContentCommand,
  UpdateApprovalRuleTemplateDescriptionCommand,
} from '@aws-sdk/client-codecommit';
import type { CodeCommitClient } from '@aws-sdk/client-codecommit';
import type { ApprovalRuleProperties, RuleTemplate } from './rule-template';

/** What CloudFormation asks for. */
export interface RulesRequest {
  readonly type: 'Create' | 'Update' | 'Delete';
  readonly properties: ApprovalRuleProperties;
  /** Before an update. */
  readonly before?: ApprovalRuleProperties;
}

/** Makes the templates, changes them, or takes them away; whatever is as it should be already stays so. */
export async function keepApprovalRules(client: CodeCommitClient, request: RulesRequest): Promise<void> {
  const { type, properties, before } = request;
  if (type === 'Delete') return removeAll(client, properties, []);
  for (const template of properties.templates) {
    await write(client, template);
    await client.send(
      new AssociateApprovalRuleTemplateWithRepositoryCommand({
        approvalRuleTemplateName: template.name,
        repositoryName: properties.repositoryName,
      }),
    );
  }
  if (before) await removeAll(client, before, properties.templates);
}

async function write(client: CodeCommitClient, { name, description, content }: RuleTemplate): Promise<void> {
  try {
    await client.send(
      new CreateApprovalRuleTemplateCommand({
        approvalRuleTemplateName: name,
        approvalRuleTemplateDescription: description,
        approvalRuleTemplateContent: content,
      }),
    );
  } catch (error) {
    if (!(error instanceof ApprovalRuleTemplateNameAlreadyExistsException)) throw error;
    await client.send(
      new UpdateApprovalRuleTemplateContentCommand({
        approvalRuleTemplateName: name,
        newRuleContent: content,
      }),
    );
    await client.send(
      new UpdateApprovalRuleTemplateDescriptionCommand({
        approvalRuleTemplateName: name,
        approvalRuleTemplateDescription: description,
      }),
    );
  }
}

async function removeAll(
  client: CodeCommitClient,
  { repositoryName, templates }: ApprovalRuleProperties,
  kept: readonly RuleTemplate[],
): Promise<void> {
  const gone = templates.filter(({ name }) => !kept.some((other) => other.name === name));
  for (const { name: approvalRuleTemplateName } of gone) {
    const association = { approvalRuleTemplateName, repositoryName };
    await unlessGone(() =>
      client.send(new DisassociateApprovalRuleTemplateFromRepositoryCommand(association)),
    );
    await unlessGone(() => client.send(new DeleteApprovalRuleTemplateCommand({ approvalRuleTemplateName })));
  }
}

async function unlessGone(send: () => Promise<unknown>): Promise<void> {
  try {
    await send();
  } catch (error) {
    const gone =
      error instanceof ApprovalRuleTemplateDoesNotExistException ||
      error instanceof RepositoryDoesNotExistException;
    if (!gone) throw error;
  }
}
