import { nameRules } from '../../lib/config/name-rules';

/** Paths of the names that are refused, for environments written as `name: service service`. */
function refused(project: string, ...environments: readonly string[]): string[] {
  const parsed = environments.map((text) => {
    const [name, services = ''] = text.split(': ');
    return { name, services: services.split(' ') };
  });
  return nameRules(project, parsed).map(({ path }) => path);
}

it('takes names that make stacks, parameters and stages of their own', () => {
  expect(refused('shop', 'staging: cart pipeline', 'production: cart pipeline')).toEqual([]);
});

it.each(['aws', 'aws-shop', 'ssmith'])(
  'fails when the project is called %s, as no parameter may',
  (project) => {
    expect(refused(project, 'sandbox: cart')).toEqual(['project']);
  },
);

it.each(['source', 'build', 'scan'])('fails when an environment is called as the stage %s', (name) => {
  expect(refused('shop', 'staging: cart', `${name}: cart`)).toEqual(['environments[1].name']);
});

it.each(['placeholder', 'shared'])('fails when a service is called as the folder %s', (service) => {
  expect(refused('shop', `sandbox: cart ${service}`)).toEqual(['environments[0].services[1].name']);
});

it.each([
  [['sandbox: cart platform'], 'environments[0].services[1].name'],
  [['sandbox: cart observability'], 'environments[0].services[1].name'],
  [['pipeline: cart'], 'environments[0].services[0].name'],
  [['eu: west-cart', 'eu-west: cart'], 'environments[1].services[0].name'],
])('fails when %j would make two stacks of one name', (environments, path) => {
  expect(refused('shop', ...environments)).toEqual([path]);
});

it('leaves to others what has no name at all', () => {
  expect(nameRules(undefined, [{ name: undefined, services: ['cart', undefined] }])).toEqual([]);
});
