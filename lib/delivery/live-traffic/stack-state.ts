import { DescribeStacksCommand, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { asking } from './asking';

const SERVICE = 'CloudFormation';

/** Whether a stack is undoing a failed update. */
export async function isRollingBack(client: CloudFormationClient, stackId: string): Promise<boolean> {
  const { Stacks } = await asking(SERVICE, client.send(new DescribeStacksCommand({ StackName: stackId })));
  return Stacks?.[0]?.StackStatus?.includes('ROLLBACK_IN_PROGRESS') ?? false;
}

/** Physical ids of the resources that a stack has now, by logical id. */
export async function physicalIds(
  client: CloudFormationClient,
  stackId: string,
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  let NextToken: string | undefined;
  do {
    const page = await asking(
      SERVICE,
      client.send(new ListStackResourcesCommand({ StackName: stackId, NextToken })),
    );
    for (const one of page.StackResourceSummaries ?? []) {
      const gone = one.ResourceStatus === 'DELETE_COMPLETE';
      if (one.LogicalResourceId && one.PhysicalResourceId && !gone)
        found.set(one.LogicalResourceId, one.PhysicalResourceId);
    }
    NextToken = page.NextToken;
  } while (NextToken);
  return found;
}
