import type { IgnoredTypes } from './coverage-types';

/** Resource types that are not acted out, because a release goes the same way without them. */
export const IGNORED_TYPES: readonly IgnoredTypes[] = [
  {
    types: ['AWS::IAM::*', 'AWS::Lambda::Permission', 'AWS::*::ResourcePolicy'],
    reason: 'Permissions are not checked: every call is allowed.',
  },
  {
    types: [
      'AWS::EC2::VPC*',
      'AWS::EC2::Subnet*',
      'AWS::EC2::Route*',
      'AWS::EC2::InternetGateway',
      'AWS::EC2::NatGateway',
      'AWS::EC2::EIP*',
      'AWS::EC2::SecurityGroup*',
      'AWS::EC2::NetworkAcl*',
      'AWS::EC2::FlowLog',
      'AWS::Route53::*',
      'AWS::CertificateManager::Certificate',
    ],
    reason: 'Everything runs on one machine, where every address can be reached, over HTTP.',
  },
  {
    types: ['AWS::EC2::Instance'],
    only: { SourceDestCheck: false },
    reason: 'An instance that forwards the traffic of others (a NAT instance) is part of the network.',
  },
  {
    types: [
      'AWS::Logs::*',
      'AWS::XRay::Group',
      'AWS::XRay::TransactionSearchConfig',
      'AWS::ApplicationSignals::*',
    ],
    reason: 'They keep and sort what was written; a rehearsal has its own report of logs and traces.',
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
    reason:
      'Images are in the local image store, which has a scan of each; clean-up rules act outside a release.',
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
    types: [
      'AWS::Events::EventBus*',
      'AWS::Events::ApiDestination',
      'AWS::Events::Archive',
      'AWS::Events::Connection',
      'AWS::Scheduler::*',
      'AWS::SNS::*',
      'AWS::SQS::*',
      'AWS::Chatbot::*',
    ],
    reason:
      'There is one bus, which loses nothing; who subscribes to a topic, and what is kept for a second try, changes no release.',
  },
  {
    types: ['AWS::CodeStarNotifications::*', 'AWS::CloudWatch::Dashboard', 'AWS::Budgets::*'],
    reason: 'They show what happened to people.',
  },
  {
    types: ['AWS::SSM::Document'],
    reason: 'A runbook is run by people, when something is wrong after a release.',
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
    types: ['AWS::Lambda::LayerVersion'],
    reason: 'A layer does nothing by itself; functions that use one are reported.',
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
      'Custom::CDKContainerImageBuild',
      'Custom::ApprovalRules',
    ],
    reason:
      'They act when a stack is deployed, before any release: they clean up, or make what a rehearsal has already.',
  },
  {
    types: ['Custom::LiveTraffic'],
    reason:
      'It reads where users are when a stack is deployed; a rehearsal begins before the first release, so its answer is blue.',
  },
];
