import { checks as catalogChecks } from '../../app/catalog/checks';
import { checks as storefrontChecks } from '../../app/storefront/checks';
import { checksOf } from '../../lib/delivery/service-checks';

const platform = [
  { path: '/ready' },
  { path: '/api/version', contentType: 'application/json', fields: { version: 'text' }, identity: true },
];

it.each([
  ['storefront', storefrontChecks, ['/', '/api/products']],
  ['catalog', catalogChecks, ['/products']],
])('asks %s what every service answers and what it says itself', (service, own, paths) => {
  expect(checksOf(service)).toEqual([...platform, ...own]);
  expect(own.map(({ path }) => path)).toEqual(paths);
});

it('asks a service without checks of its own what every service answers', () => {
  expect(checksOf('newcomer')).toEqual(platform);
});

it('always asks who answers', () => {
  for (const service of ['storefront', 'catalog', 'newcomer']) {
    expect(checksOf(service).filter(({ identity }) => identity)).toHaveLength(1);
  }
});
