import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import type { BuildOptions, BuildResult } from 'esbuild';
import type * as bundling from '../../lib/shared/bundle-handlers';
import * as keeping from '../../lib/shared/kept-directory';

jest.mock('esbuild', () => ({ version: '1', build: jest.fn(), buildSync: jest.fn() }));

const ahead = jest.mocked(esbuild.build);
const now = jest.mocked(esbuild.buildSync);

let cache: string;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'bundles-'));
  ahead.mockReset().mockResolvedValue(bundleOf('lib/delivery/plan.ts'));
  now.mockReset().mockReturnValue(bundleOf('app/shared/contract.ts', 'node_modules/zod/index.js'));
});
afterEach(() => rmSync(cache, { recursive: true }));

/** What esbuild says of a bundle with these files in it. */
function bundleOf(...inputs: string[]): BuildResult & { metafile: NonNullable<BuildResult['metafile']> } {
  const metafile = {
    inputs: Object.fromEntries(inputs.map((input) => [input, { bytes: 1, imports: [] }])),
    outputs: {},
  };
  return { errors: [], warnings: [], outputFiles: [], metafile, mangleCache: {} };
}

/** The module anew, as in another process, with its cache in a directory of this test. */
function fresh(): typeof bundling {
  jest.resetModules();
  jest.doMock('esbuild', () => esbuild);
  jest.doMock('../../lib/shared/kept-directory', () => ({
    KeptDirectory: class extends keeping.KeptDirectory {
      constructor(_parent: string, state: string) {
        super(cache, state);
      }
    },
  }));
  return jest.requireActual('../../lib/shared/bundle-handlers');
}

/** What the last call asked for, without its directory. */
function asked(mock: { mock: { calls: [BuildOptions][] } }): BuildOptions {
  return { ...mock.mock.calls.at(-1)?.[0], outdir: undefined };
}

it('bundles all handlers at once when one is asked for, and not again for the next', () => {
  const { handlerDirectory } = fresh();
  const first = handlerDirectory('lib/delivery/check-release.lambda.ts');
  const second = handlerDirectory('lib/pipeline/prepare-release.lambda.ts');
  const [state = ''] = readdirSync(cache);
  expect(first).toBe(join(cache, state, 'check-release'));
  expect(second).toBe(join(cache, state, 'prepare-release'));
  expect(now).toHaveBeenCalledTimes(1);
});

it('has nothing left to do when they were bundled ahead', async () => {
  const { bundleHandlers, handlerDirectory } = fresh();
  await bundleHandlers();
  handlerDirectory('lib/delivery/check-release.lambda.ts');
  expect(ahead).toHaveBeenCalledTimes(1);
  expect(now).not.toHaveBeenCalled();
});

it('keeps them for the next process, whichever way they were made', async () => {
  fresh().handlerDirectory('any.lambda.ts');
  await fresh().bundleHandlers();
  fresh().handlerDirectory('any.lambda.ts');
  expect(now).toHaveBeenCalledTimes(1);
  expect(ahead).not.toHaveBeenCalled();
});

it('makes the same bundles ahead as later, so that the hashes of the functions do not depend on the way', async () => {
  await fresh().bundleHandlers();
  rmSync(cache, { recursive: true });
  fresh().handlerDirectory('any.lambda.ts');
  expect(asked(now)).toEqual(asked(ahead));
  expect(asked(now).entryPoints).toContainEqual({
    in: 'lib/delivery/check-release.lambda.ts',
    out: 'check-release/index',
  });
});

it('bundles by itself when bundling ahead has failed', async () => {
  const { bundleHandlers, handlerDirectory } = fresh();
  ahead.mockRejectedValueOnce(new Error('no such file'));
  await expect(bundleHandlers()).rejects.toThrow('no such file');
  expect(readdirSync(cache)).toEqual([]);
  handlerDirectory('any.lambda.ts');
  expect(now).toHaveBeenCalledTimes(1);
});

it('fails when a handler imports a file whose change would go unnoticed, and keeps nothing', () => {
  now.mockReturnValue(bundleOf('lib/delivery/plan.ts', 'rehearsal/model.ts'));
  expect(() => fresh().handlerDirectory('any.lambda.ts')).toThrow('a handler imports rehearsal/model.ts');
  expect(readdirSync(cache)).toEqual([]);
});
