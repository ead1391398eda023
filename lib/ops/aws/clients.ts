import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CodeDeployClient } from '@aws-sdk/client-codedeploy';
import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';

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
  // A person waits, so a throttled call is tried more often than by a function.
  const toolchain = { region, maxAttempts: 5, ...(profile && { profile }) };
  const environment = { ...toolchain, ...(environmentProfile && { profile: environmentProfile }) };
  return {
    codePipeline: new CodePipelineClient(toolchain),
    ecr: new ECRClient(toolchain),
    cloudWatch: new CloudWatchClient(environment),
    codeDeploy: new CodeDeployClient(environment),
    ecs: new ECSClient(environment),
    ssm: new SSMClient(environment),
    sts: new STSClient(environment),
    opsCenter: new SSMClient(toolchain),
    cloudFormation: (plane, where) =>
      new CloudFormationClient({
        ...(plane === 'toolchain' ? toolchain : environment),
        region: where,
        maxAttempts: 10,
        retryMode: 'adaptive',
      }),
  };
}
