import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { build, buildSync, version } from 'esbuild';
import type { BuildOptions, BuildResult } from 'esbuild';
import { KeptDirectory } from './kept-directory';

const ROOT = resolve(__dirname, '..', '..');

/** Where the bundles of each state of the sources are kept between runs. */
const CACHE = join(ROOT, 'node_modules', '.cache', 'handlers');

/** What handlers may import beside packages; the lock file says what the packages contain. */
const SOURCES = ['lib', 'app/shared'];

let bundles: string | undefined;

/**
 * Bundles all handlers of `lib/` ahead of `handlerDirectory`, which then has nothing left to do. esbuild works in
 * a process of its own, so the caller may load the CDK meanwhile.
 * @throws Error when a handler cannot be bundled, or imports what would not be noticed when it changes
 */
export async function bundleHandlers(): Promise<void> {
  const kept = keptBundles();
  if (!kept.find()) {
    const draft = kept.draft();
    try {
      check(await build(optionsFor(draft)));
      kept.publish(draft);
    } finally {
      kept.discard(draft);
    }
  }
  bundles = kept.path;
}

/**
 * Directory with the bundled code of one Lambda handler, ready to be an asset: `index.js`, AWS SDK included.
 * All handlers of `lib/` are bundled together the first time one is asked for, and again when a source has changed.
 * @param entry path of the handler file relative to the project, for example `lib/delivery/check-release.lambda.ts`
 * @throws Error as `bundleHandlers` does
 */
export function handlerDirectory(entry: string): string {
  bundles ??= bundleNow();
  return join(bundles, basename(entry, '.lambda.ts'));
}

function bundleNow(): string {
  return keptBundles().filledBy((draft) => check(buildSync(optionsFor(draft))));
}

/** The bundles of everything that decides what they contain: sources, packages, esbuild and how it is called. */
function keptBundles(): KeptDirectory {
  const hash = createHash('sha256')
    .update(version)
    .update(JSON.stringify(optionsFor('')));
  for (const file of ['package-lock.json', 'tsconfig.json', ...sourceFiles()]) {
    hash.update(file).update(readFileSync(join(ROOT, file)));
  }
  return new KeptDirectory(CACHE, hash.digest('hex').slice(0, 32));
}

function sourceFiles(): string[] {
  return SOURCES.flatMap((directory) =>
    readdirSync(join(ROOT, directory), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => join(directory, file)),
  ).sort();
}

function check({ metafile }: BuildResult): void {
  const watched = ['node_modules', ...SOURCES];
  const stranger = Object.keys(metafile?.inputs ?? {}).find(
    (input) => !watched.some((directory) => input.startsWith(`${directory}/`)),
  );
  if (stranger === undefined) return;
  throw new Error(
    `a handler imports ${stranger}; handlers import packages and files of ${SOURCES.join(', ')}`,
  );
}

function optionsFor(outdir: string): BuildOptions {
  const entries = sourceFiles().filter((file) => file.endsWith('.lambda.ts'));
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
    metafile: true,
  };
}
