import { DescribeTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import type { ECSClient } from '@aws-sdk/client-ecs';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { Artifact, CodePipelineEvent } from 'aws-lambda';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { AWS_TIMEOUTS } from '../delivery/function-settings';
import { ReleaseError, releaseDocuments } from './release-documents';

type JobData = CodePipelineEvent['CodePipeline.job']['data'];

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

function only(artifacts: readonly Artifact[], what: string): Artifact['location']['s3Location'] {
  const [artifact] = artifacts;
  if (!artifact) throw new ReleaseError(`the action has no ${what} artifact`);
  return artifact.location.s3Location;
}

/** The job brings credentials for its artifacts and nothing else, so the function has none of its own for them. */
function artifactClient({ artifactCredentials }: JobData): S3Client {
  const { accessKeyId, secretAccessKey, sessionToken } = artifactCredentials;
  return new S3Client({
    ...AWS_TIMEOUTS,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
  });
}

async function readArtifact(s3: S3Client, location: Location): Promise<Map<string, string>> {
  const { bucketName, objectKey } = location;
  const bytes = await s3
    .send(new GetObjectCommand({ Bucket: bucketName, Key: objectKey }))
    .then(async ({ Body }) => Body?.transformToByteArray())
    .catch((error: Error) => {
      throw new ReleaseError(
        `cannot read the build artifact s3://${bucketName}/${objectKey}: ${error.message}`,
      );
    });
  return unzipped(bytes ?? new Uint8Array());
}

type Location = Artifact['location']['s3Location'];

function unzipped(bytes: Uint8Array): Map<string, string> {
  try {
    return new Map(Object.entries(unzipSync(bytes)).map(([name, content]) => [name, strFromU8(content)]));
  } catch {
    throw new ReleaseError('the build artifact is no zip archive');
  }
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
