import { configuredProject } from '../../bin/configured-project';

it('reads bin/environments.ts when nothing else is asked for', () => {
  const project = configuredProject({});
  expect(project.environments.map(({ name }) => name)).toEqual(['sandbox']);
});

it('reads the file that PROJECT_FILE names, from the directory of the project', () => {
  const project = configuredProject({ PROJECT_FILE: 'bin/staging-production.ts' });
  expect(project.environments.map(({ name }) => name)).toEqual(['staging', 'production']);
});

it('fails when PROJECT_FILE names no file', () => {
  expect(() => configuredProject({ PROJECT_FILE: 'bin/nope.ts' })).toThrow(
    'bin/nope.ts has one problem:\n  PROJECT_FILE: there is no such file',
  );
});

it('fails when the file has no configuration', () => {
  expect(() => configuredProject({ PROJECT_FILE: 'bin/configured-project.ts' })).toThrow(
    'bin/configured-project.ts has one problem:\n  project: got nothing',
  );
});

it('delivers one service another way where DELIVERY says so', () => {
  const { environments } = configuredProject({
    PROJECT_FILE: 'bin/staging-production.ts',
    DELIVERY: 'storefront=ecs/linear:20%/2m',
  });
  const deliveries = environments.flatMap(({ services }) =>
    services.map(({ name, delivery: { controller, kind } }) => `${name}: ${controller} ${kind}`),
  );
  expect(deliveries).toEqual([
    'catalog: ecs rolling',
    'storefront: ecs linear',
    'catalog: ecs rolling',
    'storefront: ecs linear',
  ]);
});

it.each([
  ['storefront', 'DELIVERY has one problem:\n  got "storefront"; allowed: service=strategy'],
  ['checkout=rolling', 'DELIVERY has one problem:\n  got "checkout"; allowed: catalog, storefront'],
  ['storefront=fast', 'DELIVERY has one problem:\n  strategy: '],
  ['catalog=linear:10%/1m', 'bin/environments.ts, with DELIVERY="catalog=linear:10%/1m", has one problem'],
])('fails when DELIVERY is %s', (override, message) => {
  expect(() => configuredProject({ DELIVERY: override })).toThrow(message);
});
