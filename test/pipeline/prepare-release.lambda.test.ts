import {
  CodeDeployClient,
  GetDeploymentGroupCommand,
  ListDeploymentsCommand,
} from '@aws-sdk/client-codedeploy';
import {
  CodePipelineClient,
  PutJobFailureResultCommand,
  PutJobSuccessResultCommand,
} from '@aws-sdk/client-codepipeline';
import { DescribeTaskDefinitionCommand, ECSClient, ListServiceDeploymentsCommand } from '@aws-sdk/client-ecs';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { handler } from '../../lib/pipeline/prepare-release.lambda';
import { INPUT, jobEvent, lambdaContext, OUTPUT, PARAMETERS } from './job-event';
import { buildFiles, IMAGE, taskDefinition } from './release-sources';

const s3 = mockClient(S3Client);
const ssm = mockClient(SSMClient);
const ecs = mockClient(ECSClient);
const codeDeploy = mockClient(CodeDeployClient);
const codePipeline = mockClient(CodePipelineClient);
const log = jest.spyOn(process.stderr, 'write');

const zipped = (files: ReadonlyMap<string, string>): Uint8Array =>
  zipSync(Object.fromEntries([...files].map(([name, text]) => [name, strToU8(text)])));

/** What `GetObject` answers with, as far as it is read. */
const object = (bytes: Uint8Array) => ({
  Body: { transformToByteArray: () => Promise.resolve(bytes) } as never,
});

beforeEach(() => {
  for (const client of [s3, ssm, ecs, codeDeploy, codePipeline]) client.reset();
  log.mockReset().mockReturnValue(true);
  s3.on(GetObjectCommand).resolves(object(zipped(buildFiles())));
  s3.on(PutObjectCommand).resolves({});
  ssm.on(GetParameterCommand).resolves({ Parameter: { Value: taskDefinition.taskDefinitionArn } });
  ecs.on(DescribeTaskDefinitionCommand).resolves({ taskDefinition });
  codeDeploy.on(ListDeploymentsCommand).resolves({}).on(GetDeploymentGroupCommand).resolves({});
  codePipeline.on(PutJobSuccessResultCommand).resolves({});
  codePipeline.on(PutJobFailureResultCommand).resolves({});
});

const failure = (): string | undefined => {
  expect(codePipeline.commandCalls(PutJobSuccessResultCommand)).toHaveLength(0);
  const [call, ...more] = codePipeline.commandCalls(PutJobFailureResultCommand);
  expect(more).toHaveLength(0);
  return call?.args[0].input.failureDetails?.message;
};

const written = (): string[] => {
  const [call] = s3.commandCalls(PutObjectCommand);
  return Object.keys(unzipSync(call?.args[0].input.Body as Uint8Array));
};

it('answers with the image and leaves the files where CodePipeline looks for them', async () => {
  await handler(jobEvent(), lambdaContext());

  expect(codePipeline.commandCalls(PutJobSuccessResultCommand).map(({ args }) => args[0].input)).toEqual([
    {
      jobId: '11111111-abcd-1111-abcd-111111abcdef',
      outputVariables: { image: IMAGE },
      executionDetails: { externalExecutionId: 'request-1' },
    },
  ]);
  expect(s3.commandCalls(GetObjectCommand)[0]?.args[0].input).toEqual({
    Bucket: INPUT.bucketName,
    Key: INPUT.objectKey,
  });
  const [put] = s3.commandCalls(PutObjectCommand);
  expect(put?.args[0].input).toEqual({
    Bucket: OUTPUT.bucketName,
    Key: OUTPUT.objectKey,
    Body: expect.anything() as unknown,
  });
  expect(written()).toEqual(['taskdef.json', 'appspec.yml', 'imageDetail.json']);
});

it('describes exactly the revision that the parameter names, with its tags', async () => {
  await handler(jobEvent(), lambdaContext());

  expect(ssm.commandCalls(GetParameterCommand)[0]?.args[0].input).toEqual({
    Name: PARAMETERS.taskDefinitionParameter,
  });
  expect(ecs.commandCalls(DescribeTaskDefinitionCommand)[0]?.args[0].input).toEqual({
    taskDefinition: taskDefinition.taskDefinitionArn,
    include: ['TAGS'],
  });
});

it('writes what the ECS action reads when there is no hook function', async () => {
  const { taskDefinitionParameter } = PARAMETERS;
  const site = { service: 'arn:aws:ecs:us-east-1:111122223333:service/shop/catalog' };
  ecs.on(ListServiceDeploymentsCommand).resolves({});
  const configuration = {
    FunctionName: 'prepare',
    UserParameters: JSON.stringify({ taskDefinitionParameter, site }),
  };

  await handler(jobEvent({ actionConfiguration: { configuration } }), lambdaContext());

  expect(written()).toEqual(['imagedefinitions.json']);
});

it('encrypts the files with the key of the pipeline when it has one', async () => {
  await handler(jobEvent({ encryptionKey: { id: 'arn:aws:kms:key', type: 'KMS' } }), lambdaContext());

  expect(s3.commandCalls(PutObjectCommand)[0]?.args[0].input).toMatchObject({
    ServerSideEncryption: 'aws:kms',
    SSEKMSKeyId: 'arn:aws:kms:key',
  });
});

it('stays far below the three megabytes that CodeDeploy takes', async () => {
  await handler(jobEvent(), lambdaContext());

  const body = s3.commandCalls(PutObjectCommand)[0]?.args[0].input.Body as Uint8Array;
  expect(body.byteLength).toBeLessThan(10_000);
  expect(strFromU8(unzipSync(body)['imageDetail.json'] ?? new Uint8Array())).toContain(IMAGE);
});

describe('answers the job with a clear message when', () => {
  it.each<[string, () => void, string | RegExp]>([
    [
      'the artifact has no image detail',
      () => s3.on(GetObjectCommand).resolves(object(zipped(new Map([['release.json', '{}']])))),
      /^the build artifact has no imageDetail.json \(it has release.json\)/,
    ],
    [
      'the image is a tag',
      () =>
        s3
          .on(GetObjectCommand)
          .resolves(object(zipped(buildFiles({ 'imageDetail.json': '{"ImageURI":"repo:v1"}' })))),
      /^repo:v1 is no image by digest/,
    ],
    [
      'the artifact is no archive',
      () => s3.on(GetObjectCommand).resolves(object(strToU8('<Error/>'))),
      'the build artifact is no zip archive',
    ],
    [
      'the artifact is empty',
      () => s3.on(GetObjectCommand).resolves({}),
      'the build artifact is no zip archive',
    ],
    [
      'the artifact may not be read',
      () => s3.on(GetObjectCommand).rejects(new Error('Access Denied')),
      `cannot read the build artifact s3://artifacts/${INPUT.objectKey}: Access Denied`,
    ],
    [
      'the release files may not be written',
      () => s3.on(PutObjectCommand).rejects(new Error('Access Denied')),
      `cannot write the release files s3://artifacts/${OUTPUT.objectKey}: Access Denied`,
    ],
    [
      'the parameter is missing',
      () => ssm.on(GetParameterCommand).rejects(new ParameterNotFound({ message: '', $metadata: {} })),
      `cannot read the parameter ${PARAMETERS.taskDefinitionParameter}: deploy the stack of the service first`,
    ],
    [
      'the parameter may not be read',
      () => ssm.on(GetParameterCommand).rejects(new Error('not authorized')),
      `cannot read the parameter ${PARAMETERS.taskDefinitionParameter}: not authorized`,
    ],
    [
      'the container has another name',
      () => ecs.on(DescribeTaskDefinitionCommand).resolves({ taskDefinition: { containerDefinitions: [] } }),
      /^the task definition has no container 'app'/,
    ],
    [
      'the task definition is gone',
      () => ecs.on(DescribeTaskDefinitionCommand).rejects(new Error('Unable to describe task definition.')),
      'Unable to describe task definition.',
    ],
  ])('%s', async (_, arrange, message) => {
    arrange();

    await handler(jobEvent(), lambdaContext());

    expect(failure()).toMatch(message);
  });

  it.each(['', 'no json', '{}', '{"taskDefinitionParameter":7}', '{"taskDefinitionParameter":"/a"}', 'null'])(
    'the user parameters are %j',
    async (text) => {
      const configuration = { FunctionName: 'prepare', UserParameters: text };

      await handler(jobEvent({ actionConfiguration: { configuration } }), lambdaContext());

      expect(failure()).toBe(
        `UserParameters must be JSON with taskDefinitionParameter and site; got ${text}`,
      );
    },
  );

  it.each([
    ['input', { inputArtifacts: [] }],
    ['output', { outputArtifacts: [] }],
  ])('the action has no %s artifact', async (what, artifacts) => {
    await handler(jobEvent(artifacts), lambdaContext());

    expect(failure()).toBe(`the action has no ${what} artifact`);
  });
});

it('asks to be called again while another deployment is under way, and touches nothing until then', async () => {
  codeDeploy.on(ListDeploymentsCommand).resolves({ deployments: ['d-ROLLBACK1'] });

  await handler(jobEvent(), lambdaContext());

  const [answer] = codePipeline.commandCalls(PutJobSuccessResultCommand).map(({ args }) => args[0].input);
  expect(answer).not.toHaveProperty('outputVariables');
  expect(Object.keys(JSON.parse(answer?.continuationToken ?? '{}') as object)).toEqual(['since']);
  expect(codePipeline.commandCalls(PutJobFailureResultCommand)).toHaveLength(0);
  expect(s3.calls()).toHaveLength(0);
});

it('writes the failure to the log, without the credentials of the job', async () => {
  ssm.on(GetParameterCommand).rejects(new Error('not authorized'));

  await handler(jobEvent(), lambdaContext());

  const text = log.mock.calls.map(([line]) => String(line)).join('');
  expect(JSON.parse(text)).toMatchObject({ level: 'error', jobId: '11111111-abcd-1111-abcd-111111abcdef' });
  expect(text).not.toMatch(/secret-of-the-job|token-of-the-job/);
});
