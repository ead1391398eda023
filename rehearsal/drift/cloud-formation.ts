import type { ResourceDrift, StackDrift } from '../../lib/drift/drift-model';

/** Answers an action of the query protocol with XML; undefined for what it does not know. */
export type QueryAnswer = (action: string, input: URLSearchParams) => string | undefined;

/** CloudFormation that has looked at every stack already, and STS that lets it. */
export function cloudFormation(drifts: readonly StackDrift[]): QueryAnswer {
  return (action, input) => {
    if (action === 'AssumeRole') return assumed();
    const name = input.get('StackName') ?? input.get('StackDriftDetectionId') ?? '';
    const found = drifts.find(({ stack }) => stack === name);
    if (found === undefined) return undefined;
    const inner = answerAbout(action, found);
    return inner === undefined
      ? undefined
      : `<${action}Response xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/">` +
          `<${action}Result>${inner}</${action}Result></${action}Response>`;
  };
}

function answerAbout(action: string, { stack, resources, drifts }: StackDrift): string | undefined {
  switch (action) {
    case 'DescribeStacks':
      return `<Stacks>${member({ StackName: stack, StackStatus: 'UPDATE_COMPLETE' })}</Stacks>`;
    case 'DetectStackDrift':
      return elements({ StackDriftDetectionId: stack });
    case 'DescribeStackDriftDetectionStatus':
      return elements({
        StackId: stack,
        DetectionStatus: 'DETECTION_COMPLETE',
        StackDriftStatus: drifts.some(({ status }) => status !== 'IN_SYNC') ? 'DRIFTED' : 'IN_SYNC',
        Timestamp: new Date().toISOString(),
      });
    case 'DescribeStackResourceDrifts':
      return `<StackResourceDrifts>${drifts.map(driftMember).join('')}</StackResourceDrifts>`;
    case 'ListStackResources': {
      const members = resources.map(({ logicalId, physicalId = '', type }) =>
        member({
          ...{ LogicalResourceId: logicalId, PhysicalResourceId: physicalId, ResourceType: type },
          ResourceStatus: 'UPDATE_COMPLETE',
        }),
      );
      return `<StackResourceSummaries>${members.join('')}</StackResourceSummaries>`;
    }
    default:
      return undefined;
  }
}

function driftMember(drift: ResourceDrift): string {
  const { logicalId, physicalId = '', type, status, expectedProperties, actualProperties } = drift;
  const differences = drift.differences.map(({ path, kind, expected, actual }) =>
    member({ PropertyPath: path, DifferenceType: kind, ExpectedValue: expected, ActualValue: actual }),
  );
  const fields = elements({
    ...{ LogicalResourceId: logicalId, PhysicalResourceId: physicalId, ResourceType: type },
    StackResourceDriftStatus: status,
    Timestamp: new Date().toISOString(),
    ...(expectedProperties !== undefined && { ExpectedProperties: expectedProperties }),
    ...(actualProperties !== undefined && { ActualProperties: actualProperties }),
  });
  return `<member>${fields}<PropertyDifferences>${differences.join('')}</PropertyDifferences></member>`;
}

function assumed(): string {
  const Expiration = new Date(Date.now() + 3_600_000).toISOString();
  const keys = {
    AccessKeyId: 'AKIAREHEARSAL0000000',
    SecretAccessKey: 'rehearsal',
    SessionToken: 'rehearsal',
  };
  return (
    `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>` +
    `<Credentials>${elements({ ...keys, Expiration })}</Credentials></AssumeRoleResult></AssumeRoleResponse>`
  );
}

function member(fields: Readonly<Record<string, string>>): string {
  return `<member>${elements(fields)}</member>`;
}

function elements(fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields)
    .map(([name, text]) => `<${name}>${escaped(text)}</${name}>`)
    .join('');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
