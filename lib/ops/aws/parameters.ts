import { GetParameterCommand, paginateGetParameterHistory, PutParameterCommand } from '@aws-sdk/client-ssm';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { ReleaseRecord } from '../release-history';

/** Every value that a release parameter had, the oldest first; AWS keeps the newest hundred. */
export async function releaseHistory(client: SSMClient, name: string): Promise<ReleaseRecord[]> {
  const records: ReleaseRecord[] = [];
  for await (const { Parameters = [] } of paginateGetParameterHistory({ client }, { Name: name })) {
    for (const { Value, LastModifiedDate, LastModifiedUser, Description } of Parameters) {
      if (Value === undefined) continue;
      records.push({
        image: Value,
        ...(LastModifiedDate && { at: LastModifiedDate }),
        ...(LastModifiedUser && { by: LastModifiedUser }),
        ...(Description && { note: Description }),
      });
    }
  }
  return records;
}

/** The value of a parameter; empty when it has none. */
export async function readParameter(client: SSMClient, name: string): Promise<string> {
  const { Parameter } = await client.send(new GetParameterCommand({ Name: name }));
  return Parameter?.Value ?? '';
}

/** Records the image that runs, with a note that stays in the history of the parameter. */
export async function recordRelease(
  client: SSMClient,
  name: string,
  { image, note }: { readonly image: string; readonly note: string },
): Promise<void> {
  // AWS takes 1024 characters.
  const Description = note.slice(0, 1024);
  await client.send(new PutParameterCommand({ Name: name, Value: image, Description, Overwrite: true }));
}
