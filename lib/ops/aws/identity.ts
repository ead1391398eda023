import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { STSClient } from '@aws-sdk/client-sts';
import { UsageError } from '../errors';
import type { Place } from '../places';

/**
 * ARN of whoever runs the command, with the credentials for the environment.
 * @throws UsageError when these are for another account than the configuration says
 */
export async function whoIs(client: STSClient, { environment }: Place): Promise<string> {
  const { Arn = 'unknown', Account } = await client.send(new GetCallerIdentityCommand({}));
  if (environment.account !== undefined && Account !== environment.account) {
    throw new UsageError(
      `these credentials are for account ${Account}, but ${environment.name} is in ${environment.account}; name its profile with --environment-profile`,
    );
  }
  return Arn;
}
