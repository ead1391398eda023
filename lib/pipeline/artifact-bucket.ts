import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from '../shared/acknowledge-wildcard';
import { narrowProvider } from '../shared/narrow-provider';

export interface ArtifactBucketProps {
  /** True when the artifacts may be deleted with their stack. */
  readonly disposable: boolean;
  /** How long the log of the function is kept that empties a disposable bucket. */
  readonly logRetention: logs.RetentionDays;
}

/**
 * The files that the actions of one pipeline hand on: source, build output, release files. Each pipeline has
 * a bucket of its own, so that its roles reach nothing of another pipeline.
 */
export class ArtifactBucket extends Construct {
  readonly bucket: s3.Bucket;

  constructor(scope: Construct, id: string, { disposable, logRetention }: ArtifactBucketProps) {
    super(scope, id);
    this.bucket = new s3.Bucket(this, 'Bucket', {
      encryption: s3.BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      // An execution can be retried for as long as its artifacts are there; every file can be built again.
      lifecycleRules: [
        { expiration: Duration.days(30), abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
      removalPolicy: disposable ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
      autoDeleteObjects: disposable,
    });
    if (disposable) {
      narrowProvider(Stack.of(this), {
        providerId: 'Custom::S3AutoDeleteObjectsCustomResourceProvider',
        inlinePolicies: 0,
        logRetention,
      });
    }
    Validations.of(this.bucket).acknowledge({
      id: 'AwsSolutions::AwsSolutions-S1',
      reason:
        'Only the roles of one pipeline reach these build files, which go after 30 days; CloudTrail has who ran what.',
    });
  }

  /** Lets `role` take artifacts, and put them when `access` says so; nothing can be listed or deleted. */
  allow(role: iam.Role, access: 'read' | 'read-write'): void {
    const write = access === 'read-write' ? ['s3:PutObject'] : [];
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: ['s3:GetObject', 's3:GetObjectVersion', ...write],
        resources: [this.bucket.arnForObjects('*')],
      }),
    );
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: ['s3:GetBucketAcl', 's3:GetBucketLocation', 's3:GetBucketVersioning'],
        resources: [this.bucket.bucketArn],
      }),
    );
    acknowledgeWildcard(
      role,
      this.bucket.arnForObjects('*'),
      'CodePipeline picks the keys of the artifacts; the bucket holds nothing but those of one pipeline.',
    );
  }
}
