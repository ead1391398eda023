import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { CommandError } from './release/command';
import { isReleasedAgain } from './release/requested-version';

const APP_DIR = resolve(__dirname, '../app');

/** A service's whole program in one file. */
export interface Bundle {
  readonly service: string;
  /** Absolute path of the file. */
  readonly file: string;
  readonly bytes: number;
  /** Files that went into it, relative to the project. */
  readonly inputs: readonly string[];
}

/** A name was given that is no service. */
export class UnknownServiceError extends Error {}

/** Names of the services: the folders under `app/` that have a `main.ts`, in alphabetical order. */
export function serviceNames(): string[] {
  const folders = readdirSync(APP_DIR, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders
    .map(({ name }) => name)
    .filter((name) => existsSync(join(APP_DIR, name, 'main.ts')))
    .sort();
}

/**
 * Bundles services into `<outDir>/<service>.js`, one file each with everything it needs, same bytes every time.
 * @param names services to bundle; none means all
 * @throws UnknownServiceError when a name is no service
 */
export async function bundleServices(names: readonly string[], outDir: string): Promise<Bundle[]> {
  const known = serviceNames();
  const wanted = names.length > 0 ? names : known;
  const unknown = wanted.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new UnknownServiceError(`unknown service ${unknown.join(', ')}; services are ${known.join(', ')}`);
  }
  const { metafile } = await build({
    entryPoints: Object.fromEntries(wanted.map((name) => [name, join(APP_DIR, name, 'main.ts')])),
    outdir: outDir,
    absWorkingDir: resolve(APP_DIR, '..'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // ES modules first: what is not used of them is left out.
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'eof',
    metafile: true,
    logLevel: 'warning',
  });
  return wanted.map((service) => {
    const file = resolve(outDir, `${service}.js`);
    const entry = Object.entries(metafile.outputs).find(([path]) => path.endsWith(`/${service}.js`));
    return { service, file, bytes: entry?.[1].bytes ?? 0, inputs: Object.keys(entry?.[1].inputs ?? {}) };
  });
}

async function main(): Promise<void> {
  try {
    if (isReleasedAgain('bundle')) return;
    const bundles = await bundleServices(process.argv.slice(2), resolve(APP_DIR, '../build/services'));
    for (const { service, file, bytes } of bundles) {
      console.log(`${service}  ${Math.ceil(bytes / 1024)} kB  ${file}`);
    }
  } catch (error) {
    if (!(error instanceof UnknownServiceError || error instanceof CommandError)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
}

if (require.main === module) void main();
