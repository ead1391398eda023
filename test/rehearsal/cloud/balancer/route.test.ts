import { createRoute, matchesRule } from '../../../../rehearsal/cloud/balancer/route';
import type { RuleCondition } from '../../../../rehearsal/model';
import { fakeGroup } from '../support/fake-balancer';

const request = {
  url: '/api/products?page=1',
  method: 'GET',
  headers: { host: 'Shop.Example:8080', 'x-test': 'Yes' },
};

test.each<[RuleCondition, boolean]>([
  [{ field: 'path-pattern', values: ['/*'] }, true],
  [{ field: 'path-pattern', values: ['/API/*'] }, false],
  [{ field: 'path-pattern', values: ['/admin', '/api/product?'] }, true],
  [{ field: 'path-pattern', values: ['/api'] }, false],
  [{ field: 'path-pattern', values: ['/api/.*'] }, false],
  [{ field: 'host-header', values: ['*.example'] }, true],
  [{ field: 'host-header', values: ['example'] }, false],
  [{ field: 'http-request-method', values: ['POST'] }, false],
  [{ field: 'http-header', header: 'X-Test', values: ['yes'] }, true],
  [{ field: 'http-header', header: 'X-Other', values: ['*'] }, false],
])('the request and %j: %s', (condition, expected) => {
  expect(matchesRule([condition], request)).toBe(expected);
});

test('a rule wants all of its conditions, and one without conditions takes everything', () => {
  const path: RuleCondition = { field: 'path-pattern', values: ['/*'] };
  expect(matchesRule([path, { field: 'http-request-method', values: ['PUT'] }], request)).toBe(false);
  expect(matchesRule([], request)).toBe(true);
});

test('a route picks by its weights and can be given others', () => {
  const [blue, green] = [fakeGroup('blue'), fakeGroup('green')];
  const route = createRoute('arn:rule', [{ item: blue, weight: 1 }]);
  expect(route.pick()).toBe(blue);
  route.setForward([
    { item: blue, weight: 0 },
    { item: green, weight: 100 },
  ]);
  expect(route.pick()).toBe(green);
  route.setForward([]);
  expect(route.pick()).toBeUndefined();
});
