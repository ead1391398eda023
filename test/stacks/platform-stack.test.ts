import { CfnOutput } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { PlatformStack } from '../../lib/stacks/platform-stack';
import { ProjectStack } from '../../lib/stacks/project-stack';
import { testApp } from '../shared/synth';
import { testEnvironment } from '../shared/test-config';

class Consumer extends ProjectStack {}

function platform(environment = testEnvironment()) {
  const env = { region: 'us-east-1' };
  const app = testApp();
  const stack = new PlatformStack(app, 'Platform', {
    description: 'Test',
    env,
    project: 'shop',
    environment,
    placeholder: { imageUri: (architecture) => `registry.example.com/first:${architecture}` },
  });
  const consumer = new Consumer(app, 'Consumer', { description: 'Test', env });
  new CfnOutput(consumer, 'Vpc', { value: stack.vpc.vpcId });
  new CfnOutput(consumer, 'Subnet', { value: stack.vpc.privateSubnets[0]?.subnetId ?? '' });
  new CfnOutput(consumer, 'Egress', { value: stack.egressAddresses.join() });
  new CfnOutput(consumer, 'Namespace', { value: stack.namespace.namespaceId });
  return { template: Template.fromStack(stack), consumer: Template.fromStack(consumer), stack };
}

const { template, consumer, stack } = platform();

it('has a cluster with Container Insights', () => {
  template.hasResourceProperties('AWS::ECS::Cluster', {
    ClusterSettings: [{ Name: 'containerInsights', Value: 'enabled' }],
  });
});

it('has a private name space that internal services are found in', () => {
  template.hasResourceProperties('AWS::ServiceDiscovery::PrivateDnsNamespace', {
    Name: 'sandbox.shop.internal',
    Vpc: { Ref: Match.stringLikeRegexp('^NetworkVpc') },
  });
});

it('has a release parameter for each service, which starts with the first image', () => {
  const parameters = Object.values(template.findResources('AWS::SSM::Parameter')) as {
    Properties: unknown;
  }[];
  expect(parameters.map(({ Properties }) => Properties)).toEqual(
    ['catalog', 'storefront'].map((service) => ({
      Name: `/shop/sandbox/${service}/image`,
      Type: 'String',
      Value: 'registry.example.com/first:arm64',
    })),
  );
});

it('says which addresses its traffic comes from', () => {
  template.hasOutput('EgressAddresses', {
    Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('^NetworkEgressAddress1'), 'PublicIp'] },
  });
});

it('lends out network and subnets so that they cannot vanish under a service', () => {
  for (const output of ['Vpc', 'Subnet']) {
    consumer.hasOutput(output, { Value: { 'Fn::ImportValue': Match.stringLikeRegexp('^Platform:') } });
  }
});

it('lends out everything else so that it can be replaced', () => {
  for (const output of ['Egress', 'Namespace']) {
    consumer.hasOutput(output, { Value: { 'Fn::GetStackOutput': Match.anyValue() } });
  }
});

it('has as many egress addresses as ways out', () => {
  const two = platform(testEnvironment({ egress: { kind: 'nat-gateways' } }));
  expect(stack.egressAddresses).toHaveLength(1);
  expect(two.stack.egressAddresses).toHaveLength(2);
});

it('deletes everything with a disposable environment', () => {
  const { Resources } = template.toJSON() as { Resources: Record<string, { DeletionPolicy?: string }> };
  expect(
    Object.entries(Resources).filter(([, { DeletionPolicy }]) => DeletionPolicy?.startsWith('Retain')),
  ).toEqual([]);
  const groups = Object.values(template.findResources('AWS::Logs::LogGroup')) as { DeletionPolicy: string }[];
  expect(groups.map(({ DeletionPolicy }) => DeletionPolicy)).toEqual(groups.map(() => 'Delete'));
});
