import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import type { ServiceInputTypes, ServiceOutputTypes } from '@aws-sdk/client-sts';
import { AWS_TIMEOUTS } from '../../delivery/function-settings';
import { NotAwsError } from '../errors';

/** Whose credentials are used, and where. */
export interface Access {
  readonly region: string;
  /** Profile of the toolchain's account; absent: what the AWS SDK finds by itself. */
  readonly profile?: string;
  /** Profile of the environment's account, where it is another one; absent: the same as `profile`. */
  readonly environmentProfile?: string;
}

/** One client for each AWS service that the commands call. */
export interface Clients {
  readonly codePipeline: CodePipelineClient;
  readonly ecr: ECRClient;
  readonly cloudWatch: CloudWatchClient;
  readonly codeDeploy: CodeDeployClient;
  readonly ecs: ECSClient;
  readonly ssm: SSMClient;
  readonly sts: STSClient;
  /** OpsCenter of the toolchain's account, where the incidents are. */
  readonly opsCenter: SSMClient;
  /** Stacks may be in other regions, and those of an environment in another account. */
  readonly cloudFormation: (plane: 'toolchain' | 'environment', region: string) => CloudFormationClient;
}

/** Makes the clients; the first two work in the account of the toolchain, the others in that of the environment. */
export function makeClients({ region, profile, environmentProfile = profile }: Access): Clients {
  // A person waits, so a throttled call is tried more often than by a function, and a silent network not for long.
  const toolchain = { region, maxAttempts: 5, ...AWS_TIMEOUTS, ...(profile && { profile }) };
  const environment = { ...toolchain, ...(environmentProfile && { profile: environmentProfile }) };
  return {
    codePipeline: onlyAws(new CodePipelineClient(toolchain)),
    ecr: onlyAws(new ECRClient(toolchain)),
    cloudWatch: onlyAws(new CloudWatchClient(environment)),
    codeDeploy: onlyAws(new CodeDeployClient(environment)),
    ecs: onlyAws(new ECSClient(environment)),
    ssm: onlyAws(new SSMClient(environment)),
    sts: onlyAws(new STSClient(environment)),
    opsCenter: onlyAws(new SSMClient(toolchain)),
    cloudFormation: (plane, where) =>
      onlyAws(
        new CloudFormationClient({
          ...(plane === 'toolchain' ? toolchain : environment),
          region: where,
          maxAttempts: 10,
          retryMode: 'adaptive',
        }),
      ),
  };
}

/** A call of an AWS service, as the SDK's middleware sees it. */
type AwsCall = (call: {
  readonly input: ServiceInputTypes;
  readonly request: unknown;
}) => Promise<{ readonly response: unknown; readonly output: ServiceOutputTypes }>;

/**
 * The client, which refuses web pages: a network with a sign-in page answers every call with that page, and the SDK may
 * read it as an empty answer of AWS.
 */
function onlyAws<Client extends { readonly middlewareStack: unknown }>(client: Client): Client {
  // Every client takes this middleware; only the types of its input and output differ.
  (client.middlewareStack as STSClient['middlewareStack']).addRelativeTo(
    (next: AwsCall): AwsCall =>
      async (call) => {
        const answer = await next(call);
        const { headers, statusCode } = answer.response as {
          readonly headers: Readonly<Record<string, string>>;
          readonly statusCode: number;
        };
        if (!/\bhtml\b/i.test(headers['content-type'] ?? '')) return answer;
        throw new NotAwsError(`a web page with HTTP status ${statusCode}`);
      },
    // Behind the part that reads the answer, so before it is read.
    { name: 'onlyAws', relation: 'after', toMiddleware: 'deserializerMiddleware' },
  );
  return client;
}
