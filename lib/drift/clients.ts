import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { AWS_TIMEOUTS } from '../delivery/function-settings';
import type { StackPlace } from './stack-places';

/** CloudFormation lets an account make few such calls a second, so that some throttling is the rule. */
const PATIENT = { ...AWS_TIMEOUTS, maxAttempts: 10, retryMode: 'adaptive' } as const;

/** Gives the client for each stack: one for each region and role. */
export function clientsByPlace(): (place: StackPlace) => CloudFormationClient {
  const clients = new Map<string, CloudFormationClient>();
  return ({ region, role }) => {
    const key = `${region} ${role}`;
    const client =
      clients.get(key) ??
      new CloudFormationClient({
        ...PATIENT,
        region,
        ...(role && { credentials: async () => assume(role) }),
      });
    clients.set(key, client);
    return client;
  };
}

const sts = new STSClient(AWS_TIMEOUTS);

async function assume(RoleArn: string): Promise<{
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}> {
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'drift-watch' }));
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    ...(Credentials?.SessionToken && { sessionToken: Credentials.SessionToken }),
    ...(Credentials?.Expiration && { expiration: Credentials.Expiration }),
  };
}
