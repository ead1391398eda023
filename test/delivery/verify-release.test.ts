import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { handler } from '../../lib/delivery/check-release.lambda';
import { checkedService, IMAGE, recordLog, release, timeLeft } from './handler-run';
import type { LoopbackService } from './loopback-service';

const RELEASE_PARAMETER = '/shop/sandbox/storefront/image';
const JOB = '11111111-abcd-1111-abcd-111111abcdef';

const ssm = mockClient(SSMClient);
const codePipeline = mockClient(CodePipelineClient);
let service: LoopbackService;
let log: () => unknown[];

beforeAll(async () => {
  service = await checkedService('BASE_URL', { RELEASE_PARAMETER });
  log = recordLog();
});
afterAll(() => service.close());

beforeEach(() => {
  log();
  service.answer(release(IMAGE));
  ssm.reset();
  codePipeline.reset();
});

/** The event as CodePipeline sends it. */
function job(UserParameters?: string) {
  return {
    'CodePipeline.job': {
      id: JOB,
      accountId: '111122223333',
      data: {
        actionConfiguration: { configuration: { FunctionName: 'verify', UserParameters } },
        inputArtifacts: [],
        outputArtifacts: [],
        artifactCredentials: { accessKeyId: 'A', secretAccessKey: 's', sessionToken: 't' },
      },
    },
  };
}

const good = job(JSON.stringify({ image: IMAGE }));
const answers = () =>
  codePipeline.calls().map(({ args: [{ constructor, input }] }) => [constructor.name, input]);
const success = ['PutJobSuccessResultCommand', { jobId: JOB }];
const failure = (message: unknown) => [
  'PutJobFailureResultCommand',
  { jobId: JOB, failureDetails: { type: 'JobFailed', message } },
];

it('records the image of a good release and tells the pipeline', async () => {
  await handler(good, timeLeft(60_000));
  expect(ssm.commandCalls(PutParameterCommand).map(({ args: [{ input }] }) => input)).toEqual([
    { Name: RELEASE_PARAMETER, Value: IMAGE, Overwrite: true },
  ]);
  expect(answers()).toEqual([success]);
  expect(log()).toMatchObject([{ jobId: JOB, good: true, message: 'all 2 checks passed' }]);
});

it('records nothing when production answers with another version', async () => {
  service.answer(release('repository@sha256:old'));
  await handler(good, timeLeft(60_000));
  expect(ssm.calls()).toEqual([]);
  expect(answers()).toEqual([
    failure(`/api/version: image repository@sha256:old answers instead of ${IMAGE}`),
  ]);
});

it.each<[string, string | undefined]>([
  ['are missing', undefined],
  ['are no JSON', 'image'],
  ['name no image', '{}'],
  ['name an empty image', '{"image":""}'],
  ['are null', 'null'],
])('fails the action when the parameters %s', async (_, parameters) => {
  await handler(job(parameters), timeLeft(60_000));
  expect(answers()).toEqual([failure(expect.stringMatching(/^UserParameters is /))]);
  expect(service.requests.size).toBe(0);
});

it('fails the action when the job has no data', async () => {
  await handler({ 'CodePipeline.job': { id: JOB } }, timeLeft(60_000));
  expect(answers()).toEqual([failure(expect.stringMatching(/^UserParameters is empty/))]);
});

it('fails the action when the release cannot be recorded', async () => {
  ssm.on(PutParameterCommand).rejects(new Error('access denied'));
  await handler(good, timeLeft(60_000));
  expect(answers()).toEqual([failure('access denied')]);
});

it('fails the action before Lambda ends it', async () => {
  service.answer(() => undefined);
  await handler(good, timeLeft(100));
  expect(answers()).toEqual([failure('no result within 80 ms')]);
});

it('sends no longer message than CodePipeline takes', async () => {
  ssm.on(PutParameterCommand).rejects(new Error('x'.repeat(6000)));
  await handler(good, timeLeft(60_000));
  expect(answers()).toEqual([failure(`${'x'.repeat(4999)}…`)]);
});

it.each([
  ['success', good],
  ['failure', job('{}')],
])('answers %s again when CodePipeline did not take it, and fails in the end', async (_, event) => {
  codePipeline.onAnyCommand().rejects(new Error('unavailable'));
  await expect(handler(event, timeLeft(60_000))).rejects.toThrow('unavailable');
  expect(answers()).toHaveLength(3);
});

it.each([
  [{}, 'it has nothing'],
  [{ source: 'aws.events', detail: {} }, 'it has source, detail'],
])('fails for an event of nobody who waits for an answer', async (event, message) => {
  await expect(handler(event as never, timeLeft(60_000))).rejects.toThrow(message);
  expect([answers(), ssm.calls(), service.requests.size]).toEqual([[], [], 0]);
});
