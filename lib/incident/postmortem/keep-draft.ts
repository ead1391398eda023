import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import type { Span } from './sources';

/** Where drafts are kept. */
export interface DraftPlace {
  readonly bucket: string;
  readonly region: string;
}

/** Keeps a draft; resolves to its page in the console. The same incident always has the same key. */
export async function keepDraft(
  client: S3Client,
  { bucket, region }: DraftPlace,
  { place, from }: Span,
  incident: string,
  draft: string,
): Promise<string> {
  const Key = `${place.environment}/${place.service}/${from.toISOString().slice(0, 10)}-${incident}.md`;
  await client.send(
    new PutObjectCommand({ Bucket: bucket, Key, Body: draft, ContentType: 'text/markdown; charset=utf-8' }),
  );
  return `https://${region}.console.aws.amazon.com/s3/object/${bucket}?region=${region}&prefix=${Key}`;
}
