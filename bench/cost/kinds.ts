import type { PriceId } from './prices';
import { objectOf, type Resource } from './template';

/** Resource types that cost nothing, neither idle nor in use; a name that ends in `*` is a prefix. */
const FREE = [
  // What it finds is charged where it comes from: spans or metrics.
  'AWS::ApplicationSignals::Discovery',
  'AWS::ApplicationAutoScaling::ScalableTarget',
  'AWS::Chatbot::*',
  'AWS::CodeBuild::ReportGroup',
  // Up to five people in an account; one US dollar for each further one.
  'AWS::CodeCommit::Repository',
  // Deployments to ECS are free; only servers outside AWS are charged.
  'AWS::CodeDeploy::*',
  'AWS::EC2::EIPAssociation',
  'AWS::EC2::FlowLog',
  'AWS::EC2::InternetGateway',
  'AWS::EC2::Route',
  'AWS::EC2::RouteTable',
  'AWS::EC2::SecurityGroup',
  'AWS::EC2::SecurityGroupEgress',
  'AWS::EC2::SecurityGroupIngress',
  'AWS::EC2::Subnet',
  'AWS::EC2::SubnetRouteTableAssociation',
  'AWS::EC2::VPC',
  'AWS::EC2::VPCGatewayAttachment',
  'AWS::ECS::TaskDefinition',
  'AWS::ElasticLoadBalancingV2::Listener',
  'AWS::ElasticLoadBalancingV2::TargetGroup',
  // Events of AWS services on the default bus.
  'AWS::Events::Rule',
  'AWS::IAM::*',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::Permission',
  'AWS::Logs::ResourcePolicy',
  'AWS::S3::BucketPolicy',
  // Instances that ECS registers are free; the zone is priced with the name space.
  'AWS::ServiceDiscovery::Service',
  'AWS::SNS::Subscription',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
  // Up to 100,000 steps of Automation a month.
  'AWS::SSM::Document',
  'AWS::SSM::Parameter',
  // Their functions are priced as functions.
  'Custom::*',
];

/** What depends on use, by the resource type that brings it; idle it costs nothing worth a line. */
const BY_USE: ReadonlyMap<string, readonly PriceId[]> = new Map<string, readonly PriceId[]>([
  // Its tables are queries, which run each time it is opened or refreshed.
  ['AWS::CloudWatch::Dashboard', ['logQueries']],
  ['AWS::CodePipeline::Pipeline', ['pipelineMinute']],
  ['AWS::EC2::NatGateway', ['natGatewayData']],
  ['AWS::ECR::Repository', ['imageStorage']],
  ['AWS::ECS::Service', ['customMetric', 'dataOut', 'betweenZones']],
  ['AWS::ElasticLoadBalancingV2::LoadBalancer', ['loadBalancerUse']],
  ['AWS::Lambda::Function', ['functionRequests', 'functionTime']],
  ['AWS::Logs::LogGroup', ['logIngestion', 'logStorage']],
  ['AWS::Logs::QueryDefinition', ['logQueries']],
  ['AWS::S3::Bucket', ['objectStorage']],
  // Messages to functions and chat are free up to a million; only e-mails are charged sooner.
  ['AWS::SNS::Topic', ['email']],
  ['AWS::SQS::Queue', ['queueRequests']],
  ['AWS::XRay::Group', ['watchedTraces']],
  ['AWS::XRay::SamplingRule', ['traces']],
  ['AWS::XRay::TransactionSearchConfig', ['spans']],
]);

/** Build minutes by machine: computing type and container type. */
const MACHINES = new Map<string, PriceId>([
  ['BUILD_GENERAL1_SMALL ARM_CONTAINER', 'buildMinuteArm'],
  ['BUILD_GENERAL1_SMALL LINUX_CONTAINER', 'buildMinuteX86'],
]);

/** Prices of what the use of a resource costs; undefined when this list does not know the resource. */
export function useOf({ Type, Properties }: Resource): readonly PriceId[] | undefined {
  if (Type !== 'AWS::CodeBuild::Project') return BY_USE.get(Type);
  const machine = objectOf(Properties?.Environment);
  const price = MACHINES.get(`${String(machine.ComputeType)} ${String(machine.Type)}`);
  return price && [price];
}

/** Whether resources of this type never appear on a bill. */
export function isFree(type: string): boolean {
  return FREE.some((name) => (name.endsWith('*') ? type.startsWith(name.slice(0, -1)) : name === type));
}
