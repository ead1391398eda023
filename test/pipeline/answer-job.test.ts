import {
  CodePipelineClient,
  PutJobFailureResultCommand,
  PutJobSuccessResultCommand,
} from '@aws-sdk/client-codepipeline';
import { mockClient } from 'aws-sdk-client-mock';
import { answerJob, Unfinished } from '../../lib/pipeline/answer-job';

const codePipeline = mockClient(CodePipelineClient);
const job = { id: 'job-1', requestId: 'request-1', budgetMs: 60_000 };
const client = new CodePipelineClient({ region: 'us-east-1' });

beforeEach(() => {
  codePipeline.reset();
  codePipeline.onAnyCommand().resolves({});
  jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});

afterEach(() => jest.useRealTimers());

const answers = () => codePipeline.calls().map(({ args: [command] }) => command.input as unknown);

it('passes the output variables on', async () => {
  await answerJob(client, job, () => Promise.resolve({ image: 'repository@sha256:1' }));

  expect(answers()).toEqual([
    {
      jobId: 'job-1',
      outputVariables: { image: 'repository@sha256:1' },
      executionDetails: { externalExecutionId: 'request-1' },
    },
  ]);
});

it('asks to be asked again when the work is not finished', async () => {
  await answerJob(client, job, () => Promise.resolve(new Unfinished('since noon')));

  expect(answers()).toEqual([
    {
      jobId: 'job-1',
      continuationToken: 'since noon',
      executionDetails: { externalExecutionId: 'request-1' },
    },
  ]);
});

it.each<[string, () => Promise<never>]>([
  ['rejects', () => Promise.reject(new Error('no such parameter'))],
  [
    'throws at once',
    () => {
      throw new Error('no such parameter');
    },
  ],
])('answers with the message when the work %s', async (_, work) => {
  await answerJob(client, job, work);

  expect(answers()).toEqual([
    {
      jobId: 'job-1',
      failureDetails: {
        type: 'JobFailed',
        message: 'no such parameter',
        externalExecutionId: 'request-1',
      },
    },
  ]);
});

it('answers five seconds before the function would be stopped', async () => {
  jest.useFakeTimers();
  const answered = answerJob(client, job, () => new Promise(() => undefined));

  await jest.advanceTimersByTimeAsync(54_999);
  expect(answers()).toEqual([]);
  await jest.advanceTimersByTimeAsync(1);
  await answered;

  expect(answers()).toMatchObject([{ failureDetails: { message: 'no result after 55 seconds' } }]);
});

it('leaves no timer behind', async () => {
  jest.useFakeTimers();
  await answerJob(client, job, () => Promise.resolve({}));

  expect(jest.getTimerCount()).toBe(0);
});

it('cuts a message that CodePipeline would refuse', async () => {
  await answerJob(client, job, () => Promise.reject(new Error('x'.repeat(6000))));

  const [call] = codePipeline.commandCalls(PutJobFailureResultCommand);
  expect(call?.args[0].input.failureDetails?.message).toHaveLength(5000);
});

it('says failed when CodePipeline refuses the success', async () => {
  codePipeline.on(PutJobSuccessResultCommand).rejects(new Error('the output variables are too long'));

  await answerJob(client, job, () => Promise.resolve({ image: 'x' }));

  const [call] = codePipeline.commandCalls(PutJobFailureResultCommand);
  expect(call?.args[0].input.failureDetails?.message).toBe('the output variables are too long');
});

it('lets Lambda try again when no answer gets through', async () => {
  codePipeline.onAnyCommand().rejects(new Error('unreachable'));

  await expect(answerJob(client, job, () => Promise.resolve({}))).rejects.toThrow('unreachable');
});
