import type { IgnoredTypes } from './coverage-types';

/** Resource types that are not acted out, because a release goes the same way without them. */
export const IGNORED_TYPES: readonly IgnoredTypes[] = [
  {
    types: ['AWS::IAM::*', 'AWS::Lambda::Permission', 'AWS::*::ResourcePolicy'],
    reason: 'Permissions are not checked: every call is allowed.',
  },
  {
    types: ['AWS::EC2::*', 'AWS::Route53::*', 'AWS::CertificateManager::Certificate'],
    reason: 'Everything runs on one machine, where every address can be reached, over HTTP.',
  },
  {
    types: ['AWS::Logs::*', 'AWS::XRay::*'],
    reason: 'Output goes to the terminal; logs and traces decide nothing in a release.',
  },
  {
    types: ['AWS::KMS::*'],
    reason: 'Encryption at rest changes nothing that users see.',
  },
  {
    types: ['AWS::S3::*'],
    reason: 'Artifacts are files of the rehearsal; buckets only keep them.',
  },
  {
    types: ['AWS::ECR::*'],
    reason: 'Images are in the local image store; scanning and clean-up rules act outside a release.',
  },
  {
    types: ['AWS::CodeCommit::Repository', 'AWS::CodeConnections::*', 'AWS::CodeStarConnections::*'],
    reason: 'The source is the working tree.',
  },
  {
    types: ['AWS::CodeBuild::ReportGroup', 'AWS::CodeBuild::SourceCredential'],
    reason: 'Reports are for people, and the source needs no credentials.',
  },
  {
    types: ['AWS::Events::*', 'AWS::Scheduler::*', 'AWS::SNS::*', 'AWS::SQS::*', 'AWS::Chatbot::*'],
    reason: 'A rehearsal starts the pipeline itself; notifications follow a release and do not steer it.',
  },
  {
    types: ['AWS::CodeStarNotifications::*', 'AWS::CloudWatch::Dashboard', 'AWS::Budgets::*'],
    reason: 'They show what happened to people.',
  },
  {
    types: ['AWS::ECS::Cluster', 'AWS::ECS::ClusterCapacityProviderAssociations'],
    reason: 'A cluster is a name here: the machine that rehearses gives the capacity.',
  },
  {
    types: ['AWS::ApplicationAutoScaling::ScalingPolicy'],
    reason: 'The load is constant, so a service stays at its desired count.',
  },
  {
    types: ['AWS::Lambda::Version', 'AWS::Lambda::Alias', 'AWS::Lambda::EventInvokeConfig'],
    reason: 'There is one version of each function: the code in the assembly.',
  },
  {
    types: ['AWS::CDK::Metadata', 'AWS::CloudFormation::WaitConditionHandle'],
    reason: 'They make nothing that runs.',
  },
  {
    types: [
      'Custom::S3AutoDeleteObjects',
      'Custom::ECRAutoDeleteImages',
      'Custom::VpcRestrictDefaultSG',
      'Custom::LogRetention',
      'Custom::CDKBucketDeployment',
    ],
    reason: 'They clean up, or set up what the rehearsal does not have, when a stack is deployed.',
  },
];
