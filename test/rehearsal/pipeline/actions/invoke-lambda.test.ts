import type { RunContext } from '../../../../rehearsal/pipeline/action';
import { runLambda } from '../../../../rehearsal/pipeline/actions/invoke-lambda';
import type { Invocation } from '../../../../rehearsal/pipeline/lambda/instance';
import { testAction } from '../model-fixture';
import { testContext } from '../run-context-fixture';

interface Job {
  readonly id: string;
  readonly data: {
    readonly actionConfiguration: { readonly configuration: Record<string, string> };
    readonly inputArtifacts: readonly {
      readonly name: string;
      readonly location: { readonly s3Location: unknown };
    }[];
    readonly outputArtifacts: readonly unknown[];
    readonly artifactCredentials: unknown;
    readonly continuationToken?: string;
  };
}

const action = testAction({
  name: 'Prepare',
  category: 'Invoke',
  provider: 'Lambda',
  inputArtifacts: ['Build'],
  outputArtifacts: ['Release'],
  configuration: { FunctionName: 'prepare', UserParameters: '{"url":"http://lb"}' },
});

function setUp(work: (job: Job, context: RunContext) => Invocation) {
  const jobs: Job[] = [];
  const cloud = { rewrite: (value: string) => value.replace('http://lb', 'http://127.0.0.1:1') };
  const made: ReturnType<typeof testContext> = testContext(cloud, (_name, event) => {
    const job = (event as { 'CodePipeline.job': Job })['CodePipeline.job'];
    jobs.push(job);
    return Promise.resolve(work(job, made.context));
  });
  made.context.artifacts.putFiles('Build', { a: new Uint8Array([1]) });
  return { ...made, jobs };
}

const DONE: Invocation = { succeeded: true, result: null };

describe('the Lambda invoke action', () => {
  it.each(['prepare', 'arn:prepare'])(
    'lets a release go on past %s, which is not run',
    async (FunctionName) => {
      const { context, jobs, unchecked } = setUp(() => DONE);
      const functionsNotRun = [
        { name: 'prepare', arn: 'arn:prepare', why: 'a function on python3.13 is not run' },
      ];
      const other = { ...context, model: { ...context.model, functionsNotRun } };
      const asked = { ...action, configuration: { FunctionName } };
      expect(await runLambda(asked, other, 'sandbox')).toEqual({ succeeded: true });
      expect(jobs).toEqual([]);
      expect(unchecked).toEqual(['prepare: a function on python3.13 is not run, so it decides nothing']);
    },
  );

  it('hands the function its job: parameters with addresses of this machine, artifacts, credentials', async () => {
    const { context, jobs } = setUp(({ id }, { answers }) => {
      answers.pipelineOperations().PutJobSuccessResult?.({ jobId: id, outputVariables: { image: 'i' } });
      return DONE;
    });
    expect(await runLambda(action, context, 'sandbox')).toEqual({
      succeeded: true,
      variables: { image: 'i' },
    });
    const data = jobs[0]?.data;
    expect(data?.actionConfiguration.configuration).toEqual({
      FunctionName: 'prepare',
      UserParameters: '{"url":"http://127.0.0.1:1"}',
    });
    const { bucket, key } = context.artifacts.locate('Build');
    expect(data?.inputArtifacts[0]).toMatchObject({
      name: 'Build',
      location: { s3Location: { bucketName: bucket, objectKey: key } },
    });
    expect(data?.outputArtifacts).toMatchObject([{ name: 'Release', location: { type: 'S3' } }]);
    expect(data?.artifactCredentials).toMatchObject({ sessionToken: 'rehearsal' });
  });

  it('asks the function again, with its token and the same artifacts, until it is done', async () => {
    const { context, jobs } = setUp(({ id, data }, { answers }) => {
      const { continuationToken: token = '' } = data;
      const more =
        token.length < 2 ? { continuationToken: `${token}x` } : { outputVariables: { scan: token } };
      answers.pipelineOperations().PutJobSuccessResult?.({ jobId: id, ...more });
      return DONE;
    });
    expect(await runLambda(action, context, 'sandbox')).toEqual({
      succeeded: true,
      variables: { scan: 'xx' },
    });
    expect(jobs.map(({ data }) => data.continuationToken)).toEqual([undefined, 'x', 'xx']);
    expect(new Set(jobs.map(({ id }) => id)).size).toBe(3);
    expect(jobs[2]?.data.outputArtifacts).toEqual(jobs[0]?.data.outputArtifacts);
  });

  it('lets time pass between two calls, and gives up after a day', async () => {
    const { context, jobs } = setUp(({ id }, { answers }) => {
      answers.pipelineOperations().PutJobSuccessResult?.({ jobId: id, continuationToken: 'x' });
      return DONE;
    });
    let slept = 0;
    const sleep = (seconds: number): Promise<void> => {
      slept += seconds;
      return Promise.resolve();
    };
    const patient = { ...context, sleep };
    expect(await runLambda(action, patient, 'sandbox')).toEqual({
      succeeded: false,
      reason: 'prepare was not done after 24 hours',
    });
    expect(slept).toBeGreaterThanOrEqual(24 * 3600);
    expect(slept / jobs.length).toBeCloseTo(30, 0);
  });

  it('fails with the message of the job', async () => {
    const { context } = setUp(({ id }, { answers }) => {
      answers
        .pipelineOperations()
        .PutJobFailureResult?.({ jobId: id, failureDetails: { message: 'no image' } });
      return DONE;
    });
    expect(await runLambda(action, context, 'sandbox')).toEqual({
      succeeded: false,
      reason: 'no image',
      cause: { kind: 'gate', name: 'prepare' },
    });
  });

  it('counts an answer that arrives while the function is still at work, and waits for its end', async () => {
    const ended: string[] = [];
    const made: ReturnType<typeof testContext> = testContext({ rewrite: String }, async (_name, event) => {
      const { id } = (event as { 'CodePipeline.job': Job })['CodePipeline.job'];
      made.context.answers.pipelineOperations().PutJobSuccessResult?.({ jobId: id });
      await new Promise(setImmediate);
      ended.push('function');
      return { succeeded: false, reason: 'too late to matter' };
    });
    made.context.artifacts.putFiles('Build', {});
    expect(await runLambda(action, made.context, 'sandbox')).toEqual({ succeeded: true, variables: {} });
    expect(ended).toEqual(['function']);
  });

  it('sends the configuration as it is when there are no user parameters', async () => {
    const { context, jobs } = setUp(() => DONE);
    const bare = { ...action, configuration: { FunctionName: 'prepare' }, outputArtifacts: [] };
    await runLambda(bare, context, 'sandbox');
    expect(jobs[0]?.data.actionConfiguration.configuration).toEqual({ FunctionName: 'prepare' });
    expect(jobs[0]?.data.outputArtifacts).toEqual([]);
  });

  it('gives every job an id of its own', async () => {
    const { context, jobs } = setUp(() => DONE);
    await runLambda(action, context, 'sandbox');
    await runLambda(action, context, 'sandbox');
    expect(jobs[0]?.id).not.toBe(jobs[1]?.id);
  });

  it('fails before the function runs when an input artifact was never made', async () => {
    const { context, jobs } = setUp(() => DONE);
    const lost = { ...action, inputArtifacts: ['Lost'] };
    await expect(runLambda(lost, context, 'sandbox')).rejects.toThrow('the artifact Lost does not exist');
    expect(jobs).toEqual([]);
  });

  it.each([
    ['fails', { succeeded: false, reason: 'Error: broken' } as const, 'prepare failed: Error: broken'],
    ['ends without a job result', DONE, 'prepare ended without a job result'],
  ])('fails when the function %s', async (_what, invocation, reason) => {
    const { context } = setUp(() => invocation);
    const outcome = await runLambda(action, context, 'sandbox');
    expect(outcome.succeeded).toBe(false);
    expect(outcome.reason).toContain(reason);
    // It is no answer, so it says nothing about the release.
    expect(outcome.cause).toEqual({ kind: 'error', name: 'prepare' });
  });
});
