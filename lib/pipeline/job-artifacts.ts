import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Artifact, CodePipelineEvent } from 'aws-lambda';
import { strFromU8, unzipSync, type UnzipFileFilter } from 'fflate';
import { AWS_TIMEOUTS } from '../delivery/function-settings';
import { ReleaseError } from './release-error';

/** The largest artifact that CodeDeploy takes from CodePipeline; it holds a few small files. */
const MAX_BYTES = 3_000_000;
/** The largest that its files may be once they are unpacked. */
const MAX_UNZIPPED_BYTES = 10_000_000;

/** What CodePipeline tells a function about its job. */
export type JobData = CodePipelineEvent['CodePipeline.job']['data'];

/** Where an artifact is. */
export type Location = Artifact['location']['s3Location'];

/**
 * The one artifact that an action of this project has on each side.
 * @throws ReleaseError when the action has none
 */
export function only(artifacts: readonly Artifact[], what: string): Location {
  const [artifact] = artifacts;
  if (!artifact) throw new ReleaseError(`the action has no ${what} artifact`);
  return artifact.location.s3Location;
}

/** The job brings credentials for its artifacts and nothing else, so the function has none of its own for them. */
export function artifactClient({ artifactCredentials }: JobData): S3Client {
  const { accessKeyId, secretAccessKey, sessionToken } = artifactCredentials;
  return new S3Client({
    ...AWS_TIMEOUTS,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
  });
}

/**
 * Text of the files in a build artifact, by name.
 * @throws ReleaseError when it cannot be read or is no archive
 */
export async function readArtifact(s3: S3Client, location: Location): Promise<Map<string, string>> {
  const { bucketName, objectKey } = location;
  const bytes = await s3
    .send(new GetObjectCommand({ Bucket: bucketName, Key: objectKey }))
    .then(async ({ Body, ContentLength = 0 }) => {
      if (ContentLength > MAX_BYTES)
        throw new Error(`it has ${ContentLength} bytes, at most ${MAX_BYTES} are read`);
      return Body?.transformToByteArray();
    })
    .catch((error: Error) => {
      throw new ReleaseError(
        `cannot read the build artifact s3://${bucketName}/${objectKey}: ${error.message}`,
      );
    });
  return unzipped(bytes ?? new Uint8Array());
}

/** Counts what unpacks: the build decides what is in its artifact, and the function has little memory. */
function isExpected(maxBytes: number): UnzipFileFilter {
  let bytes = 0;
  return ({ originalSize }) => {
    bytes += originalSize;
    if (bytes <= maxBytes) return true;
    throw new ReleaseError(
      `the build artifact unpacks to more than ${maxBytes} bytes; list only the release files in buildspec.yml`,
    );
  };
}

function unzipped(bytes: Uint8Array): Map<string, string> {
  try {
    const files = unzipSync(bytes, { filter: isExpected(MAX_UNZIPPED_BYTES) });
    return new Map(Object.entries(files).map(([name, content]) => [name, strFromU8(content)]));
  } catch (error) {
    if (error instanceof ReleaseError) throw error;
    throw new ReleaseError('the build artifact is no zip archive');
  }
}
