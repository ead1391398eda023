/** Types that hold something which a new resource of the same kind would not have. */
export const STATEFUL: ReadonlySet<string> = new Set([
  'AWS::CodeCommit::Repository',
  'AWS::EC2::EIP',
  'AWS::EC2::VPC',
  'AWS::ECR::Repository',
  'AWS::ECS::Cluster',
  'AWS::ServiceDiscovery::PrivateDnsNamespace',
  'AWS::SSM::Parameter',
  'AWS::S3::Bucket',
]);
