import { GetParameterCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import type { SSMClient } from '@aws-sdk/client-ssm';
import { plainText, truncate } from '../../../app/shared/plain-text';

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
  const Description = truncate(plainText(note), 1024);
  await client.send(new PutParameterCommand({ Name: name, Value: image, Description, Overwrite: true }));
}
