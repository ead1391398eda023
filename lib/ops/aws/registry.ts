import { paginateDescribeImages } from '@aws-sdk/client-ecr';
import type { ECRClient, ImageDetail } from '@aws-sdk/client-ecr';
import type { HeldImage } from '../versions';

/** Every tagged image of a repository, the newest first. */
export async function heldImages(client: ECRClient, repositoryName: string): Promise<HeldImage[]> {
  const images: HeldImage[] = [];
  const pages = paginateDescribeImages({ client }, { repositoryName, filter: { tagStatus: 'TAGGED' } });
  const region = await client.config.region();
  for await (const { imageDetails = [] } of pages) {
    images.push(...imageDetails.flatMap((detail) => heldImage(detail, region)));
  }
  return images.sort((a, b) => (b.pushedAt?.getTime() ?? 0) - (a.pushedAt?.getTime() ?? 0));
}

function heldImage(detail: ImageDetail, region: string): HeldImage[] {
  const { imageDigest: digest, imageTags = [], imagePushedAt: pushedAt, registryId, repositoryName } = detail;
  const [version] = imageTags;
  if (digest === undefined || version === undefined) return [];
  const uri = `${registryId}.dkr.ecr.${region}.amazonaws.com/${repositoryName}`;
  return [{ digest, version, ...(pushedAt && { pushedAt }), reference: `${uri}@${digest}` }];
}
