import { Duration, Stack, Validations } from 'aws-cdk-lib';
import type * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from '../../shared/acknowledge-wildcard';
import type { HandlerFunction } from '../../shared/handler-function';
import { narrowBucketProvider } from '../../shared/narrow-provider';
import { removalOf } from '../../shared/removal';

export interface PostmortemBucketProps {
  /** True when the drafts may be deleted with their stack. */
  readonly disposable: boolean;
  /** How long the log of the function is kept that empties a disposable bucket. */
  readonly logRetention: logs.RetentionDays;
}

/** Days that a draft is kept; by then it is a page of the team, or nobody wants it. */
const DRAFT_DAYS = 400;

/** Days that a draft is kept which was written again. */
const OLD_DRAFT_DAYS = 30;

/** Drafts of postmortems. People copy them to where they work on them; what is here is written by one function. */
export class PostmortemBucket extends Construct {
  readonly bucket: s3.Bucket;

  constructor(scope: Construct, id: string, { disposable, logRetention }: PostmortemBucketProps) {
    super(scope, id);
    this.bucket = new s3.Bucket(this, 'Bucket', {
      encryption: s3.BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      versioned: true,
      lifecycleRules: [
        {
          expiration: Duration.days(DRAFT_DAYS),
          noncurrentVersionExpiration: Duration.days(OLD_DRAFT_DAYS),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
      removalPolicy: removalOf(disposable),
      autoDeleteObjects: disposable,
    });
    if (disposable) narrowBucketProvider(Stack.of(this), logRetention);
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions::AwsSolutions-S1',
      reason:
        'A few drafts a year, written by one function and read by people with a role; CloudTrail has both.',
    });
  }

  /** Lets the function write drafts; it reads, lists and deletes nothing. */
  allowWriting(writer: HandlerFunction): void {
    const drafts = this.bucket.arnForObjects('*');
    writer.allow(['s3:PutObject'], [drafts]);
    acknowledgeWildcard(
      writer.role,
      drafts,
      'Each incident has a draft of its own; nothing else is in the bucket.',
    );
  }
}
