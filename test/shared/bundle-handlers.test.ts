import { rmSync } from 'node:fs';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import type { BuildOptions } from 'esbuild';
import type * as bundling from '../../lib/shared/bundle-handlers';

jest.mock('esbuild', () => ({ build: jest.fn(() => Promise.resolve({})), buildSync: jest.fn() }));

const ahead = jest.mocked(esbuild.build);
const now = jest.mocked(esbuild.buildSync);

/** The module anew, with nothing bundled. */
function fresh(): typeof bundling {
  jest.resetModules();
  jest.doMock('esbuild', () => esbuild);
  return jest.requireActual('../../lib/shared/bundle-handlers');
}

/** What the last call asked for, and its directory apart. */
function asked(mock: { mock: { calls: [BuildOptions][] } }): { outdir: string; rest: BuildOptions } {
  const { outdir = '', ...rest } = mock.mock.calls.at(-1)?.[0] ?? {};
  return { outdir, rest };
}

afterEach(() => {
  for (const [{ outdir = '' }] of [...ahead.mock.calls, ...now.mock.calls])
    rmSync(outdir, { recursive: true });
  jest.clearAllMocks();
});

it('bundles all handlers at once when one is asked for, and not again for the next', () => {
  const { handlerDirectory } = fresh();
  const first = handlerDirectory('lib/delivery/validate-release.lambda.ts');
  const second = handlerDirectory('lib/pipeline/prepare-release.lambda.ts');
  const { outdir } = asked(now);
  expect(first).toBe(join(outdir, 'validate-release'));
  expect(second).toBe(join(outdir, 'prepare-release'));
  expect(now).toHaveBeenCalledTimes(1);
});

it('has nothing left to do when they were bundled ahead', async () => {
  const { bundleHandlers, handlerDirectory } = fresh();
  await bundleHandlers();
  const directory = handlerDirectory('lib/delivery/verify-release.lambda.ts');
  expect(directory).toBe(join(asked(ahead).outdir, 'verify-release'));
  expect(now).not.toHaveBeenCalled();
});

it('makes the same bundles ahead as later, so that the hashes of the functions do not depend on the way', async () => {
  const { bundleHandlers } = fresh();
  await bundleHandlers();
  fresh().handlerDirectory('any.lambda.ts');
  expect(asked(now).rest).toEqual(asked(ahead).rest);
  expect(asked(now).rest.entryPoints).toEqual([
    { in: 'lib/delivery/validate-release.lambda.ts', out: 'validate-release/index' },
    { in: 'lib/delivery/verify-release.lambda.ts', out: 'verify-release/index' },
    { in: 'lib/pipeline/prepare-release.lambda.ts', out: 'prepare-release/index' },
  ]);
});

it('bundles by itself when bundling ahead has failed', async () => {
  const { bundleHandlers, handlerDirectory } = fresh();
  ahead.mockRejectedValueOnce(new Error('no such file'));
  await expect(bundleHandlers()).rejects.toThrow('no such file');
  handlerDirectory('any.lambda.ts');
  expect(now).toHaveBeenCalledTimes(1);
});
