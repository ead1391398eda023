import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { build, buildSync } from 'esbuild';
import type { BuildOptions } from 'esbuild';

const ROOT = resolve(__dirname, '..', '..');

let bundles: string | undefined;

/**
 * Bundles all handlers of `lib/` ahead of `handlerDirectory`, which then has nothing left to do. esbuild works in
 * a process of its own, so the caller may load the CDK meanwhile.
 */
export async function bundleHandlers(): Promise<void> {
  const outdir = temporaryDirectory();
  await build(optionsFor(outdir));
  bundles = outdir;
}

/**
 * Directory with the bundled code of one Lambda handler, ready to be an asset: `index.js`, AWS SDK included.
 * All handlers of `lib/` are bundled together the first time one is asked for.
 * @param entry path of the handler file relative to the project, for example `lib/delivery/validate-release.lambda.ts`
 */
export function handlerDirectory(entry: string): string {
  bundles ??= bundleNow();
  return join(bundles, basename(entry, '.lambda.ts'));
}

function bundleNow(): string {
  const outdir = temporaryDirectory();
  buildSync(optionsFor(outdir));
  return outdir;
}

function temporaryDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), 'handlers-'));
  process.once('exit', () => rmSync(path, { recursive: true, force: true }));
  return path;
}

function optionsFor(outdir: string): BuildOptions {
  const entries = readdirSync(join(ROOT, 'lib'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.lambda.ts'))
    .map((file) => join('lib', file))
    .sort();
  return {
    absWorkingDir: ROOT,
    entryPoints: entries.map((entry) => ({ in: entry, out: join(basename(entry, '.lambda.ts'), 'index') })),
    outdir,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    legalComments: 'none',
    logLevel: 'error',
  };
}
