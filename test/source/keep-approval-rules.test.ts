import {
  ApprovalRuleTemplateDoesNotExistException,
  ApprovalRuleTemplateNameAlreadyExistsException,
  AssociateApprovalRuleTemplateWithRepositoryCommand,
  CodeCommitClient,
  CreateApprovalRuleTemplateCommand,
  DeleteApprovalRuleTemplateCommand,
  DisassociateApprovalRuleTemplateFromRepositoryCommand,
  RepositoryDoesNotExistException,
  UpdateApprovalRuleTemplateContentCommand,
  UpdateApprovalRuleTemplateDescriptionCommand,
} from '@aws-sdk/client-codecommit';
import { mockClient } from 'aws-sdk-client-mock';
import { handler } from '../../lib/source/keep-approval-rules.lambda';
import { ruleContent } from '../../lib/source/rule-template';
import { recordLog, timeLeft } from '../delivery/handler-run';
import { startStackListener } from '../delivery/live-traffic/stack-listener';
import type { StackListener } from '../delivery/live-traffic/stack-listener';

jest.mock('node:timers/promises', () => ({ setTimeout: () => Promise.resolve() }));

process.env.AWS_REGION = 'us-east-1';

const check = { name: 'shop-check', description: 'The check', content: '{"check":1}' };
const people = { name: 'shop-people', description: 'People', content: '{"people":2}' };

const codeCommit = mockClient(CodeCommitClient);
let stack: StackListener;

beforeAll(async () => {
  stack = await startStackListener();
  recordLog();
});
afterAll(() => stack.close());
beforeEach(() => codeCommit.reset());

interface Ask {
  readonly templates?: readonly (typeof check)[];
  readonly before?: readonly (typeof check)[];
  /** How long the function may run. */
  readonly milliseconds?: number;
}

/** Calls the handler as CloudFormation does; gives the calls to CodeCommit in their order, and the answer. */
async function ask(
  type: 'Create' | 'Update' | 'Delete',
  { templates = [check, people], before, milliseconds = 60_000 }: Ask = {},
) {
  const properties = (list: readonly (typeof check)[]) => ({
    ServiceToken: 'arn:aws:lambda:us-east-1:111122223333:function:keep',
    repositoryName: 'shop',
    templates: list,
  });
  const event = {
    RequestType: type,
    ServiceToken: 'arn:aws:lambda:us-east-1:111122223333:function:keep',
    ResponseURL: stack.url,
    StackId: 'arn:aws:cloudformation:us-east-1:111122223333:stack/shop-source/1',
    RequestId: 'request-1',
    LogicalResourceId: 'ApprovalsRules',
    ResourceType: 'Custom::ApprovalRules',
    PhysicalResourceId: 'ApprovalsRules',
    ResourceProperties: properties(templates),
    OldResourceProperties: properties(before ?? []),
  } as const;
  await handler(event, timeLeft(milliseconds));
  const calls = codeCommit.calls().map(({ args: [command] }) => {
    const { approvalRuleTemplateName } = command.input as { approvalRuleTemplateName: string };
    const verb = /^(Create|Update|Associate|Disassociate|Delete)/.exec(command.constructor.name)?.[1];
    return `${verb} ${approvalRuleTemplateName}`;
  });
  const answers = stack.received();
  return { calls, answers: answers.length, answer: answers.at(-1)?.body };
}

it('makes the templates and puts them on the repository', async () => {
  const { calls, answer } = await ask('Create');
  expect(calls).toEqual([
    'Create shop-check',
    'Associate shop-check',
    'Create shop-people',
    'Associate shop-people',
  ]);
  expect(codeCommit.commandCalls(CreateApprovalRuleTemplateCommand)[0]?.args[0].input).toEqual({
    approvalRuleTemplateName: 'shop-check',
    approvalRuleTemplateDescription: 'The check',
    approvalRuleTemplateContent: '{"check":1}',
  });
  expect(
    codeCommit.commandCalls(AssociateApprovalRuleTemplateWithRepositoryCommand)[0]?.args[0].input,
  ).toEqual({
    approvalRuleTemplateName: 'shop-check',
    repositoryName: 'shop',
  });
  expect(answer).toMatchObject({ Status: 'SUCCESS', RequestId: 'request-1' });
});

it('rewrites a template that is there already', async () => {
  codeCommit
    .on(CreateApprovalRuleTemplateCommand)
    .rejects(new ApprovalRuleTemplateNameAlreadyExistsException({ message: 'exists', $metadata: {} }));
  const { calls, answer } = await ask('Update', { templates: [check], before: [check] });
  expect(calls).toEqual([
    'Create shop-check',
    'Update shop-check',
    'Update shop-check',
    'Associate shop-check',
  ]);
  expect(codeCommit.commandCalls(UpdateApprovalRuleTemplateContentCommand)[0]?.args[0].input).toEqual({
    approvalRuleTemplateName: 'shop-check',
    newRuleContent: '{"check":1}',
  });
  expect(codeCommit.commandCalls(UpdateApprovalRuleTemplateDescriptionCommand)[0]?.args[0].input).toEqual({
    approvalRuleTemplateName: 'shop-check',
    approvalRuleTemplateDescription: 'The check',
  });
  expect(answer).toMatchObject({ Status: 'SUCCESS' });
});

it('takes a template away that an update leaves out, after the others are in place', async () => {
  const { calls } = await ask('Update', { templates: [check], before: [check, people] });
  expect(calls).toEqual([
    'Create shop-check',
    'Associate shop-check',
    'Disassociate shop-people',
    'Delete shop-people',
  ]);
});

it('takes everything away with the stack', async () => {
  const { calls, answer } = await ask('Delete');
  expect(calls).toEqual([
    'Disassociate shop-check',
    'Delete shop-check',
    'Disassociate shop-people',
    'Delete shop-people',
  ]);
  expect(answer).toMatchObject({ Status: 'SUCCESS' });
});

it.each([
  ['the template', new ApprovalRuleTemplateDoesNotExistException({ message: 'gone', $metadata: {} })],
  ['the repository', new RepositoryDoesNotExistException({ message: 'gone', $metadata: {} })],
])('goes on when %s is gone already', async (_, error) => {
  codeCommit.on(DisassociateApprovalRuleTemplateFromRepositoryCommand).rejects(error);
  codeCommit.on(DeleteApprovalRuleTemplateCommand).rejects(error);
  const { calls, answer } = await ask('Delete', { templates: [check] });
  expect(calls).toEqual(['Disassociate shop-check', 'Delete shop-check']);
  expect(answer).toMatchObject({ Status: 'SUCCESS' });
});

it.each([
  ['Create', CreateApprovalRuleTemplateCommand],
  ['Delete', DisassociateApprovalRuleTemplateFromRepositoryCommand],
  ['Delete', DeleteApprovalRuleTemplateCommand],
] as const)('tells CloudFormation why %s failed', async (type, command) => {
  codeCommit.on(command as typeof CreateApprovalRuleTemplateCommand).rejects(new Error('no permission'));
  const { answer } = await ask(type);
  expect(answer).toMatchObject({ Status: 'FAILED', Reason: 'no permission' });
});

describe('a new role that IAM does not know everywhere yet', () => {
  const refused = Object.assign(new Error('not authorized'), { name: 'AccessDeniedException' });

  it.each([
    ['Create', CreateApprovalRuleTemplateCommand],
    ['Create', AssociateApprovalRuleTemplateWithRepositoryCommand],
    ['Delete', DisassociateApprovalRuleTemplateFromRepositoryCommand],
  ] as const)('is waited for: %s', async (type, command) => {
    codeCommit
      .on(command as typeof CreateApprovalRuleTemplateCommand)
      .rejectsOnce(refused)
      .rejectsOnce(refused)
      .resolves({});
    const { answer, answers } = await ask(type);
    expect([answer, answers]).toMatchObject([{ Status: 'SUCCESS' }, 1]);
  });

  it('is waited for while there is time, and CloudFormation is told', async () => {
    codeCommit.on(CreateApprovalRuleTemplateCommand).rejects(refused);
    const { answer } = await ask('Create');
    expect(answer).toMatchObject({ Status: 'FAILED', Reason: 'not authorized' });
    expect(codeCommit.commandCalls(CreateApprovalRuleTemplateCommand)).toHaveLength(20);
  });

  it('leaves time for the answer', async () => {
    codeCommit.on(CreateApprovalRuleTemplateCommand).callsFake(() => new Promise(() => undefined));
    const { answer } = await ask('Create', { milliseconds: 50 });
    expect(answer).toMatchObject({
      Status: 'FAILED',
      Reason: 'CodeCommit did not take the approval rules within 40 ms; deploy again',
    });
  });
});

it('answers again when CloudFormation did not take the answer', async () => {
  stack.statuses.push(503);
  const { answers } = await ask('Create', { templates: [] });
  expect(answers).toBe(2);
});

it.each([
  [
    'of a pool',
    ruleContent('main', 1, ['arn:aws:sts::111122223333:assumed-role/check/*']),
    { NumberOfApprovalsNeeded: 1, ApprovalPoolMembers: ['arn:aws:sts::111122223333:assumed-role/check/*'] },
  ],
  ['of anybody', ruleContent('main', 2), { NumberOfApprovalsNeeded: 2 }],
])('has a rule for approvals %s', (_, content, statement) => {
  expect(content).toEqual({
    Version: '2018-11-08',
    DestinationReferences: ['refs/heads/main'],
    Statements: [{ Type: 'Approvers', ...statement }],
  });
});
