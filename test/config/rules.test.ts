import { brokenRules } from '../../lib/config/rules';

const catalog = { name: 'catalog', exposure: 'internal', delivery: { kind: 'rolling' } };
const storefront = {
  name: 'storefront',
  exposure: 'public',
  delivery: { kind: 'canary', percent: 10, intervalMinutes: 5 },
};

/** Paths of the rules that a project with these services breaks. */
function brokenBy(services: readonly unknown[], changes: object = {}): string[] {
  const environment = {
    name: 'sandbox',
    region: 'us-east-1',
    egress: { kind: 'nat-instance' },
    services,
    ...changes,
  };
  const input = { toolchain: { region: 'us-east-1' }, environments: [environment] };
  return brokenRules(input).map(({ path }) => path.replace('environments[0].', ''));
}

it('are kept by a public canary that calls an internal rolling service', () => {
  expect(brokenBy([{ ...storefront, calls: ['catalog'] }, catalog])).toEqual([]);
});

describe.each([
  ['scaling', { minTasks: 4 }, []],
  ['scaling', { minTasks: 5 }, ['scaling.maxTasks']],
  ['scaling', { minTasks: 7, maxTasks: 7 }, []],
  ['scaling', { minTasks: 7, maxTasks: 6 }, ['scaling.maxTasks']],
  ['scaling', { requestsPerMinutePerTask: 600 }, []],
  ['scaling', { cpuPercent: 50 }, ['scaling.cpuPercent']],
  ['scaling', { minTasks: 9, cpuPercent: 50 }, ['scaling.maxTasks', 'scaling.cpuPercent']],
  ['cpu', 512, ['memoryMiB']],
  ['memoryMiB', 2048, []],
  ['memoryMiB', 3072, ['memoryMiB']],
  ['delivery', { kind: 'rolling' }, []],
  ['delivery', { kind: 'blue-green', controller: 'ecs', bakeMinutes: 60 }, ['delivery']],
  ['objective', { availabilityPercent: 99.5 }, []],
  ['name', 'placeholder', ['name']],
])('a public service with the %s %j', (field, value, broken) => {
  it(`breaks ${broken.join(' and ') || 'no rule'}`, () => {
    expect(brokenBy([{ ...storefront, [field]: value }])).toEqual(
      broken.map((path) => `services[0].${path}`),
    );
  });
});

describe.each([
  ['scaling', { cpuPercent: 50 }, []],
  ['scaling', { requestsPerMinutePerTask: 600 }, ['scaling.requestsPerMinutePerTask']],
  ['delivery', storefront.delivery, ['delivery.kind']],
  ['objective', { availabilityPercent: 99.5 }, ['objective']],
  [
    'https',
    { domainName: 'a.example.com', certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/a' },
    ['https'],
  ],
])('an internal service with the %s %j', (field, value, broken) => {
  it(`breaks ${broken.join(' and ') || 'no rule'}`, () => {
    expect(brokenBy([{ ...catalog, [field]: value }])).toEqual(broken.map((path) => `services[0].${path}`));
  });
});

describe('a call', () => {
  it.each([
    ['to an internal service', 'catalog', []],
    ['to a public service', 'shop', ['services[0].calls[0]']],
    ['to itself', 'storefront', ['services[0].calls[0]']],
    ['to nobody', 'nobody', ['services[0].calls[0]']],
  ])('%s', (_what, called, broken) => {
    expect(brokenBy([{ ...storefront, calls: [called] }, catalog, { ...storefront, name: 'shop' }])).toEqual(
      broken,
    );
  });

  it('of an internal service to itself', () => {
    expect(brokenBy([{ ...catalog, calls: ['catalog'] }])).toEqual(['services[0].calls[0]']);
  });

  it('is judged one by one, and the message names those that can be called', () => {
    const services = [
      { ...storefront, calls: ['catalog', 'x', 'shop'] },
      catalog,
      { ...catalog, name: 'stock' },
    ];
    const environments = [{ name: 'sandbox', services }];
    const problems = brokenRules({ environments }).filter(({ path }) => path.includes('calls'));
    expect(problems.map(({ got }) => got)).toEqual(['x', 'shop']);
    expect(problems[0]?.message).toMatch(/^allowed: catalog, stock; fix: /);
  });

  it('of a lone service has nobody to name', () => {
    const [problem] = brokenRules({ environments: [{ services: [{ ...storefront, calls: ['x'] }] }] });
    expect(problem?.message).toMatch(/^allowed: none, there is no other internal service; fix: /);
  });
});

describe('the way out of the network', () => {
  it.each([
    [{ kind: 'nat-instance', instanceType: 't4g.nano' }, []],
    [{ kind: 'nat-instance', gateways: 1 }, ['egress.gateways']],
    [{ kind: 'nat-gateways', gateways: 2 }, []],
    [{ kind: 'nat-gateways', instanceType: 't4g.nano' }, ['egress.instanceType']],
  ])('%j', (egress, broken) => {
    expect(brokenBy([catalog], { egress })).toEqual(broken);
  });
});

it.each([
  ['twice', ['a1', 'b1', 'a1'], [2]],
  ['three times', ['a1', 'a1', 'a1'], [1, 2]],
  ['once', ['a1', 'b1', 'c1'], []],
])('a name that is there %s is reported at each place but the first', (_count, names, places) => {
  const services = names.map((name) => ({ ...catalog, name }));
  expect(brokenBy(services)).toEqual(places.map((place) => `services[${place}].name`));
});

it('says nothing of a service whose own shape is wrong, and still checks its neighbours', () => {
  const misspelt = { ...storefront, scaling: { minTasks: 9 }, colour: 'red' };
  const wrong = { ...catalog, scaling: { minTasks: 9 } };
  expect(brokenBy([misspelt, wrong])).toEqual(['services[1].scaling.maxTasks']);
});

it.each([
  undefined,
  null,
  'text',
  7,
  [],
  {},
  { environments: 'none' },
  { environments: [null, { services: 7 }] },
])('finds no broken rule in %j, which has no shape at all', (input) => {
  expect(brokenRules(input)).toEqual([]);
});
