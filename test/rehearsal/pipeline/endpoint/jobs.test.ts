import { Answers } from '../../../../rehearsal/pipeline/endpoint/jobs';

const HOOK = { deploymentId: 'd-1', lifecycleEventHookExecutionId: 'h-1' };

function setUp() {
  const answers = new Answers();
  const pipeline = answers.pipelineOperations();
  const { PutLifecycleEventHookExecutionStatus: putStatus } = answers.deployOperations();
  return { answers, pipeline, putStatus: (input: Record<string, unknown>): unknown => putStatus?.(input) };
}

describe('answers to CodePipeline', () => {
  it('reach the job that they name, whatever the order', async () => {
    const { answers, pipeline } = setUp();
    const [one, two] = [answers.waitForJob('1'), answers.waitForJob('2')];
    pipeline.PutJobSuccessResult?.({ jobId: '2', outputVariables: { image: 'b' } });
    pipeline.PutJobSuccessResult?.({ jobId: '1' });
    expect(await one).toEqual({ succeeded: true, variables: {} });
    expect(await two).toEqual({ succeeded: true, variables: { image: 'b' } });
  });

  it('need no message to be a failure', async () => {
    const { answers, pipeline } = setUp();
    const waiting = answers.waitForJob('1');
    pipeline.PutJobFailureResult?.({ jobId: '1' });
    expect(await waiting).toEqual({ succeeded: false, reason: 'the function reported a failure' });
  });

  it.each([
    ['nobody waits for', { jobId: '9' }, 'there is no job 9'],
    ['has no id', {}, 'the member jobId must be a text that is not empty'],
  ])('are refused for a job that %s', (_what, input, message) => {
    const { pipeline } = setUp();
    expect(() => pipeline.PutJobSuccessResult?.(input)).toThrow(message);
    expect(() => pipeline.PutJobFailureResult?.(input)).toThrow(message);
  });
});

describe('answers to CodeDeploy', () => {
  it('give the execution back and end the waiting', async () => {
    const { answers, putStatus } = setUp();
    const waiting = answers.waitForHook('d-1', 'h-1');
    expect(putStatus({ ...HOOK, status: 'Succeeded' })).toEqual({ lifecycleEventHookExecutionId: 'h-1' });
    expect(await waiting).toBe('Succeeded');
  });

  it.each([
    ['another status', { ...HOOK, status: 'Skipped' }, 'the status Skipped is not valid'],
    ['no status', HOOK, 'the member status must be a text'],
    [
      'another deployment',
      { ...HOOK, deploymentId: 'd-2', status: 'Failed' },
      'there is no hook execution h-1',
    ],
    [
      'no execution',
      { deploymentId: 'd-1', status: 'Failed' },
      'lifecycleEventHookExecutionId must be a text',
    ],
  ])('are refused with %s, and the deployment goes on waiting', async (_what, input, message) => {
    const { answers, putStatus } = setUp();
    const waiting = answers.waitForHook('d-1', 'h-1');
    expect(() => putStatus(input)).toThrow(message);
    putStatus({ ...HOOK, status: 'Failed' });
    expect(await waiting).toBe('Failed');
  });
});
