import type { ImageStore, LocalImage } from '../../cloud/types';
import { AwsError, requiredString } from './aws-error';
import type { AwsInput, AwsOperation } from './aws-error';

/** The operations of `AmazonEC2ContainerRegistry_V20150921` that a build calls. */
export function ecrOperations(
  images: ImageStore,
  { account, region }: { readonly account: string; readonly region: string },
): Readonly<Record<string, AwsOperation>> {
  const host = `${account}.dkr.ecr.${region}.amazonaws.com`;
  const all = (input: AwsInput): Found[] =>
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
    DescribeImages: (input) => ({ imageDetails: all(input).map((found) => describe(input, found)) }),
    BatchGetImage: (input) => ({
      images: all(input).map(({ image, id }) => ({
        imageId: { ...id, imageDigest: image.digest },
        imageManifest: '{}',
      })),
      failures: [],
    }),
  };
}

interface Found {
  readonly id: { readonly imageTag?: string; readonly imageDigest?: string };
  readonly image: LocalImage;
}

function findAll(images: ImageStore, repository: string, input: AwsInput): Found[] {
  const ids = Array.isArray(input.imageIds) ? (input.imageIds as Found['id'][]) : [];
  return ids.map((id) => {
    const name =
      id.imageDigest === undefined ? `${repository}:${id.imageTag ?? ''}` : `${repository}@${id.imageDigest}`;
    const image = images.find(name);
    if (image === undefined) throw new AwsError('ImageNotFoundException', `The image ${name} does not exist`);
    return { id, image };
  });
}

function describe(input: AwsInput, { id, image }: Found): Record<string, unknown> {
  return {
    registryId: typeof input.registryId === 'string' ? input.registryId : '',
    repositoryName: requiredString(input, 'repositoryName'),
    imageDigest: image.digest,
    ...(id.imageTag === undefined ? {} : { imageTags: [id.imageTag] }),
    imagePushedAt: Math.floor(Date.now() / 1000),
  };
}
