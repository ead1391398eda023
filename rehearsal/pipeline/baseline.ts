import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ENV } from '../../app/shared/contract';
import type { ServiceModel } from '../model';
import { UsageError } from '../usage-error';
import type { RunContext } from './action';
import { buildImage } from './docker/build';
import { parseReference } from './docker/image-store';
import { withPlanted } from './docker/images';
import { copySource } from './source';

/** Version label of the images that run before the release. */
export const VERSION_BEFORE = 'before';

/**
 * Builds the image that each service runs before the release, from the same working tree, and pushes it to the
 * repository that the service's template names. `faults` are planted in the images of the services that it names.
 * Resolves with the image by service name.
 * Throws a UsageError when the tree does not have what it takes.
 */
export async function buildBaseline(
  context: RunContext,
  services: readonly ServiceModel[],
  faults: Readonly<Record<string, string>> = {},
): Promise<Record<string, string>> {
  const directory = context.workspace.makeDirectory('before');
  copySource(context.project, directory);
  const dockerfile = join(directory, 'app', 'Dockerfile');
  const script = join(directory, 'scripts', 'bundle.ts');
  for (const file of [dockerfile, script]) {
    if (!existsSync(file)) {
      throw new UsageError(
        `cannot build what runs before the release: ${file.slice(directory.length + 1)} is missing`,
      );
    }
  }
  await bundle(context, directory);
  return Object.fromEntries(
    services.map((service) => [
      service.name,
      buildOne(context, service, { directory, dockerfile, faults: faults[service.name] }),
    ]),
  );
}

async function bundle({ processes, childEnvironment }: RunContext, directory: string): Promise<void> {
  const child = processes.start(process.execPath, ['--import', 'tsx', 'scripts/bundle.ts'], {
    cwd: directory,
    env: { ...childEnvironment },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const status = await new Promise((resolve) => child.once('close', resolve).once('error', resolve));
  if (status !== 0) {
    throw new UsageError(`the services cannot be bundled: ${errors.trim().split('\n')[0] ?? 'no message'}`);
  }
}

interface Baseline {
  /** The copy of the tree. */
  readonly directory: string;
  readonly dockerfile: string;
  /** Value of `FAULTS`; undefined when the image is sound. */
  readonly faults: string | undefined;
}

function buildOne(
  context: RunContext,
  service: ServiceModel,
  { directory, dockerfile, faults }: Baseline,
): string {
  const name = service.task.environment[ENV.service] ?? service.name;
  const { image } = buildImage({
    context: directory,
    dockerfile,
    buildArguments: { SERVICE: name, RELEASE_VERSION: VERSION_BEFORE },
    labels: {},
    directory: context.workspace.makeDirectory(`image-before-${name}`),
  });
  const { repository } = parseReference(service.task.image);
  // Two environments may run different images of one service.
  const tag = `${repository}:${VERSION_BEFORE}-${service.name.replace(/[^\w.-]/g, '-')}`;
  const planted: Record<string, string> = faults === undefined ? {} : { [ENV.faults]: faults };
  context.images.tag(tag, withPlanted(image, planted));
  return `${repository}@${context.images.push(tag)}`;
}
