import type { Cloud } from '../../cloud/types';
import { AwsError, requiredString, stringList } from './aws-error';
import type { AwsInput, AwsOperation } from './aws-error';

/** The part of the cloud that the ECS operations read and write. */
export type EcsBackend = Pick<Cloud, 'describeService' | 'describeTaskDefinition' | 'registerTaskDefinition'>;

/** The operations of `AmazonEC2ContainerServiceV20141113`. */
export function ecsOperations(backend: () => EcsBackend): Readonly<Record<string, AwsOperation>> {
  return {
    DescribeServices: (input) => describeServices(backend(), input),
    DescribeTaskDefinition: (input) => ({
      taskDefinition: taskDefinition(backend(), requiredString(input, 'taskDefinition')),
    }),
    RegisterTaskDefinition: (input) => {
      requiredString(input, 'family');
      const arn = backend().registerTaskDefinition(input);
      return { taskDefinition: taskDefinition(backend(), arn) };
    },
  };
}

function taskDefinition(backend: EcsBackend, reference: string): unknown {
  const found = backend.describeTaskDefinition(reference);
  if (found === undefined) throw new AwsError('ClientException', 'Unable to describe task definition.');
  return found;
}

function describeServices(backend: EcsBackend, input: AwsInput): unknown {
  const wanted = stringList(input, 'services');
  const found = wanted.map((reference) => ({ reference, service: backend.describeService(reference) }));
  return {
    services: found.flatMap(({ service }) => (service === undefined ? [] : [service])),
    failures: found
      .filter(({ service }) => service === undefined)
      .map(({ reference }) => ({ arn: reference, reason: 'MISSING' })),
  };
}
