import { loadAssembly } from '../../../rehearsal/cli/load-assembly';
import { Shutdown } from '../../../rehearsal/cli/shutdown';
import { synthesize } from '../../../rehearsal/cli/synthesize';
import type { ServiceModel } from '../../../rehearsal/model';
import { readAssembly } from '../../../rehearsal/template/read-assembly';
import { UsageError } from '../../../rehearsal/usage-error';
import { nativeStorefront } from '../cloud/support/models';
import { testModel, testPipeline, testService } from '../pipeline/model-fixture';

jest.mock('../../../rehearsal/cli/synthesize');
jest.mock('../../../rehearsal/template/read-assembly');

const shutdown = new Shutdown();
const NATIVE: ServiceModel = { ...nativeStorefront, name: 'web', arn: 'arn:web' };

/** What the templates say without and with the setting. */
function templates(...services: readonly ServiceModel[]): void {
  jest.mocked(synthesize).mockReset().mockResolvedValue();
  const read = jest.mocked(readAssembly).mockReset();
  for (const service of services) {
    const model = testModel({ pipelines: [testPipeline('shop-web')], services: [service] });
    read.mockReturnValueOnce({ model, unchecked: [], resolvedStacks: () => [] });
  }
}

const settings = (): unknown[] => jest.mocked(synthesize).mock.calls.map(([, , , given]) => given);

afterAll(() => shutdown.end());

describe('a strategy from the command line', () => {
  it('is asked of the app for the named service', async () => {
    templates(NATIVE);
    const loaded = await loadAssembly({ service: 'web', strategy: 'ecs/canary:10%/5m' }, '/p', shutdown);
    expect(settings()).toEqual([{ DELIVERY: 'web=ecs/canary:10%/5m' }]);
    expect(loaded.model.services).toEqual([NATIVE]);
  });

  it('is for the default service when none is named, which takes a look at the app as it is', async () => {
    templates(testService(), NATIVE);
    await loadAssembly({ strategy: 'ecs/canary:10%/5m' }, '/p', shutdown);
    expect(settings()).toEqual([{}, { DELIVERY: 'web=ecs/canary:10%/5m' }]);
  });

  it.each([
    ['another kind', 'ecs/linear:10%/5m', 'ecs canary'],
    ['another controller', 'canary:10%/5m', 'ecs canary'],
    ['rolling', 'rolling', 'ecs canary'],
  ])('is refused when the app gives something else: %s', async (_what, strategy, still) => {
    templates(NATIVE);
    const loaded = loadAssembly({ service: 'web', strategy }, '/p', shutdown);
    await expect(loaded).rejects.toThrow(
      new UsageError(
        `--strategy: the app was synthesized with DELIVERY="web=${strategy}", but web is still delivered by ${still}`,
      ),
    );
  });

  it('is asked of the project that was chosen', async () => {
    templates(NATIVE);
    const asked = { service: 'web', strategy: 'ecs/canary:10%/5m', projectFile: '/p/two.ts' };
    await loadAssembly(asked, '/p', shutdown);
    expect(settings()).toEqual([{ PROJECT_FILE: '/p/two.ts', DELIVERY: 'web=ecs/canary:10%/5m' }]);
  });

  it('is left out when none is given', async () => {
    templates(testService());
    await loadAssembly({}, '/p', shutdown);
    expect(settings()).toEqual([{}]);
  });
});
