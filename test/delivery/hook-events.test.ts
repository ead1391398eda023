import { ecsAnswer, excuse, isEcsHook, isPlaceholder } from '../../lib/delivery/hook-events';
import type { Verdict } from '../../lib/delivery/verdict';
import { CODE_DEPLOY_EVENT, ecsEvent } from './hook-payloads';

const failed = [{ path: '/ready', passed: false, attempts: 4, problems: ['status 500 instead of 200'] }];
const good: Verdict = { good: true, message: 'all 1 checks passed', checks: [] };
const bad: Verdict = { good: false, message: 'no', checks: failed };
const unknown: Verdict = { good: false, message: 'ECS does not answer', checks: [] };

it('tells the two callers apart', () => {
  expect([isEcsHook(ecsEvent()), isEcsHook(CODE_DEPLOY_EVENT)]).toEqual([true, false]);
});

it('judges at one stage only, so that nothing stands in the way of a rollback', () => {
  expect(excuse(CODE_DEPLOY_EVENT)).toBeUndefined();
  expect(excuse(ecsEvent({ lifecycleStage: 'POST_TEST_TRAFFIC_SHIFT' }))).toBeUndefined();
  for (const lifecycleStage of ['TEST_TRAFFIC_SHIFT', 'PRODUCTION_TRAFFIC_SHIFT', 'RECONCILE_SERVICE']) {
    expect(excuse(ecsEvent({ lifecycleStage }))).toBe(`nothing is checked at ${lifecycleStage}`);
  }
});

it.each([
  ['111122223333.dkr.ecr.us-east-1.amazonaws.com/shop/placeholder:placeholder-arm64', true],
  ['111122223333.dkr.ecr.us-east-1.amazonaws.com/shop/storefront@sha256:1234', false],
  ['111122223333.dkr.ecr.us-east-1.amazonaws.com/placeholder-shop/storefront:1', false],
  ['111122223333.dkr.ecr.us-east-1.amazonaws.com/shop/placeholder-api:1', false],
])('%s is the image before the first release: %s', (image, expected) => {
  expect(isPlaceholder(image)).toBe(expected);
});

describe('the answer to ECS', () => {
  const again = (attempt: number) => ({
    hookStatus: 'IN_PROGRESS',
    callBackDelay: 30,
    hookDetails: { attempt },
  });

  it.each<[string, Verdict, unknown, object]>([
    ['lets a good release pass', good, undefined, { hookStatus: 'SUCCEEDED' }],
    ['ends a bad one at once', bad, undefined, { hookStatus: 'FAILED' }],
    ['asks for a second call when nothing could be checked', unknown, undefined, again(2)],
    ['asks for a third call', unknown, { attempt: 2 }, again(3)],
    ['gives up after the third', unknown, { attempt: 3 }, { hookStatus: 'FAILED' }],
    ['ends a bad one on a later call', bad, { attempt: 2 }, { hookStatus: 'FAILED' }],
    ['lets a good one pass on a later call', good, { attempt: 3 }, { hookStatus: 'SUCCEEDED' }],
    ['begins to count where the details are foreign', unknown, { other: 7 }, again(2)],
    ['begins to count where the details are text', unknown, '{"attempt":2}', again(2)],
    ['begins to count where the details are null', unknown, null, again(2)],
  ])('%s', (_, verdict, hookDetails, answer) => {
    expect(ecsAnswer(ecsEvent({ hookDetails }), verdict)).toEqual(answer);
  });
});
