import { existsSync, readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { buildSync } from 'esbuild';

const ROOT = resolve(__dirname, '..', '..');

/** What the Node.js runtime of Lambda brings itself; no handler calls an API that is younger than the runtime. */
const IN_RUNTIME = ['@aws-sdk/*', '@smithy/*'];

let bundles: string | undefined;

/**
 * Directory with the bundled code of one Lambda handler, ready to be an asset: `index.js`, without the AWS SDK. All
 * handlers are bundled in one call, the first time one is asked for.
 * @param entry path of the handler file relative to the project, for example `lib/delivery/check-release.lambda.ts`
 * @param outdir where the app is synthesized to; the bundles are put there
 * @throws Error when a handler cannot be bundled
 */
export function handlerDirectory(entry: string, outdir: string): string {
  if (bundles === undefined || !existsSync(bundles)) bundles = bundleHandlers(join(outdir, 'handlers'));
  return join(bundles, basename(entry, '.lambda.ts'));
}

function bundleHandlers(outdir: string): string {
  const files = readdirSync(join(ROOT, 'lib'), { recursive: true, encoding: 'utf8' });
  const entries = files.filter((file) => file.endsWith('.lambda.ts')).sort();
  buildSync({
    absWorkingDir: join(ROOT, 'lib'),
    entryPoints: entries.map((entry) => ({ in: entry, out: join(basename(entry, '.lambda.ts'), 'index') })),
    outdir,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    external: IN_RUNTIME,
    legalComments: 'none',
    logLevel: 'error',
  });
  return outdir;
}
