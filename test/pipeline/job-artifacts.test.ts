import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { strToU8, zipSync } from 'fflate';
import { readArtifact } from '../../lib/pipeline/job-artifacts';

const s3 = mockClient(S3Client);
const location = { bucketName: 'artifacts', objectKey: 'build.zip' };
const read = (bytes: Uint8Array, ContentLength = bytes.length) => {
  const Body = { transformToByteArray: async () => Promise.resolve(bytes) } as never;
  s3.reset();
  s3.on(GetObjectCommand).resolves({ Body, ContentLength });
  return readArtifact(new S3Client({}), location);
};

it('gives the text of the files by name', async () => {
  const files = { 'release.json': strToU8('{}'), __proto__: strToU8('odd') };
  expect([...(await read(zipSync(files)))]).toContainEqual(['release.json', '{}']);
});

it('does not fetch an artifact that is larger than any that CodeDeploy takes', async () => {
  await expect(read(zipSync({}), 3_000_001)).rejects.toThrow(
    'cannot read the build artifact s3://artifacts/build.zip: it has 3000001 bytes, at most 3000000 are read',
  );
});

it.each([
  ['one file', { 'release.json': new Uint8Array(11_000_000) }],
  ['many files', Object.fromEntries([...'abcdefghijkl'].map((name) => [name, new Uint8Array(1_000_000)]))],
])('refuses an artifact whose %s unpack to far more than it weighs', async (_, files) => {
  const bytes = zipSync(files);
  expect(bytes.length).toBeLessThan(100_000);
  await expect(read(bytes)).rejects.toThrow('the build artifact unpacks to more than 10000000 bytes');
});
