import { billOfBundle, packageFolder } from '../../scripts/release/bill-of-materials';

const component = (name: string, version: string, more: object = {}) => ({
  'bom-ref': `${name}@${version}`,
  name,
  version,
  ...more,
});

const project = {
  bomFormat: 'CycloneDX',
  metadata: { timestamp: 'now', tools: [{ name: 'cli' }] },
  components: [
    component('fastify', '5.0.0', { licenses: [{ license: { id: 'MIT' } }] }),
    component('semver', '7.0.0'),
    component('semver', '7.0.0'),
    component('semver', '6.0.0'),
    component('aws-cdk-lib', '2.0.0'),
  ],
  dependencies: [
    { ref: 'shop@1.0.0', dependsOn: ['fastify@5.0.0'] },
    { ref: 'fastify@5.0.0', dependsOn: ['semver@7.0.0', 'aws-cdk-lib@2.0.0'] },
    { ref: 'semver@7.0.0', dependsOn: [] },
  ],
};
const subject = { name: 'storefront', version: '0123456789ab', time: '2026-01-31T12:00:00.000Z' };
const bill = billOfBundle(project, new Set(['fastify@5.0.0', 'semver@7.0.0']), subject);

it('lists what is bundled, each version once, as the project knows it', () => {
  expect(bill.components).toEqual([project.components[0], project.components[1]]);
});

it('is about the service at its commit', () => {
  expect(bill.metadata).toEqual({
    timestamp: '2026-01-31T12:00:00.000Z',
    tools: [{ name: 'cli' }],
    component: {
      'bom-ref': 'storefront@0123456789ab',
      type: 'application',
      name: 'storefront',
      version: '0123456789ab',
    },
  });
});

it('points at nothing that it does not list', () => {
  expect(bill.dependencies).toEqual([
    { ref: 'fastify@5.0.0', dependsOn: ['semver@7.0.0'] },
    { ref: 'semver@7.0.0', dependsOn: [] },
  ]);
});

it('fails when a bundled package is not in the lock file', () => {
  expect(() => billOfBundle(project, new Set(['fastify@5.0.1', 'left@1.0.0']), subject)).toThrow(
    'bundled, but not in package-lock.json: fastify@5.0.1, left@1.0.0; run npm ci',
  );
});

it.each([
  ['node_modules/fastify/lib/a.js', 'node_modules/fastify'],
  ['node_modules/@fastify/helmet/index.js', 'node_modules/@fastify/helmet'],
  ['node_modules/a/node_modules/@b/c/x.js', 'node_modules/a/node_modules/@b/c'],
  ['../elsewhere/node_modules/a/x.js', '../elsewhere/node_modules/a'],
  ['app/storefront/main.ts', undefined],
  ['app/node_modules.ts', undefined],
])('%s belongs to %s', (file, folder) => {
  expect(packageFolder(file)).toBe(folder);
});
