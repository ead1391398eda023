import { symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ENV } from '../../../app/shared/contract';
import { buildBaseline } from '../../../rehearsal/pipeline/baseline';
import { UsageError } from '../../../rehearsal/usage-error';
import { testService } from './model-fixture';
import { testContext } from './run-context-fixture';
import { temporaryDirectory } from './temporary';

const DOCKERFILE =
  'FROM node:24\nARG SERVICE\nARG RELEASE_VERSION\nENV V=$RELEASE_VERSION\nCOPY build/${SERVICE}.js /app/server.js';
const BUNDLE =
  "require('fs').mkdirSync('build'); for (const s of ['shop', 'web']) require('fs').writeFileSync(`build/${s}.js`, s);";

function setUp(files: Record<string, string>) {
  const project = temporaryDirectory(files);
  symlinkSync(resolve(__dirname, '../../../node_modules'), join(project, 'node_modules'));
  return testContext({}, undefined, { project });
}

describe('what runs before the release', () => {
  it('is built once from the tree for every service, and pushed to the repository of its template', async () => {
    const { context } = setUp({ 'app/Dockerfile': DOCKERFILE, 'scripts/bundle.ts': BUNDLE });
    const shop = testService({ name: 'storefront' });
    const named = {
      ...shop,
      task: { ...shop.task, image: 'host/shop:placeholder', environment: { [ENV.service]: 'shop' } },
    };
    const images = await buildBaseline(context, [named, testService()]);
    expect(images.storefront).toMatch(/^host\/shop@sha256:\w{64}$/);
    expect(images.web).toMatch(/^repo\/web@sha256:\w{64}$/);
    expect(context.images.find(images.storefront ?? '')?.environment).toEqual({ V: 'before' });
    expect(context.images.find('host/shop:before-storefront')?.digest).toBe(images.storefront?.split('@')[1]);
  });

  it('may be bad in one environment and sound in the next, from one repository', async () => {
    const { context } = setUp({ 'app/Dockerfile': DOCKERFILE, 'scripts/bundle.ts': BUNDLE });
    const { task } = testService();
    const places = ['staging/web', 'production/web'].map((name) =>
      testService({ name, task: { ...task, environment: { [ENV.service]: 'web' } } }),
    );
    const images = await buildBaseline(context, places, { 'staging/web': 'error-rate=1' });
    const environments = places.map(({ name }) => context.images.find(images[name] ?? '')?.environment);
    expect(environments).toEqual([{ V: 'before', FAULTS: 'error-rate=1' }, { V: 'before' }]);
    expect(context.images.all()).toHaveLength(2);
  });

  it.each([
    [{}, 'app/Dockerfile is missing'],
    [{ 'app/Dockerfile': DOCKERFILE }, 'scripts/bundle.ts is missing'],
    [
      {
        'app/Dockerfile': DOCKERFILE,
        'scripts/bundle.ts': "console.error('no entry\\nmore'); process.exit(1);",
      },
      /^the services cannot be bundled: no entry$/,
    ],
  ])('cannot be built from %j', async (files, message) => {
    const built = buildBaseline(setUp(files).context, [testService()]);
    await expect(built).rejects.toThrow(UsageError);
    await expect(built).rejects.toThrow(message);
  });
});
