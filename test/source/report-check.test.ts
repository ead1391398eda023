import {
  CodeCommitClient,
  GetPullRequestCommand,
  PostCommentForPullRequestCommand,
  UpdatePullRequestApprovalStateCommand,
} from '@aws-sdk/client-codecommit';
import { mockClient } from 'aws-sdk-client-mock';
import { checkResult } from '../../lib/source/check-result';
import { handler } from '../../lib/source/report-check.lambda';
import { recordLog } from '../delivery/handler-run';

process.env.AWS_REGION = 'us-east-1';

const COMMIT = '5c020b042dd71daa6e6cade586cf862a2e7e4f96';
const OTHER = '6a3cf62d6b847143c58d8fcbb50dfd61f1ca2450';
const REVISION = 'a4b86e55d3c8110b527e7b1cbcbc3269dbe8aa53e6b0c436791346cd45ac82a0';
const BUILD =
  'arn:aws:codebuild:us-east-1:111122223333:build/shop-pull-requests:171322d8-15cf-4cb2-9ee2-3e45c39538a3';
const LINK =
  '[build log](https://us-east-1.console.aws.amazon.com/codesuite/codebuild/111122223333/projects/shop-pull-requests/build/shop-pull-requests%3A171322d8-15cf-4cb2-9ee2-3e45c39538a3?region=us-east-1)';

const phase = (type: string, status: string, ...context: string[]) => ({
  'phase-context': context,
  'start-time': 'Oct 10, 2026 9:46:46 PM',
  'end-time': 'Oct 10, 2026 9:47:46 PM',
  'duration-in-seconds': 60,
  'phase-type': type,
  'phase-status': status,
});

/** An event as CodeBuild sends it when a build is done. */
function event(status = 'SUCCEEDED', phases = [phase('BUILD', 'SUCCEEDED', ': ')]) {
  return {
    version: '0',
    id: 'e69ed76e-4a16-243a-f799-95bd341e2787',
    'detail-type': 'CodeBuild Build State Change',
    source: 'aws.codebuild',
    account: '111122223333',
    time: '2026-10-10T21:46:46Z',
    region: 'us-east-1',
    resources: [BUILD],
    detail: {
      'build-status': status,
      'project-name': 'shop-pull-requests',
      'build-id': BUILD,
      'additional-information': {
        'build-complete': true,
        initiator: 'rule/shop-source-ChecksChanged-1',
        'source-version': COMMIT,
        environment: {
          'compute-type': 'BUILD_GENERAL1_SMALL',
          'environment-variables': [
            { name: 'OTHER', type: 'PLAINTEXT', value: 'x' },
            { name: 'PULL_REQUEST_ID', type: 'PLAINTEXT', value: '42' },
          ],
        },
        phases: [...phases, { 'phase-type': 'COMPLETED', 'start-time': 'Oct 10, 2026 9:47:46 PM' }],
      },
      'current-phase': 'COMPLETED',
      version: '1',
    },
  };
}

const codeCommit = mockClient(CodeCommitClient);
let log: () => unknown[];

beforeAll(() => (log = recordLog()));

beforeEach(() => {
  log();
  codeCommit.reset();
  pullRequest();
});

/** What CodeCommit tells of the pull request. */
function pullRequest(changes: { pullRequestStatus?: 'OPEN' | 'CLOSED'; sourceCommit?: string } = {}): void {
  const { pullRequestStatus = 'OPEN', sourceCommit = COMMIT } = changes;
  codeCommit.on(GetPullRequestCommand, { pullRequestId: '42' }).resolves({
    pullRequest: {
      pullRequestStatus,
      revisionId: REVISION,
      pullRequestTargets: [{ repositoryName: 'shop', sourceCommit, destinationCommit: OTHER }],
    },
  });
}

const approvals = () =>
  codeCommit.commandCalls(UpdatePullRequestApprovalStateCommand).map(({ args: [{ input }] }) => input);
const comments = () =>
  codeCommit.commandCalls(PostCommentForPullRequestCommand).map(({ args: [{ input }] }) => input);

it('approves the revision that was built, and posts the link', async () => {
  await handler(event());
  expect(approvals()).toEqual([{ pullRequestId: '42', revisionId: REVISION, approvalState: 'APPROVE' }]);
  expect(comments()).toEqual([
    {
      pullRequestId: '42',
      repositoryName: 'shop',
      beforeCommitId: OTHER,
      afterCommitId: COMMIT,
      content: `**The checks passed** for \`5c020b042dd7\`: ${LINK}`,
      clientRequestToken: '171322d8-15cf-4cb2-9ee2-3e45c39538a3-SUCCEEDED',
    },
  ]);
  expect(log()).toEqual([{ pullRequestId: '42', commit: COMMIT, passed: true }]);
});

it.each(['FAILED', 'STOPPED', 'TIMED_OUT', 'FAULT'])(
  'takes the approval back when a build ends as %s',
  async (status) => {
    await handler(event(status));
    expect(approvals()).toEqual([{ pullRequestId: '42', revisionId: REVISION, approvalState: 'REVOKE' }]);
    expect(comments()[0]?.content).toBe(
      `**The checks did not pass** (${status}) for \`5c020b042dd7\`: ${LINK}`,
    );
  },
);

it('says which phase failed, and why', async () => {
  const context = 'COMMAND_EXECUTION_ERROR: Error while executing command: npm test.\n Reason: exit status 1';
  await handler(
    event('FAILED', [
      phase('INSTALL', 'SUCCEEDED', ': '),
      phase('BUILD', 'FAILED', context),
      phase('FINALIZING', 'SUCCEEDED', ': '),
    ]),
  );
  expect(comments()[0]?.content?.split('\n\n')).toEqual([
    expect.stringContaining('did not pass') as string,
    '    BUILD: COMMAND_EXECUTION_ERROR: Error while executing command: npm test. Reason: exit status 1',
  ]);
});

it('keeps a long reason short', () => {
  const result = checkResult(event('FAILED', [phase('BUILD', 'FAILED', 'x'.repeat(5000))]).detail);
  expect(result?.comment.split('\n\n')[1]).toHaveLength(504);
});

it('says that a build failed that has told no phases', () => {
  const { detail } = event('FAILED');
  const information = { ...detail['additional-information'], phases: undefined };
  const result = checkResult({ ...detail, 'additional-information': information });
  expect(result?.comment).toMatch(/^\*\*The checks did not pass/);
});

it.each<[string, Parameters<typeof pullRequest>[0]]>([
  ['newer code is in the pull request', { sourceCommit: OTHER }],
  ['the pull request is closed', { pullRequestStatus: 'CLOSED' }],
])('leaves the pull request alone when %s', async (_, changes) => {
  pullRequest(changes);
  await handler(event());
  expect([...approvals(), ...comments()]).toEqual([]);
  expect(log()).toMatchObject([{ note: expect.stringMatching(/not reported/) as string }]);
});

it('approves nothing when CodeCommit does not say which revision the pull request has', async () => {
  const pullRequestTargets = [{ repositoryName: 'shop', sourceCommit: COMMIT, destinationCommit: OTHER }];
  codeCommit
    .on(GetPullRequestCommand)
    .resolves({ pullRequest: { pullRequestStatus: 'OPEN', pullRequestTargets } });
  await handler(event());
  expect(approvals()).toEqual([]);
});

it.each<[string, (detail: ReturnType<typeof event>['detail']) => object]>([
  ['no pull request', () => ({ environment: { 'environment-variables': [] } })],
  ['no commit', () => ({ 'source-version': undefined })],
])('ignores a build of %s', async (_, change) => {
  const whole = event();
  const information = { ...whole.detail['additional-information'], ...change(whole.detail) };
  await handler({ detail: { ...whole.detail, 'additional-information': information } });
  expect(codeCommit.calls()).toEqual([]);
  expect(log()).toEqual([{ build: BUILD, note: 'not for a pull request' }]);
});

it.each([GetPullRequestCommand, UpdatePullRequestApprovalStateCommand, PostCommentForPullRequestCommand])(
  'fails when CodeCommit does not take %p, so that Lambda calls it again',
  async (command) => {
    codeCommit.on(command as typeof GetPullRequestCommand).rejects(new Error('throttled'));
    await expect(handler(event())).rejects.toThrow('throttled');
  },
);
