import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { buildSync } from 'esbuild';

const ROOT = resolve(__dirname, '..', '..');

let bundles: string | undefined;

/**
 * Directory with the bundled code of one Lambda handler, ready to be an asset: `index.js`, AWS SDK included.
 * All handlers of `lib/` are bundled together the first time one is asked for.
 * @param entry path of the handler file relative to the project, for example `lib/delivery/validate-release.lambda.ts`
 */
export function handlerDirectory(entry: string): string {
  bundles ??= bundleAll();
  return join(bundles, basename(entry, '.lambda.ts'));
}

function bundleAll(): string {
  const outdir = mkdtempSync(join(tmpdir(), 'handlers-'));
  process.once('exit', () => rmSync(outdir, { recursive: true, force: true }));
  const entries = readdirSync(join(ROOT, 'lib'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.lambda.ts'))
    .map((file) => join('lib', file))
    .sort();
  buildSync({
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
  });
  return outdir;
}
