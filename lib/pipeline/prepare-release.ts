import { DescribeTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import type { ECSClient } from '@aws-sdk/client-ecs';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import type { SSMClient } from '@aws-sdk/client-ssm';
import { strToU8, zipSync } from 'fflate';
import { artifactClient, only, readArtifact } from './job-artifacts';
import type { JobData, Location } from './job-artifacts';
import { releaseDocuments } from './release-documents';
import { ReleaseError } from './release-error';

/** `UserParameters` of the *Prepare* action, as JSON. */
export interface PrepareParameters {
  /** SSM parameter with the ARN of the task definition revision that CloudFormation made last. */
  readonly taskDefinitionParameter: string;
  /** Function that CodeDeploy asks before it shifts traffic; absent when ECS itself deploys. */
  readonly hookFunction?: string;
}

/** The services that a preparation asks. */
export interface Clients {
  readonly ssm: SSMClient;
  readonly ecs: ECSClient;
}

/**
 * Reads the build artifact, renders the release files for one environment and writes them as output artifact.
 * @returns the image by digest
 * @throws ReleaseError with a message for the person at the pipeline
 */
export async function prepareRelease(data: JobData, { ssm, ecs }: Clients): Promise<string> {
  const { taskDefinitionParameter, hookFunction } = parametersOf(data);
  const s3 = artifactClient(data);
  const [build, taskDefinition] = await Promise.all([
    readArtifact(s3, only(data.inputArtifacts, 'input')),
    readParameter(ssm, taskDefinitionParameter),
  ]);
  const description = await ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition, include: ['TAGS'] }),
  );
  const { image, files } = releaseDocuments({ build, description, hookFunction });
  await writeArtifact(s3, only(data.outputArtifacts, 'output'), files, data.encryptionKey?.id);
  return image;
}

function parametersOf(data: JobData): PrepareParameters {
  const text = data.actionConfiguration.configuration.UserParameters;
  try {
    const parameters = JSON.parse(text) as PrepareParameters;
    if (typeof parameters.taskDefinitionParameter === 'string') return parameters;
  } catch {
    // Falls through to the message, which shows what came.
  }
  throw new ReleaseError(`UserParameters must be JSON with taskDefinitionParameter; got ${text}`);
}

async function writeArtifact(
  s3: S3Client,
  { bucketName, objectKey }: Location,
  files: ReadonlyMap<string, string>,
  key: string | undefined,
): Promise<void> {
  const body = zipSync(Object.fromEntries([...files].map(([name, text]) => [name, strToU8(text)])));
  const encryption = key && ({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: key } as const);
  const command = new PutObjectCommand({ Bucket: bucketName, Key: objectKey, Body: body, ...encryption });
  await s3.send(command).catch((error: Error) => {
    throw new ReleaseError(
      `cannot write the release files s3://${bucketName}/${objectKey}: ${error.message}`,
    );
  });
}

async function readParameter(ssm: SSMClient, name: string): Promise<string | undefined> {
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: name })).catch((error: Error) => {
    const fix = error.name === 'ParameterNotFound' ? 'deploy the stack of the service first' : error.message;
    throw new ReleaseError(`cannot read the parameter ${name}: ${fix}`);
  });
  return Parameter?.Value;
}
