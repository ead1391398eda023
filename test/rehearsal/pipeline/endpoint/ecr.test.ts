import { Images } from '../../../../rehearsal/pipeline/docker/image-store';
import { AwsError } from '../../../../rehearsal/pipeline/endpoint/aws-error';
import { ecrOperations } from '../../../../rehearsal/pipeline/endpoint/ecr';
import type { ScanFinding } from '../../../../rehearsal/pipeline/endpoint/ecr';
import { temporaryDirectory } from '../temporary';

const HOST = '123456789012.dkr.ecr.eu-central-1.amazonaws.com';
const images = new Images();
images.tag(`${HOST}/shop/web:v1`, {
  rootDirectory: temporaryDirectory({ 'a.js': 'a' }),
  base: 'node:24',
  entrypoint: [],
  command: ['node', 'a.js'],
  environment: {},
  workingDirectory: '/',
  user: '',
  labels: {},
  exposedPorts: [],
});
const imageDigest = images.push(`${HOST}/shop/web:v1`);
const operations = ecrOperations(images, { account: '123456789012', region: 'eu-central-1' });

function ask(operation: string, ...imageIds: Record<string, string>[]): unknown {
  return operations[operation]?.({ repositoryName: 'shop/web', registryId: '123456789012', imageIds });
}

describe('the ECR operations', () => {
  it('give a token for twelve hours that says who signs in', () => {
    const answer = operations.GetAuthorizationToken?.({}) as {
      authorizationData: { authorizationToken: string; expiresAt: number; proxyEndpoint: string }[];
    };
    const [data] = answer.authorizationData;
    expect(Buffer.from(data?.authorizationToken ?? '', 'base64').toString()).toBe('AWS:rehearsal');
    expect(data?.proxyEndpoint).toBe(`https://${HOST}`);
    expect((data?.expiresAt ?? 0) - Date.now() / 1000).toBeCloseTo(12 * 3600, -2);
  });

  it.each([
    ['tag', { imageTag: 'v1' }, ['v1']],
    ['digest', { imageDigest }, undefined],
  ])('describe an image by its %s', (_what, id, imageTags) => {
    const { imageDetails } = ask('DescribeImages', id) as { imageDetails: Record<string, unknown>[] };
    expect(imageDetails).toEqual([
      {
        registryId: '123456789012',
        repositoryName: 'shop/web',
        imageDigest,
        imagePushedAt: expect.any(Number) as number,
        ...(imageTags === undefined ? {} : { imageTags }),
      },
    ]);
  });

  it('fail to describe when one of the images is not there', () => {
    const describeBoth = (): unknown => ask('DescribeImages', { imageTag: 'v1' }, { imageTag: 'v2' });
    expect(describeBoth).toThrow(AwsError);
    expect(describeBoth).toThrow(`The image ${HOST}/shop/web:v2 does not exist`);
  });

  it('scan an image as soon as it is pushed, and count what they find', () => {
    const scanOf = (findings: readonly ScanFinding[] | undefined, id: object): unknown =>
      ecrOperations(images, {
        account: '123456789012',
        region: 'eu-central-1',
        findings,
      }).DescribeImageScanFindings?.({ repositoryName: 'shop/web', imageId: id });
    const worst = { name: 'CVE-1', severity: 'CRITICAL' };
    expect(scanOf([worst, { ...worst, name: 'CVE-2' }], { imageDigest })).toMatchObject({
      repositoryName: 'shop/web',
      imageId: { imageDigest },
      imageScanStatus: { status: 'COMPLETE' },
      imageScanFindings: {
        imageScanCompletedAt: expect.any(Number) as number,
        findingSeverityCounts: { CRITICAL: 2 },
        findings: [worst, { name: 'CVE-2' }],
      },
    });
    expect(scanOf(undefined, { imageDigest })).toMatchObject({
      imageScanFindings: { findingSeverityCounts: {}, findings: [] },
    });
    expect(() => scanOf([], { imageDigest: 'sha256:0' })).toThrow('sha256:0 does not exist');
  });

  it('get what is there and list what is not', () => {
    expect(ask('BatchGetImage', { imageTag: 'v1' }, { imageTag: 'v2' }, { imageDigest: 'sha256:0' })).toEqual(
      {
        images: [{ imageId: { imageTag: 'v1', imageDigest }, imageManifest: '{}' }],
        failures: [
          {
            imageId: { imageTag: 'v2' },
            failureCode: 'ImageNotFound',
            failureReason: 'Requested image not found',
          },
          {
            imageId: { imageDigest: 'sha256:0' },
            failureCode: 'ImageNotFound',
            failureReason: 'Requested image not found',
          },
        ],
      },
    );
  });

  it('want the name of a repository', () => {
    expect(() => operations.DescribeImages?.({ imageIds: [] })).toThrow('repositoryName must be a text');
  });
});
