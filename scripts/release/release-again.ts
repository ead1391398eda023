import { RELEASE_FILES } from '../../lib/pipeline/release-files';
import { CommandError } from './command';
import { writeImageDetail, writeReleaseFile, writeReleaseFiles } from './files';
import type { Repository } from './repository';

/** Labels that `npm run image` gives to every image. */
const LABEL = {
  service: 'org.opencontainers.image.title',
  version: 'org.opencontainers.image.version',
  commit: 'org.opencontainers.image.revision',
  authorTime: 'org.opencontainers.image.created',
} as const;

/**
 * Writes the files of a release for an image that the registry holds, as if it had just been built.
 * @param requested tag or digest of the image
 * @returns the image by digest
 * @throws CommandError with exit code 2 when there is no such image, or when it is not one of this service's
 */
export async function releaseAgain(
  service: string,
  requested: string,
  repository: Pick<Repository, 'uri' | 'digestOf' | 'labelsOf'>,
): Promise<string> {
  const digest = await repository.digestOf(requested);
  if (!digest) {
    const fix = 'release the newest commit that is fixed, or one whose image is still there';
    throw new CommandError(`VERSION: ${repository.uri} holds no image ${requested}; fix: ${fix}`, 2);
  }
  const image = `${repository.uri}@${digest}`;
  const labels = await repository.labelsOf(image);
  const label = (name: keyof typeof LABEL): string => {
    const value = labels[LABEL[name]];
    if (value !== undefined && value !== '') return value;
    throw new CommandError(
      `VERSION: ${image} has no label ${LABEL[name]}; npm run image builds those with it`,
      2,
    );
  };
  if (label('service') !== service) {
    throw new CommandError(`VERSION: ${image} is an image of ${label('service')}, not of ${service}`, 2);
  }
  const [version, commit, authorTime] = [label('version'), label('commit'), label('authorTime')];
  await writeImageDetail(image);
  await writeReleaseFiles({ service, version, commit, authorTime, image });
  await writeReleaseFile(RELEASE_FILES.billOfMaterials, billElsewhere(service, version));
  return image;
}

/** The build that made the image listed its packages; here CycloneDX' own word for a list that is not given. */
function billElsewhere(name: string, version: string): object {
  const reference = `${name}@${version}`;
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: { component: { 'bom-ref': reference, type: 'application', name, version } },
    components: [],
    compositions: [{ aggregate: 'unknown', assemblies: [reference] }],
  };
}
