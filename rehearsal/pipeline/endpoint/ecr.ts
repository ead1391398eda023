import type { ImageStore, LocalImage } from '../../cloud/types';
import { AwsError, requiredString } from './aws-error';
import type { AwsInput, AwsOperation } from './aws-error';

/** The operations of `AmazonEC2ContainerRegistry_V20150921` that a build calls. */
export function ecrOperations(
  images: ImageStore,
  { account, region }: { readonly account: string; readonly region: string },
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
