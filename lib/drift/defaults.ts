import type { PropertyDrift } from './drift-model';
import { dataOf } from './printable';

type Value = string | number | boolean;

/**
 * Defaults of AWS that the templates spell, or did in stacks that are deployed, by type and path; `*` stands for any place
 * in a list. AWS may leave such a property out of its answer, and CloudFormation then says that it was removed. Sources: the pages of the types in the
 * CloudFormation template reference, and for ECS and X-Ray the API reference of the service.
 */
export const AWS_DEFAULTS: Readonly<Record<string, Readonly<Record<string, Value>>>> = {
  'AWS::ApplicationAutoScaling::ScalingPolicy': {
    '/TargetTrackingScalingPolicyConfiguration/CustomizedMetricSpecification/Metrics/*/ReturnData': true,
  },
  'AWS::CloudWatch::Alarm': { '/TreatMissingData': 'missing' },
  'AWS::CodeBuild::Project': {
    '/Environment/EnvironmentVariables/*/Type': 'PLAINTEXT',
    '/Environment/PrivilegedMode': false,
  },
  'AWS::EC2::FlowLog': { '/LogDestinationType': 'cloud-watch-logs' },
  'AWS::EC2::Subnet': { '/MapPublicIpOnLaunch': false },
  'AWS::EC2::VPC': { '/EnableDnsSupport': true, '/InstanceTenancy': 'default' },
  'AWS::EC2::VPCEndpoint': { '/VpcEndpointType': 'Gateway' },
  'AWS::ECS::Service': {
    '/DeploymentConfiguration/MaximumPercent': 200,
    '/DeploymentConfiguration/MinimumHealthyPercent': 100,
    '/DeploymentController/Type': 'ECS',
    '/EnableECSManagedTags': false,
    '/NetworkConfiguration/AwsvpcConfiguration/AssignPublicIp': 'DISABLED',
  },
  'AWS::ECS::TaskDefinition': {
    '/ContainerDefinitions/*/Essential': true,
    '/ContainerDefinitions/*/HealthCheck/Retries': 3,
    '/ContainerDefinitions/*/HealthCheck/Timeout': 5,
    '/ContainerDefinitions/*/PortMappings/*/Protocol': 'tcp',
  },
  'AWS::ElasticLoadBalancingV2::LoadBalancer': { '/Scheme': 'internet-facing', '/Type': 'application' },
  'AWS::ElasticLoadBalancingV2::TargetGroup': { '/Matcher/HttpCode': '200', '/UnhealthyThresholdCount': 2 },
  'AWS::Events::Rule': { '/State': 'ENABLED' },
  'AWS::IAM::ManagedPolicy': { '/Path': '/' },
  'AWS::Lambda::Function': { '/MemorySize': 128 },
  'AWS::SQS::Queue': { '/SqsManagedSseEnabled': true },
  'AWS::SSM::Document': { '/DocumentFormat': 'JSON' },
  'AWS::XRay::Group': { '/InsightsConfiguration/NotificationsEnabled': false },
};

/**
 * Whether AWS only leaves out of its answer what is there without a word: defaults of the type, or an empty list or map.
 * An answer that has another value in that place is a difference of another kind.
 */
export function isDefaultLeftOut(type: string, { kind, path, expected }: PropertyDrift): boolean {
  return kind === 'REMOVE' && isDefault(AWS_DEFAULTS[type] ?? {}, path, dataOf(expected));
}

function isDefault(defaults: Readonly<Record<string, Value>>, path: string, value: unknown): boolean {
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).every(([key, part]) => isDefault(defaults, `${path}/${key}`, part));
  }
  const known = defaults[path.replaceAll(/\/\d+(?=\/|$)/g, '/*')];
  // CloudFormation keeps numbers and booleans of templates as texts in places.
  return known !== undefined && String(known) === String(value);
}
