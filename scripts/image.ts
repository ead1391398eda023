import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { requireService, runScript } from './release/arguments';
import { CommandError, run } from './release/command';
import { currentCommit } from './release/commit';
import type { Commit } from './release/commit';
import { writeImageDetail } from './release/files';
import { releaseAgain } from './release/release-again';
import { Repository, signInForBaseImages } from './release/repository';
import { requestedVersion } from './release/requested-version';

/**
 * Builds the image of a service from its bundle. With `REPOSITORY_URI` it is pushed under its version, and
 * `imageDetail.json` names it by digest; without, it stays on this machine. With `REQUESTED_VERSION` nothing is
 * built: the files of the release name the image that the registry holds.
 */
async function image(service: string): Promise<void> {
  const requested = requestedVersion();
  if (requested === undefined) return newImage(service);
  const uri = process.env.REPOSITORY_URI;
  if (!uri)
    throw new CommandError('REPOSITORY_URI is not set; a version is released again from a registry', 2);
  console.log(`released again: ${await releaseAgain(service, requested, Repository.fromUri(uri))}`);
}

async function newImage(service: string): Promise<void> {
  const bundle = join('build', 'services', `${service}.js`);
  if (!existsSync(bundle)) {
    throw new CommandError(`${bundle} is not there; run npm run bundle -- ${service} first`, 2);
  }
  const commit = await currentCommit();
  const uri = process.env.REPOSITORY_URI;
  if (!uri) {
    const reference = `${service}:${commit.version}`;
    await build(service, commit, reference);
    console.log(`built ${reference}; REPOSITORY_URI is not set, so it was not pushed`);
    return;
  }
  const reference = await release(service, commit, Repository.fromUri(uri));
  await writeImageDetail(reference);
  console.log(reference);
}

/** @returns the pushed image by digest */
async function release(service: string, commit: Commit, repository: Repository): Promise<string> {
  const { version } = commit;
  if (version.endsWith('-dirty')) {
    throw new CommandError('the working tree has changes; commit them before an image is pushed', 2);
  }
  // Tags are immutable and one commit is one image: what a repeated build finds in the registry is reused.
  const existing = await repository.digestOf(version);
  if (existing) {
    console.log(`${version} is already in the registry and is used again`);
    return `${repository.uri}@${existing}`;
  }
  await signInForBaseImages();
  await build(service, commit, `${repository.uri}:${version}`);
  await repository.push(version);
  const pushed = await repository.digestOf(version);
  if (!pushed) throw new CommandError(`the registry does not show ${version} after the push`, 1);
  return `${repository.uri}@${pushed}`;
}

async function build(service: string, commit: Commit, reference: string): Promise<void> {
  const platform = process.env.IMAGE_PLATFORM;
  const labels = {
    title: service,
    version: commit.version,
    revision: commit.id,
    created: commit.authorTime,
  };
  await run(
    'docker',
    [
      'build',
      ...(platform ? ['--platform', platform] : []),
      ...['--build-arg', `SERVICE=${service}`, '--build-arg', `RELEASE_VERSION=${commit.version}`],
      ...Object.entries(labels).flatMap(([name, value]) => [
        '--label',
        `org.opencontainers.image.${name}=${value}`,
      ]),
      ...['--tag', reference, '--file', join('app', 'Dockerfile'), '.'],
    ],
    // An attestation would turn the one image into an index, whose digest is not the image's.
    { environment: { BUILDX_NO_DEFAULT_ATTESTATIONS: '1' } },
  );
}

if (require.main === module) void runScript(async (args) => image(requireService(args, 'image')));
