import type { CodePipelineEvent, Context } from 'aws-lambda';

/** `UserParameters` as the pipeline sends them for a canary. */
export const PARAMETERS = {
  taskDefinitionParameter: '/devops-on-aws/sandbox/storefront/task-definition',
  hookFunction: 'hook-function',
  site: { application: 'devops-on-aws-sandbox-storefront', group: 'release' },
};

/** Places of the artifacts, in the form of CodePipeline's keys. */
export const INPUT = { bucketName: 'artifacts', objectKey: 'devops-on-aws-storef/BuildArtif/abc123' };
export const OUTPUT = { bucketName: 'artifacts', objectKey: 'devops-on-aws-storef/Release-sa/def456' };

type JobData = CodePipelineEvent['CodePipeline.job']['data'];

/** The event of a Lambda invoke action. Source: CodePipeline user guide, "Example JSON event". */
export function jobEvent(changes: Partial<JobData> = {}): CodePipelineEvent {
  return {
    'CodePipeline.job': {
      id: '11111111-abcd-1111-abcd-111111abcdef',
      accountId: '111122223333',
      data: {
        actionConfiguration: {
          configuration: { FunctionName: 'prepare', UserParameters: JSON.stringify(PARAMETERS) },
        },
        inputArtifacts: [
          { name: 'BuildArtifact', revision: null, location: { type: 'S3', s3Location: INPUT } },
        ],
        outputArtifacts: [
          { name: 'Release-sandbox', revision: null, location: { type: 'S3', s3Location: OUTPUT } },
        ],
        artifactCredentials: {
          accessKeyId: 'AKIDOFTHEJOB',
          secretAccessKey: 'secret-of-the-job',
          sessionToken: 'token-of-the-job',
        },
        ...changes,
      },
    },
  };
}

/** The part of a Lambda context that handlers read. */
export function lambdaContext(remainingMs = 60_000): Context {
  const context: Partial<Context> = {
    awsRequestId: 'request-1',
    getRemainingTimeInMillis: () => remainingMs,
  };
  return context as Context;
}
