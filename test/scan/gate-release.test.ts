import {
  CodePipelineClient,
  PutJobFailureResultCommand,
  PutJobSuccessResultCommand,
} from '@aws-sdk/client-codepipeline';
import {
  DescribeImageScanFindingsCommand,
  ECRClient,
  ImageNotFoundException,
  LimitExceededException,
  ScanNotFoundException,
  ServerException,
} from '@aws-sdk/client-ecr';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { strToU8, zipSync } from 'fflate';
import { handler } from '../../lib/scan/gate-release.lambda';
import { jobEvent, lambdaContext } from '../pipeline/job-event';

const DIGEST = `sha256:${'1'.repeat(64)}`;
const IMAGE = `111122223333.dkr.ecr.us-east-1.amazonaws.com/devops-on-aws/storefront@${DIGEST}`;
const NOW = new Date('2026-11-20T12:00:00Z');

const s3 = mockClient(S3Client);
const ecr = mockClient(ECRClient);
const codePipeline = mockClient(CodePipelineClient);
const log = jest.spyOn(process.stdout, 'write');
const errors = jest.spyOn(process.stderr, 'write');

const rules = { blockFrom: 'critical', allow: [] as object[] };
const scanned = {
  imageScanStatus: { status: 'COMPLETE' as const },
  imageScanFindings: { imageScanCompletedAt: NOW, findings: [], findingSeverityCounts: {} },
};
const aws = { message: 'in the words of AWS', $metadata: {} };

beforeEach(() => {
  jest.useFakeTimers({ now: NOW });
  for (const client of [s3, ecr, codePipeline]) client.reset();
  for (const stream of [log, errors]) stream.mockReset().mockReturnValue(true);
  built({ ImageURI: IMAGE });
  ecr.on(DescribeImageScanFindingsCommand).resolves(scanned);
  codePipeline.onAnyCommand().resolves({});
  process.env.REPOSITORY = 'devops-on-aws/storefront';
  process.env.SCAN_RULES = JSON.stringify(rules);
  process.env.SCAN_LIMIT_SECONDS = '900';
});

afterEach(() => {
  jest.useRealTimers();
  for (const name of ['REPOSITORY', 'SCAN_RULES', 'SCAN_LIMIT_SECONDS']) delete process.env[name];
});

function built(imageDetail: object): void {
  const body = zipSync({ 'imageDetail.json': strToU8(JSON.stringify(imageDetail)) });
  s3.on(GetObjectCommand).resolves({
    Body: { transformToByteArray: () => Promise.resolve(body) } as never,
  });
}

/** What the gate answers: output variables, a token to be asked again, or a reason. */
async function answer(continuationToken?: string): Promise<unknown> {
  await handler(jobEvent({ continuationToken }), lambdaContext());
  expect(codePipeline.calls()).toHaveLength(1);
  const [success] = codePipeline.commandCalls(PutJobSuccessResultCommand);
  const [failure] = codePipeline.commandCalls(PutJobFailureResultCommand);
  const { outputVariables, continuationToken: token } = success?.args[0].input ?? {};
  return outputVariables ?? token ?? failure?.args[0].input.failureDetails?.message;
}

it('lets an image pass whose scan found nothing', async () => {
  expect(await answer()).toEqual({ scan: 'the scan found 0, 0 below critical' });
  expect(ecr.calls().map(({ args }) => args[0].input as unknown)).toEqual([
    {
      registryId: '111122223333',
      repositoryName: 'devops-on-aws/storefront',
      imageId: { imageDigest: DIGEST },
      maxResults: 1000,
    },
  ]);
  expect(log.mock.calls.join('')).toContain(`"image":"${IMAGE}","outcome":"pass"`);
});

it('stops a release whose worst finding is on the second page', async () => {
  const findings = [{ name: 'CVE-2026-1111', severity: 'CRITICAL' as const }];
  ecr
    .on(DescribeImageScanFindingsCommand)
    .resolvesOnce({ ...scanned, nextToken: 'more' })
    .resolvesOnce({ ...scanned, imageScanFindings: { ...scanned.imageScanFindings, findings } });

  expect(await answer()).toMatch(/^one vulnerability stops the release.*CVE-2026-1111 CRITICAL/);
  expect(ecr.commandCalls(DescribeImageScanFindingsCommand)[1]?.args[0].input.nextToken).toBe('more');
});

it('follows no endless list', async () => {
  ecr.on(DescribeImageScanFindingsCommand).resolves({ ...scanned, nextToken: 'again' });

  expect(await answer()).toMatch(/has more than 50 pages$/);
  expect(ecr.calls()).toHaveLength(51);
});

describe('a scan that is not ready', () => {
  beforeEach(() => ecr.on(DescribeImageScanFindingsCommand).rejects(new ScanNotFoundException(aws)));

  it('is asked for again, and the token remembers since when', async () => {
    expect(await answer()).toBe(`{"since":${NOW.getTime()}}`);
  });

  it('keeps its first time when it is asked for again', async () => {
    const since = NOW.getTime() - 899_000;
    expect(await answer(JSON.stringify({ since }))).toBe(`{"since":${since}}`);
  });

  it('stops the release after fifteen minutes', async () => {
    const since = NOW.getTime() - 900_000;
    expect(await answer(JSON.stringify({ since }))).toMatch(
      /^there is no usable result of the scan \(no scan has begun\) after 15 minutes/,
    );
  });

  it.each(['soon', '{}', 'null', '{"since":"now"}', `{"since":${NOW.getTime() + 1}}`])(
    'stops the release when the token is %s, because the wait would have no end',
    async (token) => {
      expect(await answer(token)).toBe(
        `the continuation token ${token} is none of this function; retry the stage`,
      );
    },
  );
});

it.each([
  ['is busy', Object.assign(new LimitExceededException(aws), { $retryable: { throttling: true } })],
  ['is broken', new ServerException(aws)],
])('waits while ECR %s', async (_, error) => {
  ecr.on(DescribeImageScanFindingsCommand).rejects(error);

  expect(await answer()).toBe(`{"since":${NOW.getTime()}}`);
  expect(log.mock.calls.join('')).toContain('(no answer of ECR: in the words of AWS)');
});

it.each([
  ['the image is gone', new ImageNotFoundException(aws)],
  ['it may not be asked', Object.assign(new Error(aws.message), { $fault: 'client' })],
])('stops the release when %s', async (_, error) => {
  ecr.on(DescribeImageScanFindingsCommand).rejects(error);

  expect(await answer()).toBe(`cannot read the scan of ${IMAGE}: in the words of AWS`);
});

it.each([
  ['another repository', IMAGE.replace('storefront', 'catalog')],
  ['another registry', IMAGE.replace('.dkr.ecr.us-east-1.amazonaws.com', '.registry.example.com')],
])('stops an image of %s, whose scan would say nothing', async (_, image) => {
  built({ ImageURI: image });

  expect(await answer()).toBe(
    `${image} is not in the repository devops-on-aws/storefront, whose images this pipeline releases`,
  );
  expect(ecr.calls()).toHaveLength(0);
});

it('stops a build that names no image', async () => {
  built({});

  expect(await answer()).toMatch(/has no ImageURI/);
});

it('reads today in UTC for its exceptions', async () => {
  const allow = [{ id: 'CVE-2026-1111', reason: 'the code is never run', expires: '2026-11-19' }];
  process.env.SCAN_RULES = JSON.stringify({ ...rules, allow });

  expect(await answer()).toMatch(/^the exception for CVE-2026-1111 \(until 2026-11-19\) has expired/);
});

it.each([
  ['REPOSITORY', undefined],
  ['SCAN_RULES', undefined],
  ['SCAN_RULES', 'critical'],
  ['SCAN_RULES', 'null'],
  ['SCAN_RULES', '{"blockFrom":"critical"}'],
  ['SCAN_RULES', '{"allow":[]}'],
  ['SCAN_LIMIT_SECONDS', undefined],
  ['SCAN_LIMIT_SECONDS', 'soon'],
  ['SCAN_LIMIT_SECONDS', '0'],
])('stays shut when %s is %s', async (name, value) => {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;

  expect(await answer()).toMatch(/^the gate needs REPOSITORY, SCAN_RULES, SCAN_LIMIT_SECONDS/);
});
