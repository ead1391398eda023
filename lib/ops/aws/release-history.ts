import { paginateGetParameterHistory } from '@aws-sdk/client-ssm';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { ReleaseRecord } from '../release-history';

/** Every value that a release parameter had, the oldest first; AWS keeps the newest hundred. */
export async function releaseHistory(client: SSMClient, name: string): Promise<ReleaseRecord[]> {
  const records: ReleaseRecord[] = [];
  for await (const { Parameters = [] } of paginateGetParameterHistory({ client }, { Name: name })) {
    for (const { Value, LastModifiedDate } of Parameters) {
      if (Value === undefined) continue;
      records.push({
        image: Value,
        ...(LastModifiedDate && { at: LastModifiedDate }),
      });
    }
  }
  return records;
}
