import { symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ENV } from '../../../app/shared/contract';
import { buildBaseline } from '../../../rehearsal/pipeline/baseline';
import { UsageError } from '../../../rehearsal/usage-error';
import { testBalancer, testTargetGroup } from '../cloud/support/models';
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
      testService({
        name,
        task: { ...task, environment: { [ENV.service]: 'web', [ENV.faultsAllowed]: 'false' } },
      }),
    );
    const images = await buildBaseline(context, places, { 'staging/web': 'error-rate=1' });
    const environments = places.map(({ name }) => context.images.find(images[name] ?? '')?.environment);
    expect(environments).toEqual([{ V: 'before', FAULTS: 'error-rate=1' }, { V: 'before' }]);
    expect(context.images.all()).toHaveLength(2);
  });

  it.each([
    [{}],
    [{ 'app/Dockerfile': DOCKERFILE }],
    [{ 'scripts/bundle.ts': BUNDLE }],
    [{ Dockerfile: DOCKERFILE }],
  ])('is a small server where the tree has only %j, and that is said', async (files) => {
    const { context, events } = setUp(files);
    const task = { ...testService().task, containerPort: 3000, image: 'host/quotes:latest' };
    const images = await buildBaseline(context, [testService({ name: 'My Quotes', task })]);
    const image = context.images.find(images['My Quotes'] ?? '');
    expect(image?.reference).toMatch(/^host\/quotes@sha256:\w{64}$/);
    expect(image).toMatchObject({
      command: ['node', 'server.js'],
      environment: { FIRST_PORT: '3000', FIRST_STATUS: '200', RELEASE_VERSION: 'before' },
      standsIn: true,
      recipe: { buildArguments: { FIRST_PORT: '3000' } },
    });
    const [note] = events.filter((event) => event.type === 'note');
    expect(note?.text).toContain('(it lacks app/Dockerfile and scripts/bundle.ts)');
  });

  it('is a server that answers what the health checks take', async () => {
    const { context } = setUp({});
    const { loadBalancers } = context.model;
    const group = testTargetGroup('blue', { matcher: '204,301-302' });
    const model = {
      ...context.model,
      loadBalancers: [...loadBalancers, { ...testBalancer, targetGroups: [group] }],
    };
    const images = await buildBaseline({ ...context, model }, [testService()]);
    expect(context.images.find(images.web ?? '')?.environment.FIRST_STATUS).toBe('204');
  });

  it('may have a fault around it, where a service knows none', async () => {
    const { context } = setUp({});
    const task = { ...testService().task, environment: {} };
    const images = await buildBaseline(context, [testService({ task })], { web: 'error-rate=0.25' });
    expect(context.images.find(images.web ?? '')?.faultsAround).toMatchObject({ errorRate: 0.25 });
  });

  it('cannot be built from services that cannot be bundled', async () => {
    const script = "console.error('no entry\\nmore'); process.exit(1);";
    const { context } = setUp({ 'app/Dockerfile': DOCKERFILE, 'scripts/bundle.ts': script });
    const built = buildBaseline(context, [testService()]);
    await expect(built).rejects.toThrow(UsageError);
    await expect(built).rejects.toThrow(/^the services cannot be bundled: no entry$/);
  });
});
