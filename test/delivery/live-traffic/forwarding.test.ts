import { forwardingOf, isWeights } from '../../../lib/delivery/live-traffic/forwarding';
import { BLUE, fixedResponse, GREEN, MAINTENANCE, toBoth, toOne } from './recorded-states';

const groups = { blue: BLUE, green: GREEN };
const authenticate = { Type: 'authenticate-oidc', Order: 1 };

it.each([
  ['CloudFormation has just made it, with one target group', toOne(BLUE), { blue: 1, green: 0 }],
  [
    'there is one target group without a weight',
    [{ Type: 'forward', TargetGroupArn: GREEN }],
    { blue: 0, green: 1 },
  ],
  [
    'a target group has the weight that is left out',
    [{ Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn: GREEN }] } }],
    { blue: 0, green: 1 },
  ],
  ['a release has gone to green', toBoth([GREEN, 100], [BLUE, 0]), { blue: 0, green: 100 }],
  ['a release has gone back to blue', toBoth([GREEN, 0], [BLUE, 100]), { blue: 100, green: 0 }],
  ['a canary is under way', toBoth([BLUE, 90], [GREEN, 10]), { blue: 90, green: 10 }],
  ['users sign in first', [authenticate, ...toOne(GREEN)], { blue: 0, green: 1 }],
  ['a third target group gets nothing', toBoth([BLUE, 100], [MAINTENANCE, 0]), { blue: 100, green: 0 }],
])('tells the weights when %s', (_, actions, weights) => {
  const found = forwardingOf(actions, groups);
  expect(found).toEqual(weights);
  expect(isWeights(found)).toBe(true);
});

it.each([
  ['a page is switched on by hand', fixedResponse, 'fixed-response'],
  ['there is no action', [], 'nothing'],
  ['it is another target group', toOne(MAINTENANCE), MAINTENANCE],
  ['another target group has a part', toBoth([BLUE, 50], [MAINTENANCE, 50]), MAINTENANCE],
  ['no target group has a weight', toBoth([BLUE, 0], [GREEN, 0]), 'target groups without any weight'],
  ['the action names no target group', [{ Type: 'forward' }], 'nothing'],
])('says where traffic goes when %s', (_, actions, elsewhere) => {
  const found = forwardingOf(actions, groups);
  expect(found).toEqual({ elsewhere });
  expect(isWeights(found)).toBe(false);
});

it('has no weights of what does not exist', () => {
  expect(isWeights(undefined)).toBe(false);
});
