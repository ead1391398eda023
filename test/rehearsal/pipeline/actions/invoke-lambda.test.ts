import type { RunContext } from '../../../../rehearsal/pipeline/action';
import { runLambda } from '../../../../rehearsal/pipeline/actions/invoke-lambda';
import type { Invocation } from '../../../../rehearsal/pipeline/lambda/functions';
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

  it('fails with the message of the job', async () => {
    const { context } = setUp(({ id }, { answers }) => {
      answers
        .pipelineOperations()
        .PutJobFailureResult?.({ jobId: id, failureDetails: { message: 'no image' } });
      return DONE;
    });
    expect(await runLambda(action, context, 'sandbox')).toEqual({ succeeded: false, reason: 'no image' });
  });

  it.each([
    ['fails', { succeeded: false, reason: 'Error: broken' } as const, 'prepare failed: Error: broken'],
    ['ends without a job result', DONE, 'prepare ended without a job result'],
  ])('fails when the function %s', async (_what, invocation, reason) => {
    const { context } = setUp(() => invocation);
    const outcome = await runLambda(action, context, 'sandbox');
    expect(outcome.succeeded).toBe(false);
    expect(outcome.reason).toContain(reason);
  });
});
