import { JOURNEY } from '../../app/storefront/journey';
import { checksOf } from '../../lib/delivery/service-checks';
import { visitorsJourney } from '../../lib/service/journey-metadata';

it('visitors of a service do what its folder says', () => {
  expect(visitorsJourney('storefront')).toEqual(JOURNEY);
});

it.each(['catalog', 'quotes'])(
  'visitors of %s, which says nothing, ask for what a release is checked with',
  (name) => {
    const paths = checksOf(name).map(({ path }) => ({ method: 'GET', path, weight: 1 }));
    expect(visitorsJourney(name)).toEqual(paths);
    expect(paths.length).toBeGreaterThan(1);
  },
);
