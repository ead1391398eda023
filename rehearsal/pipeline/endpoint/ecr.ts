import type { ImageStore, LocalImage } from '../../cloud/types';
import { AwsError, requiredString } from './aws-error';
import type { AwsInput, AwsOperation } from './aws-error';

/** A finding of basic scanning, as `DescribeImageScanFindings` gives it. */
export interface ScanFinding {
  readonly name: string;
  readonly severity: string;
  readonly uri?: string;
  readonly attributes?: readonly { readonly key: string; readonly value: string }[];
}

export interface RegistryOptions {
  readonly account: string;
  readonly region: string;
  /**
   * What the scan of every pushed image finds.
   * @default []
   */
  readonly findings?: readonly ScanFinding[];
  /** Hears of findings that somebody asked for. */
  readonly onFindings?: (findings: readonly ScanFinding[]) => void;
}

/** The operations of `AmazonEC2ContainerRegistry_V20150921` that a build and the gate behind it call. */
export function ecrOperations(
  images: ImageStore,
  { account, region, findings = [], onFindings }: RegistryOptions,
): Readonly<Record<string, AwsOperation>> {
  const host = `${account}.dkr.ecr.${region}.amazonaws.com`;
  const all = (input: AwsInput): Sought[] =>
    findAll(images, `${host}/${requiredString(input, 'repositoryName')}`, input);
  return {
    GetAuthorizationToken: () => ({
      authorizationData: [
        {
          authorizationToken: Buffer.from('AWS:rehearsal').toString('base64'),
          expiresAt: Math.floor(Date.now() / 1000) + 12 * 3600,
          proxyEndpoint: `https://${host}`,
        },
      ],
    }),
    DescribeImages: (input) => ({ imageDetails: all(input).map((sought) => describe(input, sought)) }),
    BatchGetImage: (input) => ({
      images: all(input).flatMap(({ image, id }) =>
        image === undefined ? [] : [{ imageId: { ...id, imageDigest: image.digest }, imageManifest: '{}' }],
      ),
      failures: all(input)
        .filter(({ image }) => image === undefined)
        .map(({ id }) => ({
          imageId: id,
          failureCode: 'ImageNotFound',
          failureReason: 'Requested image not found',
        })),
    }),
    DescribeImageScanFindings: (input) => {
      const [sought] = all({ ...input, imageIds: [input.imageId] });
      const { repositoryName, imageDigest, imagePushedAt } = describe(input, sought ?? { id: {}, name: '' });
      if (findings.length > 0) onFindings?.(findings);
      return scan({ repositoryName, imageId: { imageDigest } }, imagePushedAt, findings);
    },
  };
}

/** A scan is done as soon as the image is pushed. */
function scan(image: object, imageScanCompletedAt: unknown, findings: readonly ScanFinding[]): unknown {
  const findingSeverityCounts: Record<string, number> = {};
  for (const { severity } of findings) {
    findingSeverityCounts[severity] = (findingSeverityCounts[severity] ?? 0) + 1;
  }
  return {
    ...image,
    imageScanStatus: { status: 'COMPLETE', description: 'The scan was completed successfully.' },
    imageScanFindings: {
      imageScanCompletedAt,
      vulnerabilitySourceUpdatedAt: imageScanCompletedAt,
      findingSeverityCounts,
      findings,
    },
  };
}

interface Sought {
  readonly id: { readonly imageTag?: string; readonly imageDigest?: string };
  readonly name: string;
  readonly image?: LocalImage;
}

function findAll(images: ImageStore, repository: string, input: AwsInput): Sought[] {
  const ids = Array.isArray(input.imageIds) ? (input.imageIds as Sought['id'][]) : [];
  return ids.map((id) => {
    const name =
      id.imageDigest === undefined ? `${repository}:${id.imageTag ?? ''}` : `${repository}@${id.imageDigest}`;
    const image = images.find(name);
    return { id, name, ...(image === undefined ? {} : { image }) };
  });
}

function describe(input: AwsInput, { id, name, image }: Sought): Record<string, unknown> {
  if (image === undefined) throw new AwsError('ImageNotFoundException', `The image ${name} does not exist`);
  return {
    registryId: typeof input.registryId === 'string' ? input.registryId : '',
    repositoryName: requiredString(input, 'repositoryName'),
    imageDigest: image.digest,
    ...(id.imageTag === undefined ? {} : { imageTags: [id.imageTag] }),
    imagePushedAt: Math.floor(Date.now() / 1000),
  };
}
