import { ReleaseViews } from '../../lib/notifications/release-views';

const views = new ReleaseViews('shop', [
  { name: 'sandbox', region: 'us-east-1', services: ['catalog', 'storefront'] },
  { name: 'production', region: 'eu-west-1', services: ['storefront'] },
]);
const console = (region: string) =>
  `https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards/dashboard`;
const sandbox = { text: 'Dashboard of sandbox', url: `${console('us-east-1')}/shop_sandbox_storefront` };
const production = {
  text: 'Dashboard of production',
  url: `${console('eu-west-1')}/shop_production_storefront`,
};

describe('where a release can be watched', () => {
  it.each([
    ['the environment that it is in', 'storefront', 'production', [production]],
    ['every environment while it is in none', 'storefront', undefined, [sandbox, production]],
    ['every environment when the stage is no environment', 'storefront', 'Build', [sandbox, production]],
    ['nowhere for a service that nobody knows', 'cart', undefined, []],
  ])('is %s', (_, service, environment, links) => {
    expect(views.linksTo(service, environment)).toEqual(links);
  });

  it('is no environment that the service is not in', () => {
    expect(views.linksTo('catalog').map(({ text }) => text)).toEqual(['Dashboard of sandbox']);
  });

  it('is the same after the way through an environment variable', () => {
    const text = views.toText();
    expect(text).toBe('sandbox@us-east-1=catalog+storefront,production@eu-west-1=storefront');
    expect(ReleaseViews.fromEnvironment({ PROJECT: 'shop', RELEASE_VIEWS: text })).toEqual(views);
  });

  it.each(['', ',', 'sandbox', 'sandbox@us-east-1', '@us-east-1=storefront', undefined])(
    'is nowhere in %j',
    (text) => {
      const read = ReleaseViews.fromEnvironment({ PROJECT: 'shop', RELEASE_VIEWS: text });
      expect(read.linksTo('storefront')).toEqual([]);
    },
  );
});
