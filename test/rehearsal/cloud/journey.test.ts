import { JOURNEY } from '../../../app/storefront/journey';
import { createWeightedPicker } from '../../../rehearsal/cloud/balancer/weighted';
import { createJourney, FRONT_PAGE, requestOptions } from '../../../rehearsal/cloud/journey';

const steps = [
  { ...FRONT_PAGE, path: '/a', weight: 3 },
  { ...FRONT_PAGE, path: '/b', weight: 1 },
];

function take(count: number): string[] {
  const next = createJourney(steps);
  return Array.from({ length: count }, () => next().path);
}

it('chooses steps in their shares, the same in every run', () => {
  const chosen = take(4000);
  expect(chosen.filter((path) => path === '/b').length / 4000).toBeCloseTo(0.25, 1);
  expect(take(4000)).toEqual(chosen);
});

it('gives a canary of ten percent every kind of step, although both are dealt out evenly', () => {
  const colour = createWeightedPicker([
    { item: 'blue', weight: 90 },
    { item: 'green', weight: 10 },
  ]);
  const green = take(400).filter(() => colour() === 'green');
  expect(green).toHaveLength(40);
  expect(new Set(green)).toEqual(new Set(['/a', '/b']));
});

it('asks for the front page when no step is known', () => {
  expect(createJourney([])()).toBe(FRONT_PAGE);
});

it('of the shop looks more than it buys, and sends an order as JSON', () => {
  const [order, ...others] = JOURNEY.filter(({ method }) => method === 'POST');
  expect(others).toEqual([]);
  const sum = JOURNEY.reduce((total, { weight }) => total + weight, 0);
  expect((order?.weight ?? 0) / sum).toBeLessThanOrEqual(0.1);
  expect(order && requestOptions(order)).toMatchObject({
    path: '/api/orders',
    headers: { 'content-type': 'application/json', 'content-length': order?.body?.length },
  });
  expect(JSON.parse(order?.body ?? '')).toEqual({ items: [{ id: 'canary-mug', quantity: 1 }] });
});
