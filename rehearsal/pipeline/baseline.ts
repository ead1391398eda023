import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ENV } from '../../app/shared/contract';
import { plantedIn } from '../faults-from-outside';
import type { ServiceModel } from '../model';
import { UsageError } from '../usage-error';
import type { RunContext } from './action';
import { buildImage } from './docker/build';
import { parseReference } from './docker/image-store';
import { withPlanted, type BuiltImage } from './docker/images';
import { copySource } from './source';

/** Version label of the images that run before the release. */
export const VERSION_BEFORE = 'before';

/** What a tree has whose services can be built as they ran before: this project and its forks. */
const OWN_BUILD = ['app/Dockerfile', 'scripts/bundle.ts'];

/** A server that stands for services which another tree does not tell how to build as they ran before. */
const FIRST_SERVER = join(__dirname, 'first-server');

/**
 * Makes the image that each service runs before the release and pushes it to the repository that the service's template
 * names: built from the same working tree, or a small server where the tree does not tell how. `faults` are planted in
 * the images of the services that it names. Resolves with the image by service name.
 * Throws a UsageError when the tree cannot be bundled.
 */
export async function buildBaseline(
  context: RunContext,
  services: readonly ServiceModel[],
  faults: Readonly<Record<string, string>> = {},
): Promise<Record<string, string>> {
  const directory = context.workspace.makeDirectory('before');
  const ownBuild = OWN_BUILD.every((file) => existsSync(join(context.project, file)));
  if (ownBuild) {
    copySource(context.project, directory);
    await bundle(context, directory);
  } else tellStandIn(context);
  return Object.fromEntries(
    services.map((service) => {
      const built = ownBuild ? buildOne(context, service, directory) : standIn(context, service);
      return [
        service.name,
        publish(context, service, withPlanted(built, plantedIn(service, faults[service.name]))),
      ];
    }),
  );
}

function tellStandIn({ timeline, project }: RunContext): void {
  const text =
    `The tree in ${project} does not tell how its services ran before (it lacks ${OWN_BUILD.join(' and ')}): until the ` +
    'release comes, a small server of the rehearsal answers in their place.';
  timeline.emit({ type: 'note', text });
}

/** A server on the port of the service that answers every path, with a status that its health checks take. */
function standIn({ workspace, model }: RunContext, service: ServiceModel): BuiltImage {
  const groups = model.loadBalancers.flatMap(({ targetGroups }) => targetGroups);
  const group = groups.find(({ arn }) => service.targetGroupArns.includes(arn));
  const [status = '200'] = /\d+/.exec(group?.healthCheck.matcher ?? '') ?? [];
  const { image } = buildImage({
    context: FIRST_SERVER,
    dockerfile: join(FIRST_SERVER, 'Dockerfile'),
    buildArguments: {
      FIRST_PORT: String(service.task.containerPort),
      FIRST_STATUS: status,
      RELEASE_VERSION: VERSION_BEFORE,
    },
    labels: {},
    directory: workspace.makeDirectory(`image-before-${service.name}`),
  });
  return { ...image, standsIn: true };
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

function buildOne(context: RunContext, service: ServiceModel, directory: string): BuiltImage {
  const name = service.task.environment[ENV.service] ?? service.name;
  const { image } = buildImage({
    context: directory,
    dockerfile: join(directory, 'app', 'Dockerfile'),
    buildArguments: { SERVICE: name, RELEASE_VERSION: VERSION_BEFORE },
    labels: {},
    directory: context.workspace.makeDirectory(`image-before-${name}`),
  });
  return image;
}

function publish({ images }: RunContext, { name, task }: ServiceModel, image: BuiltImage): string {
  const { repository } = parseReference(task.image);
  // Two environments may run different images of one service.
  const tag = `${repository}:${VERSION_BEFORE}-${name.replace(/[^\w.-]/g, '-')}`;
  images.tag(tag, image);
  return `${repository}@${images.push(tag)}`;
}
