import { traceHeader } from '../../../../rehearsal/cloud/balancer/trace-header';

const OWN = '1-67891234-12456789abcdef0123456780';

it.each([
  ['no header', undefined, `Root=${OWN}`],
  ['an empty one', ' ', `Root=${OWN}`],
  ['a root', 'Root=1-6-a', `Self=${OWN};Root=1-6-a`],
  ['a field of an application', 'Root=1-6-a;CalledFrom=app', `Self=${OWN};Root=1-6-a;CalledFrom=app`],
  ['a self of another balancer', 'Self=1-5-b;Root=1-6-a', `Self=${OWN};Root=1-6-a`],
])(
  'of a request with %s the load balancer makes a header as AWS documents it',
  (_what, received, expected) => {
    expect(traceHeader(received, OWN)).toBe(expected);
  },
);

it('has the time of the request in a new id', () => {
  const [, seconds = ''] = /^Root=1-([0-9a-f]{8})-[0-9a-f]{24}$/.exec(traceHeader(undefined)) ?? [];
  expect(Math.abs(Number.parseInt(seconds, 16) - Date.now() / 1000)).toBeLessThan(5);
});
