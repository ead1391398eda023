import { Duration, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import type * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { roleFromOutside, sameAccount } from '../shared/accounts';
import { acknowledgeWildcard } from '../shared/acknowledge-wildcard';
import { narrowBucketProvider } from '../shared/narrow-provider';
import { removalOf } from '../shared/removal';
import { ARTIFACT_DAYS } from './artifact-life';

export interface ArtifactBucketProps {
  /** True when the artifacts may be deleted with their stack. */
  readonly disposable: boolean;
  /**
   * True when actions in another account take part. The key that AWS manages for S3 cannot be shared with them, so the
   * bucket gets a key of its own, which costs about one US dollar a month, and one more for each of its first two
   * rotations.
   */
  readonly crossesAccounts: boolean;
  /** How long the log of the function is kept that empties a disposable bucket. */
  readonly logRetention: logs.RetentionDays;
}

/** What taking an artifact needs of the bucket, of the objects and of the key; putting needs more. */
const CALLS = {
  bucket: ['s3:GetBucketAcl', 's3:GetBucketLocation', 's3:GetBucketVersioning'],
  read: ['s3:GetObject', 's3:GetObjectVersion'],
  write: ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'],
  decrypt: ['kms:Decrypt', 'kms:DescribeKey'],
  encrypt: [
    'kms:Decrypt',
    'kms:DescribeKey',
    'kms:Encrypt',
    'kms:GenerateDataKey',
    'kms:ReEncryptFrom',
    'kms:ReEncryptTo',
  ],
};

/**
 * The files that the actions of one pipeline hand on: source, build output, release files. Each pipeline has
 * a bucket of its own, so that its roles reach nothing of another pipeline.
 */
export class ArtifactBucket extends Construct {
  /**
   * The bucket as a pipeline and its actions take it. What the actions of the CDK grant on it by themselves has no
   * effect: who may do what here is said by `allow` only.
   */
  readonly store: s3.IBucket;
  private readonly bucket: s3.Bucket;
  private readonly key: kms.Key | undefined;

  constructor(
    scope: Construct,
    id: string,
    { disposable, crossesAccounts, logRetention }: ArtifactBucketProps,
  ) {
    super(scope, id);
    const removalPolicy = removalOf(disposable);
    this.key = crossesAccounts
      ? new kms.Key(this, 'Key', {
          description: `Artifacts of ${Stack.of(this).stackName}`,
          enableKeyRotation: true,
          removalPolicy,
        })
      : undefined;
    this.bucket = new s3.Bucket(this, 'Bucket', {
      ...(this.key
        ? { encryptionKey: this.key, bucketKeyEnabled: true }
        : { encryption: s3.BucketEncryption.S3_MANAGED }),
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      // What an action in another account puts belongs to this account all the same.
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      lifecycleRules: [
        { expiration: Duration.days(ARTIFACT_DAYS), abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
      removalPolicy,
      autoDeleteObjects: disposable,
    });
    if (disposable) narrowBucketProvider(Stack.of(this), logRetention);
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions::AwsSolutions-S1',
      reason: `Only the roles of one pipeline reach these build files, which go after ${ARTIFACT_DAYS} days; CloudTrail has who ran what.`,
    });
    this.store = s3.Bucket.fromBucketAttributes(this, 'Store', {
      bucketName: this.bucket.bucketName,
      bucketArn: this.bucket.bucketArn,
      encryptionKey: this.key && kms.Key.fromKeyArn(this, 'StoreKey', this.key.keyArn),
    });
  }

  /** Lets `role` take artifacts, and put them when `access` says so; nothing can be listed or deleted. */
  allow(role: iam.Role, access: 'read' | 'read-write'): void {
    const objectCalls = access === 'read' ? CALLS.read : CALLS.write;
    const keyCalls = access === 'read' ? CALLS.decrypt : CALLS.encrypt;
    if (!sameAccount(this, role)) {
      this.admit(role, objectCalls, keyCalls);
      return;
    }
    const objects = this.bucket.arnForObjects('*');
    role.addToPolicy(new iam.PolicyStatement({ actions: objectCalls, resources: [objects] }));
    role.addToPolicy(new iam.PolicyStatement({ actions: CALLS.bucket, resources: [this.bucket.bucketArn] }));
    if (this.key) {
      role.addToPolicy(new iam.PolicyStatement({ actions: keyCalls, resources: [this.key.keyArn] }));
    }
    acknowledgeWildcard(
      role,
      objects,
      'CodePipeline picks the keys of the artifacts; the bucket holds nothing but those of one pipeline.',
    );
  }

  /**
   * Both accounts must agree. The policies of bucket and key name the role exactly. The policy of the role names their
   * account only: neither the bucket nor the key has a name that the other account could know before it exists.
   */
  private admit(role: iam.Role, objectCalls: string[], keyCalls: string[]): void {
    const principals = [roleFromOutside(role)];
    const { bucket, key } = this;
    const objects = [bucket.arnForObjects('*')];
    bucket.addToResourcePolicy(
      new iam.PolicyStatement({ principals, actions: objectCalls, resources: objects }),
    );
    bucket.addToResourcePolicy(
      new iam.PolicyStatement({ principals, actions: CALLS.bucket, resources: [bucket.bucketArn] }),
    );
    key?.addToResourcePolicy(new iam.PolicyStatement({ principals, actions: keyCalls, resources: ['*'] }));
    const { account } = Stack.of(this);
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: [...CALLS.bucket, ...objectCalls],
        resources: ['*'],
        conditions: { StringEquals: { 's3:ResourceAccount': account } },
      }),
    );
    const keys = Stack.of(this).formatArn({ service: 'kms', resource: 'key', resourceName: '*' });
    role.addToPolicy(new iam.PolicyStatement({ actions: keyCalls, resources: [keys] }));
    const reason = 'The policies of the one bucket and the one key of the pipeline name this role.';
    acknowledgeWildcard(role, '*', reason);
    acknowledgeWildcard(role, keys, reason);
  }
}
