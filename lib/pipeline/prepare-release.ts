import { DescribeTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import type { SSMClient } from '@aws-sdk/client-ssm';
import { strToU8, zipSync } from 'fflate';
import type { DeploymentSite } from '../delivery/release-target';
import { waiting, waitingSince } from './answer-job';
import type { Unfinished } from './answer-job';
import { obstacleAt } from './deployment-site';
import type { SiteClients } from './deployment-site';
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
  /** Where the release becomes a deployment. */
  readonly site: DeploymentSite;
}

/** The services that a preparation asks. */
export interface Clients extends SiteClients {
  readonly ssm: SSMClient;
}

/** How long another deployment may take to end, its bake time included, before it needs a person. */
const PATIENCE_MINUTES = 60;

/**
 * Waits until nothing else is deployed, then reads the build artifact, renders the release files for one environment
 * and writes them as output artifact.
 * @returns the image by digest as output variable `image`, or that it must be asked again
 * @throws ReleaseError with a message for the person at the pipeline
 */
export async function prepareRelease(
  data: JobData,
  clients: Clients,
  now: Date,
): Promise<{ image: string } | Unfinished> {
  const since = waitingSince(data.continuationToken, now);
  const parameters = parametersOf(data);
  const obstacle = await obstacleAt(parameters.site, clients, now);
  if (!obstacle) return { image: await render(data, parameters, clients) };
  if (now.getTime() - since < PATIENCE_MINUTES * 60_000) return waiting(since);
  const { what, fix } = obstacle;
  throw new ReleaseError(
    `${what}, for more than ${PATIENCE_MINUTES} minutes; fix: ${fix}, then release again`,
  );
}

async function render(
  data: JobData,
  { taskDefinitionParameter, hookFunction }: PrepareParameters,
  { ssm, ecs }: Clients,
): Promise<string> {
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
    if (typeof parameters.taskDefinitionParameter === 'string' && typeof parameters.site === 'object') {
      return parameters;
    }
  } catch {
    // Falls through to the message, which shows what came.
  }
  throw new ReleaseError(`UserParameters must be JSON with taskDefinitionParameter and site; got ${text}`);
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
