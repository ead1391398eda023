import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { buildSync } from 'esbuild';
import { changedServices, releasePaths, SHARED_PATHS } from '../../lib/source/release-paths';
import { serviceNames } from '../../scripts/bundle';

const SERVICES = ['catalog', 'storefront', 'store'];
const ROOT = resolve(__dirname, '..', '..');

it.each([
  ['a file of a service', ['app/catalog/main.ts'], ['catalog']],
  ['a file deep in a service', ['app/storefront/a/b/c.ts'], ['storefront']],
  [
    'files of two services, in the order of the services',
    ['app/storefront/a', 'app/catalog/a'],
    ['catalog', 'storefront'],
  ],
  ['a service whose name begins another one', ['app/store/a'], ['store']],
  ['code that services share', ['app/shared/config.ts'], SERVICES],
  ['the image', ['app/Dockerfile'], SERVICES],
  ['the packages', ['package.json'], SERVICES],
  ['the lock file', ['package-lock.json'], SERVICES],
  ['the language level', ['tsconfig.json'], SERVICES],
  ['a script of the build', ['scripts/release/files.ts'], SERVICES],
  ['the steps of the build', ['buildspec.yml'], SERVICES],
  ['the steps of CodeDeploy', ['appspec.yml'], SERVICES],
  ['one of many files', ['README.md', 'docs/a.md', 'app/catalog/a', 'lib/b.ts'], ['catalog']],
  ['no file', [], []],
  ['documentation', ['README.md', 'docs/cost.md'], []],
  ['infrastructure', ['lib/source/push.ts', 'bin/environments.ts', 'cdk.json'], []],
  ['tests', ['test/app/catalog/service.test.ts'], []],
  ['the image of the time before the first release', ['app/placeholder/server.js'], []],
  ['a package file that is not at the top', ['docs/package.json'], []],
  ['another Dockerfile', ['app/Dockerfile.old'], []],
  ['another file beside buildspec.yml', ['pull-request.buildspec.yml'], []],
  ['a dot that is none', ['buildspecXyml'], []],
  ['a folder that ends like one', ['my-app/catalog/a', 'old/app/shared/a'], []],
  ['the name of a folder without a file', ['app/catalog'], []],
  ['a name with a line break', ['app/catalog/a\nb'], ['catalog']],
])('releases for %s', (_, changed, services) => {
  expect(changedServices(SERVICES, changed)).toEqual(services);
});

it('has no more patterns than CodePipeline takes in a filter', () => {
  expect(releasePaths('catalog').length).toBeLessThanOrEqual(8);
});

it('names only what is there', () => {
  for (const pattern of SHARED_PATHS) {
    const [folder, name = ''] = [dirname(pattern), basename(pattern)];
    const files = readdirSync(join(ROOT, folder)).map((file) => join(folder, file));
    const found =
      name === '**' ? files : files.filter((file) => changedServices(['none'], [file]).length > 0);
    expect([pattern, found.length > 0]).toEqual([pattern, true]);
  }
});

it('has every pattern in the docs', () => {
  const page = readFileSync(join(ROOT, 'docs/git-strategy.md'), 'utf8');
  const patterns = releasePaths('<service>');
  expect(patterns.filter((pattern) => !page.includes(`\`${pattern}\``))).toEqual([]);
});

it.each(serviceNames())(
  'releases %s for every file of the project that its bundle is made from',
  (service) => {
    const { metafile } = buildSync({
      absWorkingDir: ROOT,
      entryPoints: [`app/${service}/main.ts`],
      bundle: true,
      packages: 'external',
      platform: 'node',
      write: false,
      metafile: true,
    });
    const inputs = Object.keys(metafile.inputs);
    expect(inputs.length).toBeGreaterThan(5);
    expect(inputs.filter((file) => changedServices([service], [file]).length === 0)).toEqual([]);
  },
);
