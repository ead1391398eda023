import type { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as ecs from 'aws-cdk-lib/aws-ecs';
import * as servicediscovery from 'aws-cdk-lib/aws-servicediscovery';
import type { Environment, Service } from '../../lib/config/schema';
import type { Platform } from '../../lib/service/platform';
import type { RunningServiceProps } from '../../lib/service/running-service';
import { ServiceTask } from '../../lib/service/service-task';
import { testEnvironment, testService } from './test-config';

/** Addresses that the private subnets of `testPlatform` leave by. */
export const EGRESS_ADDRESSES = ['192.0.2.1', '192.0.2.2'];

/** A small platform in the stack under test. */
export function testPlatform(stack: Stack): Platform {
  const vpc = new ec2.Vpc(stack, 'Vpc', { maxAzs: 2, natGateways: 1 });
  return {
    vpc,
    cluster: new ecs.Cluster(stack, 'Cluster', { vpc }),
    namespace: new servicediscovery.PrivateDnsNamespace(stack, 'Names', { vpc, name: 'test.internal' }),
    egressAddresses: EGRESS_ADDRESSES,
    callers: new ec2.SecurityGroup(stack, 'CallersGroup', { vpc, allowAllOutbound: false }),
  };
}

/** What `testRunning` needs to know beside the service. */
export interface RunningChanges {
  readonly service?: Partial<Service>;
  readonly environment?: Partial<Environment>;
}

/** Props of a service that runs on `testPlatform`, in the project `shop` and the environment `sandbox`. */
export function testRunning(
  stack: Stack,
  name: string,
  deployment: RunningServiceProps['deployment'],
  changes: RunningChanges = {},
): RunningServiceProps {
  const common = {
    project: 'shop',
    environment: testEnvironment(changes.environment),
    service: testService(name, changes.service),
  };
  const repository = new ecr.Repository(stack, 'Images');
  const placeholder = new ecr.Repository(stack, 'Placeholder');
  const task = new ServiceTask(stack, 'Task', { ...common, repository, placeholder });
  return { ...common, platform: testPlatform(stack), task, deployment };
}
