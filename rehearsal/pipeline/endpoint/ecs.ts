import type { Cloud } from '../../cloud/types';
import { AwsError, requiredString, stringList } from './aws-error';
import type { AwsInput, AwsOperation } from './aws-error';

/** The part of the cloud that the ECS operations read and write. */
export type EcsBackend = Pick<
  Cloud,
  | 'describeService'
  | 'describeServiceDeployment'
  | 'describeServiceRevision'
  | 'describeTaskDefinition'
  | 'listServiceDeployments'
  | 'registerTaskDefinition'
>;

/** The operations of `AmazonEC2ContainerServiceV20141113`. */
export function ecsOperations(backend: () => EcsBackend): Readonly<Record<string, AwsOperation>> {
  return {
    DescribeServices: (input) => describeServices(backend(), input),
    DescribeServiceRevisions: (input) => {
      const arns = stringList(input, 'serviceRevisionArns');
      return describeAll(arns, 'serviceRevisions', (arn) => backend().describeServiceRevision(arn));
    },
    DescribeServiceDeployments: (input) => {
      const arns = stringList(input, 'serviceDeploymentArns');
      return describeAll(arns, 'serviceDeployments', (arn) => backend().describeServiceDeployment(arn));
    },
    ListServiceDeployments: (input) => listServiceDeployments(backend(), input),
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
  return describeAll(stringList(input, 'services'), 'services', (name) => backend.describeService(name));
}

/** What was found under `field`, and the others as failures. */
function describeAll(
  wanted: readonly string[],
  field: string,
  find: (reference: string) => unknown,
): Readonly<Record<string, unknown>> {
  const found = wanted.map((reference) => ({ reference, value: find(reference) }));
  return {
    [field]: found.flatMap(({ value }) => (value === undefined ? [] : [value])),
    failures: found
      .filter(({ value }) => value === undefined)
      .map(({ reference }) => ({ arn: reference, reason: 'MISSING' })),
  };
}

function listServiceDeployments(backend: EcsBackend, input: AwsInput): unknown {
  const service = requiredString(input, 'service');
  if (backend.describeService(service) === undefined)
    throw new AwsError('ServiceNotFoundException', 'Service not found.');
  const wanted = input.status === undefined ? undefined : stringList(input, 'status');
  const all = backend.listServiceDeployments(service);
  return { serviceDeployments: all.filter(({ status }) => wanted?.includes(String(status)) ?? true) };
}
