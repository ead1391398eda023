import { Match } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ArtifactBucket } from '../../lib/pipeline/artifact-bucket';
import type { TemplateData } from '../shared/assembly';
import { rolesOf } from '../shared/iam';
import { synth } from '../shared/synth';

const bucket = (disposable: boolean) =>
  synth((stack) => {
    const artifacts = new ArtifactBucket(stack, 'Artifacts', {
      disposable,
      crossesAccounts: false,
      logRetention: 14,
    });
    const assumedBy = new iam.ServicePrincipal('codebuild.amazonaws.com');
    artifacts.allow(new iam.Role(stack, 'Reader', { assumedBy }), 'read');
    artifacts.allow(new iam.Role(stack, 'Writer', { assumedBy }), 'read-write');
  });

const template = bucket(true);

it('is encrypted, private and takes no unencrypted connection', () => {
  template.hasResourceProperties('AWS::S3::Bucket', {
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
    },
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
  });
  template.hasResourceProperties('AWS::S3::BucketPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        Match.objectLike({ Effect: 'Deny', Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } } }),
      ]),
    },
  });
});

it('forgets artifacts after a month, and uploads that broke off after a day', () => {
  template.hasResourceProperties('AWS::S3::Bucket', {
    LifecycleConfiguration: {
      Rules: [{ ExpirationInDays: 365, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }],
    },
    VersioningConfiguration: Match.absent(),
  });
});

it('costs no key while no other account takes part', () => {
  template.resourceCountIs('AWS::KMS::Key', 0);
});

it('goes with its stack, content and all, when it is disposable', () => {
  template.hasResource('AWS::S3::Bucket', { DeletionPolicy: 'Delete' });
  template.resourceCountIs('Custom::S3AutoDeleteObjects', 1);
});

it('leaves no log of the function that empties it', () => {
  template.hasResource('AWS::Logs::LogGroup', {
    DeletionPolicy: 'Delete',
    Properties: { RetentionInDays: 14 },
  });
  template.hasResourceProperties('AWS::Lambda::Function', {
    LoggingConfig: { LogGroup: { Ref: Match.stringLikeRegexp('AutoDelete.*Logs') } },
  });
});

it('stays, and brings no function, when it is not disposable', () => {
  const kept = bucket(false);
  kept.hasResource('AWS::S3::Bucket', {
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
  });
  kept.resourceCountIs('Custom::S3AutoDeleteObjects', 0);
  kept.resourceCountIs('AWS::Lambda::Function', 0);
});

it.each([
  ['Reader', false],
  ['Writer', true],
])('lets the %s put artifacts: %s', (name, puts) => {
  const role = rolesOf(new Map([['Test', template.toJSON() as TemplateData]])).find(
    ({ key }) => key === `Test/${name}`,
  );
  expect(role?.grants).toContain('s3:GetObject on ${ArtifactsBucket.Arn}/*');
  expect(role?.grants.includes('s3:PutObject on ${ArtifactsBucket.Arn}/*')).toBe(puts);
  expect(role?.grants.filter((grant) => /Delete|List/.test(grant))).toEqual([]);
});
