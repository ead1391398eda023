import {
  BranchDoesNotExistException,
  CodeCommitClient,
  CommitDoesNotExistException,
  GetBranchCommand,
  GetDifferencesCommand,
} from '@aws-sdk/client-codecommit';
import {
  CodePipelineClient,
  PipelineNotFoundException,
  StartPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import { mockClient } from 'aws-sdk-client-mock';
import { handler } from '../../lib/source/start-releases.lambda';
import { recordLog } from '../delivery/handler-run';

process.env.AWS_REGION = 'us-east-1';
process.env.BRANCH = 'main';
process.env.PIPELINES = JSON.stringify({ catalog: 'shop-catalog', storefront: 'shop-storefront' });

const NEW = 'f485fcc95a795517f279d0a877227e51208b0dfc';
const OLD = 'a399698fbd740af9c78fb2dd7f667656b70646b6';

/** An event as CodeCommit sends it. */
function event(detail: Record<string, string | undefined> = {}) {
  return {
    version: '0',
    id: '3f7101d2-f1c4-d0a4-6d89-69fc887cc5e4',
    'detail-type': 'CodeCommit Repository State Change',
    source: 'aws.codecommit',
    account: '111122223333',
    time: '2026-10-10T21:05:45Z',
    region: 'us-east-1',
    resources: ['arn:aws:codecommit:us-east-1:111122223333:shop'],
    detail: {
      callerUserArn: 'arn:aws:iam::111122223333:user/developer',
      commitId: NEW,
      event: 'referenceUpdated',
      oldCommitId: OLD,
      referenceFullName: 'refs/heads/main',
      referenceName: 'main',
      referenceType: 'branch',
      repositoryId: '280e6f04-7a9c-4c72-8d8f-947d83e21a96',
      repositoryName: 'shop',
      ...detail,
    },
  };
}

const blob = (path: string) => ({ blobId: '1', mode: '100644', path });
const added = (path: string) => ({ changeType: 'A' as const, afterBlob: blob(path) });
const modified = (path: string) => ({
  changeType: 'M' as const,
  beforeBlob: blob(path),
  afterBlob: blob(path),
});
const deleted = (path: string) => ({ changeType: 'D' as const, beforeBlob: blob(path) });

const codeCommit = mockClient(CodeCommitClient);
const codePipeline = mockClient(CodePipelineClient);
let log: () => unknown[];

beforeAll(() => (log = recordLog()));

beforeEach(() => {
  log();
  codeCommit.reset();
  codePipeline.reset();
  codeCommit.on(GetBranchCommand).resolves({ branch: { commitId: NEW } });
  codePipeline.on(StartPipelineExecutionCommand).resolves({ pipelineExecutionId: '1' });
});

/** Answers of CodeCommit, one for each page. */
function pages(...differences: object[][]): void {
  const stub = codeCommit.on(GetDifferencesCommand);
  differences.forEach((page, index) => {
    const last = index === differences.length - 1;
    stub.resolvesOnce({ differences: page, ...(!last && { NextToken: `page-${index + 1}` }) });
  });
}

const asked = () => codeCommit.commandCalls(GetDifferencesCommand).map(({ args: [{ input }] }) => input);
const started = () =>
  codePipeline.commandCalls(StartPipelineExecutionCommand).map(({ args: [{ input }] }) => input);
const startedNames = () => started().map(({ name }) => name);

it('starts the pipeline of the service that has changed, at the pushed commit', async () => {
  pages([modified('app/catalog/products.ts'), modified('README.md')]);
  await handler(event());
  expect(asked()).toEqual([
    { repositoryName: 'shop', beforeCommitSpecifier: OLD, afterCommitSpecifier: NEW, NextToken: undefined },
  ]);
  expect(started()).toEqual([
    {
      name: 'shop-catalog',
      sourceRevisions: [{ actionName: 'Source', revisionType: 'COMMIT_ID', revisionValue: NEW }],
      clientRequestToken: '3f7101d2-f1c4-d0a4-6d89-69fc887cc5e4-shop-catalog',
    },
  ]);
  expect(log()).toEqual([
    expect.objectContaining({
      commit: NEW,
      started: ['shop-catalog'],
      failed: [],
      reason: '2 changed files looked at',
    }),
  ]);
});

describe('when the branch has moved on before the event is handled', () => {
  const NEWEST = 'c'.repeat(40);

  it('starts at the newest commit, so that an older one is never released last, and says so', async () => {
    pages([modified('app/catalog/a.ts')]);
    codeCommit
      .on(GetBranchCommand, { repositoryName: 'shop', branchName: 'main' })
      .resolves({ branch: { commitId: NEWEST } });
    await handler(event());
    expect(started()).toMatchObject([{ name: 'shop-catalog', sourceRevisions: [{ revisionValue: NEWEST }] }]);
    expect(log()).toMatchObject([{ commit: NEWEST, overtaken: NEW, started: ['shop-catalog'] }]);
  });

  it('ends on the newest commit in whatever order two events come', async () => {
    codeCommit.on(GetDifferencesCommand).resolves({ differences: [modified('app/catalog/a.ts')] });
    codeCommit.on(GetBranchCommand).resolves({ branch: { commitId: NEWEST } });
    await handler({ ...event({ commitId: NEWEST, oldCommitId: NEW }), id: 'second' });
    await handler({ ...event(), id: 'first' });
    expect(started().at(-1)).toMatchObject({ sourceRevisions: [{ revisionValue: NEWEST }] });
  });

  it('starts at the pushed commit when the branch is gone', async () => {
    pages([modified('app/catalog/a.ts')]);
    codeCommit
      .on(GetBranchCommand)
      .rejects(new BranchDoesNotExistException({ message: 'no such branch', $metadata: {} }));
    await handler(event());
    expect(started()).toMatchObject([{ sourceRevisions: [{ revisionValue: NEW }] }]);
  });

  it('fails when CodeCommit does not say, so that Lambda calls it again', async () => {
    pages([modified('app/catalog/a.ts')]);
    codeCommit.on(GetBranchCommand).rejects(new Error('throttled'));
    await expect(handler(event())).rejects.toThrow('throttled');
    expect(started()).toEqual([]);
  });

  it('does not ask about the branch when nothing is released', async () => {
    pages([modified('README.md')]);
    await handler(event());
    expect(codeCommit.commandCalls(GetBranchCommand)).toEqual([]);
  });
});

it.each([
  ['a new file', added('app/catalog/a.ts'), ['shop-catalog']],
  ['a deleted file', deleted('app/catalog/a.ts'), ['shop-catalog']],
  [
    'a renamed file',
    { beforeBlob: blob('app/catalog/a.ts'), afterBlob: blob('docs/a.ts') },
    ['shop-catalog'],
  ],
  [
    'a file moved from one service to another',
    { beforeBlob: blob('app/catalog/a.ts'), afterBlob: blob('app/storefront/a.ts') },
    ['shop-catalog', 'shop-storefront'],
  ],
  ['a shared file', modified('package-lock.json'), ['shop-catalog', 'shop-storefront']],
])('releases for %s', async (_, difference, names) => {
  pages([difference]);
  await handler(event());
  expect(startedNames()).toEqual(names);
});

it('looks at every commit of a push and at the merge, by asking for what lies between its two ends', async () => {
  pages([modified('app/storefront/a.ts')]);
  await handler(
    event({ mergeOption: 'THREE_WAY_MERGE', sourceCommitId: 'b'.repeat(40), destinationCommitId: OLD }),
  );
  expect(asked()).toMatchObject([{ beforeCommitSpecifier: OLD, afterCommitSpecifier: NEW }]);
  expect(startedNames()).toEqual(['shop-storefront']);
});

it('looks at every page', async () => {
  pages([modified('docs/a.md')], [], [modified('app/storefront/a.ts')]);
  await handler(event());
  expect(asked().map(({ NextToken }) => NextToken)).toEqual([undefined, 'page-1', 'page-2']);
  expect(startedNames()).toEqual(['shop-storefront']);
});

it('asks for no further page when every service is released anyway', async () => {
  pages([modified('app/shared/a.ts')], [modified('docs/a.md')]);
  await handler(event());
  expect(asked()).toHaveLength(1);
  expect(startedNames()).toHaveLength(2);
});

it('starts nothing for a push that changes nothing of a service, and says why', async () => {
  pages([modified('README.md')]);
  await handler(event());
  expect(startedNames()).toEqual([]);
  expect(log()).toMatchObject([
    { started: [], reason: 'none of one changed file belongs to a service or is shared' },
  ]);
});

it.each([
  ['another branch', { referenceName: 'feature', referenceFullName: 'refs/heads/feature' }],
  ['a tag', { referenceType: 'tag' }],
  ['the end of the branch', { event: 'referenceDeleted' }],
])('does nothing for %s, and says so', async (_, detail) => {
  await handler(event(detail));
  expect([...asked(), ...started()]).toEqual([]);
  expect(log()).toMatchObject([
    { started: [], reason: expect.stringMatching(/releases nothing$/) as string },
  ]);
});

it('releases everything at the first commit of the branch', async () => {
  await handler(event({ event: 'referenceCreated', oldCommitId: undefined }));
  expect(asked()).toEqual([]);
  expect(startedNames()).toEqual(['shop-catalog', 'shop-storefront']);
  expect(log()).toMatchObject([{ reason: 'all services, because the branch is new' }]);
});

it('releases everything after a forced push whose old commit is gone', async () => {
  codeCommit
    .on(GetDifferencesCommand)
    .rejects(new CommitDoesNotExistException({ message: 'no such commit', $metadata: {} }));
  await handler(event());
  expect(startedNames()).toEqual(['shop-catalog', 'shop-storefront']);
  expect(log()).toMatchObject([{ reason: `all services, because commit ${OLD} is gone` }]);
});

it('fails when CodeCommit does not answer, so that Lambda calls it again', async () => {
  codeCommit.on(GetDifferencesCommand).rejects(new Error('no permission'));
  await expect(handler(event())).rejects.toThrow('no permission');
  expect(started()).toEqual([]);
});

it('starts the others when one pipeline cannot be started, then fails, so that Lambda calls it again', async () => {
  pages([modified('app/shared/a.ts')]);
  codePipeline.on(StartPipelineExecutionCommand, { name: 'shop-catalog' }).rejects(new Error('throttled'));
  await expect(handler(event())).rejects.toThrow('not started: Error: throttled');
  expect(startedNames()).toEqual(['shop-catalog', 'shop-storefront']);
  expect(log()).toMatchObject([{ started: ['shop-storefront'], failed: ['Error: throttled'] }]);
});

it('asks with the same token when the event comes again, and with another one for another push', async () => {
  codeCommit.on(GetDifferencesCommand).resolves({ differences: [modified('app/catalog/a.ts')] });
  await handler(event());
  await handler(event());
  await handler({ ...event(), id: 'another' });
  const [first, second, third] = started().map(({ clientRequestToken }) => clientRequestToken);
  expect(second).toBe(first);
  expect(third).not.toBe(first);
  expect(first).toMatch(/^[a-zA-Z0-9-]{1,128}$/);
});

it('leaves a pipeline alone that is not there yet, because it starts by itself', async () => {
  pages([modified('app/catalog/a.ts')]);
  codePipeline
    .on(StartPipelineExecutionCommand)
    .rejects(new PipelineNotFoundException({ message: 'not found', $metadata: {} }));
  await handler(event());
  expect(log()).toMatchObject([{ pipeline: 'shop-catalog' }, { failed: [] }]);
});

it('tries again when AWS is busy, more often than usual', async () => {
  const { calls } = await clientSettings();
  expect(calls).toEqual([6, 6]);
});

/** How often the two clients of the handler try. */
async function clientSettings(): Promise<{ calls: number[] }> {
  pages([modified('app/catalog/a.ts')]);
  await handler(event());
  const clients = [codeCommit.calls()[0]?.thisValue, codePipeline.calls()[0]?.thisValue] as {
    config: { maxAttempts: () => Promise<number> };
  }[];
  return { calls: await Promise.all(clients.map(({ config }) => config.maxAttempts())) };
}

it.each(['BRANCH', 'PIPELINES'])('fails without its setting %s', async (name) => {
  const value = process.env[name];
  delete process.env[name];
  await expect(handler(event())).rejects.toThrow(`the environment variable ${name} is not set`);
  process.env[name] = value;
});
