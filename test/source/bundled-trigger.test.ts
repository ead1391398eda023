import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { handlerDirectory } from '../../lib/shared/bundle-handlers';
import type * as trigger from '../../lib/source/start-releases.lambda';
import { recordLog } from '../delivery/handler-run';

/** A call as it came over the wire. */
interface Call {
  readonly target: string;
  readonly body: Readonly<Record<string, unknown>>;
}

const calls: Call[] = [];
/** Answers by operation; an error is an HTTP status and a type. */
const answers = new Map<string, { status: number; body: object }>();

const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const target = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    calls.push({ target, body: JSON.parse(Buffer.concat(parts).toString()) as Call['body'] });
    const { status, body } = answers.get(target) ?? { status: 200, body: {} };
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  });
});

let handler: typeof trigger.handler;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'none',
    AWS_SECRET_ACCESS_KEY: 'none',
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    BRANCH: 'main',
    PIPELINES: JSON.stringify({ catalog: 'shop-catalog', storefront: 'shop-storefront' }),
  });
  const directory = handlerDirectory('lib/source/start-releases.lambda.ts', tmpdir());
  handler = jest.requireActual<typeof trigger>(join(directory, 'index.js')).handler;
  recordLog();
});

afterAll(() => server.close().closeAllConnections());

beforeEach(() => {
  calls.length = 0;
  answers.clear();
});

const event = {
  id: '3f7101d2-f1c4-d0a4-6d89-69fc887cc5e4',
  detail: {
    event: 'referenceUpdated',
    repositoryName: 'shop',
    referenceType: 'branch',
    referenceName: 'main',
    commitId: 'f485fcc95a795517f279d0a877227e51208b0dfc',
    oldCommitId: 'a399698fbd740af9c78fb2dd7f667656b70646b6',
  },
};

it('as it is bundled, understands the differences and starts the pipeline at the commit', async () => {
  const differences = [
    { changeType: 'D', beforeBlob: { blobId: '1', path: 'app/catalog/a.ts', mode: '100644' } },
  ];
  answers.set('GetDifferences', { status: 200, body: { differences } });
  await handler(event);
  expect(calls).toEqual([
    {
      target: 'GetDifferences',
      body: {
        repositoryName: 'shop',
        beforeCommitSpecifier: event.detail.oldCommitId,
        afterCommitSpecifier: event.detail.commitId,
      },
    },
    { target: 'GetBranch', body: { repositoryName: 'shop', branchName: 'main' } },
    {
      target: 'StartPipelineExecution',
      body: {
        name: 'shop-catalog',
        clientRequestToken: `${event.id}-shop-catalog`,
        sourceRevisions: [
          { actionName: 'Source', revisionType: 'COMMIT_ID', revisionValue: event.detail.commitId },
        ],
      },
    },
  ]);
});

it('as it is bundled, knows the errors that it goes on after', async () => {
  answers.set('GetDifferences', { status: 400, body: { __type: 'CommitDoesNotExistException' } });
  answers.set('StartPipelineExecution', { status: 400, body: { __type: 'PipelineNotFoundException' } });
  await handler(event);
  expect(calls.map(({ target }) => target)).toEqual([
    'GetDifferences',
    'GetBranch',
    'StartPipelineExecution',
    'StartPipelineExecution',
  ]);
});
