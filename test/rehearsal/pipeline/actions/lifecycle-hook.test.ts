import type { LifecycleHookEvent } from '../../../../rehearsal/cloud/native-types';
import { invokeLifecycleHook } from '../../../../rehearsal/pipeline/actions/lifecycle-hook';
import type { Invocation } from '../../../../rehearsal/pipeline/lambda/instance';
import { testContext } from '../run-context-fixture';

const payload: LifecycleHookEvent = {
  executionId: '1',
  lifecycleStage: 'POST_TEST_TRAFFIC_SHIFT',
  resourceArn: 'arn:deployment',
  executionDetails: {
    serviceArn: 'arn:web',
    targetServiceRevisionArn: 'arn:revision',
    testTrafficWeights: {},
    productionTrafficWeights: {},
  },
};

async function answerTo(invocation: Invocation) {
  const asked: unknown[] = [];
  const { context, events } = testContext({}, (name, event) => {
    asked.push([name, event]);
    return Promise.resolve(invocation);
  });
  const call = { functionArn: 'arn:check', payload, signal: new AbortController().signal };
  const answer = await invokeLifecycleHook(call, context);
  expect(asked).toEqual([['arn:check', payload]]);
  return { answer, events };
}

describe('a lifecycle hook', () => {
  it('that is not run lets the deployment go on, and is told', async () => {
    const { context, unchecked } = testContext({}, () => Promise.reject(new Error('it was run')));
    const functionsNotRun = [{ name: 'check', arn: 'arn:check', why: 'a function on python3.13 is not run' }];
    const call = { functionArn: 'arn:check', payload, signal: new AbortController().signal };
    const model = { ...context.model, functionsNotRun };
    expect(await invokeLifecycleHook(call, { ...context, model })).toEqual({ hookStatus: 'SUCCEEDED' });
    expect(unchecked).toEqual(['check: a function on python3.13 is not run, so it decides nothing']);
  });

  it('says no with what it printed last as the reason', async () => {
    const { context } = testContext({}, () =>
      Promise.resolve({ succeeded: true, result: { hookStatus: 'FAILED' } }),
    );
    jest.spyOn(context.functions, 'reasonOf').mockReturnValue('/cart: status 500 instead of 200');
    const call = { functionArn: 'arn:check', payload, signal: new AbortController().signal };
    expect(await invokeLifecycleHook(call, context)).toEqual({
      hookStatus: 'FAILED',
      detail: '/cart: status 500 instead of 200',
    });
  });

  it.each([
    ['SUCCEEDED', { hookStatus: 'SUCCEEDED' }],
    ['FAILED', { hookStatus: 'FAILED' }],
    [
      'IN_PROGRESS with all it may say',
      { hookStatus: 'IN_PROGRESS', callBackDelay: 60, hookDetails: { a: 1 } },
    ],
  ])('may answer %s', async (_what, result) => {
    expect((await answerTo({ succeeded: true, result })).answer).toEqual(result);
  });

  it('says that it is not done', async () => {
    const { events } = await answerTo({ succeeded: true, result: { hookStatus: 'IN_PROGRESS' } });
    expect(events).toMatchObject([
      { type: 'note', text: 'The hook at POST_TEST_TRAFFIC_SHIFT is not done yet.' },
    ]);
  });

  it.each([
    ['nothing', null],
    ['another form', { status: 'Succeeded' }],
    ['an unknown status', { hookStatus: 'DONE' }],
    ['a delay that is no number', { hookStatus: 'IN_PROGRESS', callBackDelay: 'soon' }],
  ])('has failed when it answers %s', async (_what, result) => {
    expect((await answerTo({ succeeded: true, result })).answer).toEqual({
      hookStatus: 'FAILED',
      detail: 'it gave no hookStatus of SUCCEEDED, FAILED or IN_PROGRESS',
      broken: true,
    });
  });

  it('has failed when it throws', async () => {
    const { answer } = await answerTo({ succeeded: false, reason: 'Error: broken' });
    expect(answer).toEqual({ hookStatus: 'FAILED', detail: 'Error: broken', broken: true });
  });
});
