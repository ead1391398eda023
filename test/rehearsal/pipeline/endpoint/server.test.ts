import {
  CloudFormationClient,
  DescribeStacksCommand,
  DeleteStackCommand,
} from '@aws-sdk/client-cloudformation';
import { CodeDeployClient, PutLifecycleEventHookExecutionStatusCommand } from '@aws-sdk/client-codedeploy';
import {
  CodePipelineClient,
  PutJobFailureResultCommand,
  PutJobSuccessResultCommand,
} from '@aws-sdk/client-codepipeline';
import {
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  ListServiceDeploymentsCommand,
  RegisterTaskDefinitionCommand,
  StopTaskCommand,
} from '@aws-sdk/client-ecs';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetOpsItemCommand, GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { ObjectStore } from '../../../../rehearsal/pipeline/artifacts';
import { AwsError } from '../../../../rehearsal/pipeline/endpoint/aws-error';
import { ecsOperations } from '../../../../rehearsal/pipeline/endpoint/ecs';
import type { EcsBackend } from '../../../../rehearsal/pipeline/endpoint/ecs';
import { Answers } from '../../../../rehearsal/pipeline/endpoint/jobs';
import { Parameters } from '../../../../rehearsal/pipeline/endpoint/parameters';
import { AwsEndpoint, COMMAND_PATH } from '../../../../rehearsal/pipeline/endpoint/server';

const unchecked: string[] = [];
const published: object[] = [];
const objects = new ObjectStore();
const answers = new Answers();
const parameters = new Parameters([{ name: '/shop/image', value: 'repo:placeholder' }]);
const registered = { taskDefinitionArn: 'arn:web:1', family: 'web', revision: 1, status: 'ACTIVE' } as const;
const backend: EcsBackend = {
  registerTaskDefinition: (request) => `arn:${String(request.family)}:1`,
  describeTaskDefinition: (reference) => (reference === 'arn:web:1' ? registered : undefined),
  describeService: (name) =>
    name === 'web' ? ({ serviceName: 'web' } as ReturnType<EcsBackend['describeService']>) : undefined,
  describeServiceRevision: (arn) => (arn === 'arn:revision' ? { taskDefinition: 'arn:web:1' } : undefined),
  describeServiceDeployment: (arn) => (arn === 'arn:deployment' ? { status: 'IN_PROGRESS' } : undefined),
  listServiceDeployments: () => [
    { serviceDeploymentArn: 'arn:second', status: 'IN_PROGRESS' },
    { serviceDeploymentArn: 'arn:first', status: 'SUCCESSFUL' },
  ],
};
const STACKS =
  '<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>shop</StackName></member></Stacks>' +
  '</DescribeStacksResult></DescribeStacksResponse>';
const endpoint = new AwsEndpoint({
  account: '123456789012',
  objects,
  unchecked: (what) => unchecked.push(what),
  published: (message) => published.push(message),
  query: (action) => (action === 'DescribeStacks' ? STACKS : undefined),
  services: {
    AmazonSSM: parameters.operations(),
    AmazonEC2ContainerServiceV20141113: ecsOperations(() => backend),
    CodePipeline_20150709: answers.pipelineOperations(),
    CodeDeploy_20141006: answers.deployOperations(),
  },
  commands: { echo: (call) => ({ status: 3, stdout: call.arguments.join(' '), stderr: '' }) },
});
const settings = {
  region: 'eu-central-1',
  maxAttempts: 1,
  credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
};
let url = '';

beforeAll(async () => {
  url = await endpoint.listen();
});

afterAll(() => endpoint.close());

function client<T>(
  type: new (options: typeof settings & { endpoint: string; forcePathStyle: boolean }) => T,
): T {
  return new type({ ...settings, endpoint: url, forcePathStyle: true });
}

describe('the AWS endpoint, asked by the real clients', () => {
  it('gets and puts parameters, and names the one that is missing', async () => {
    const ssm = client(SSMClient);
    await expect(ssm.send(new GetParameterCommand({ Name: '/none' }))).rejects.toMatchObject({
      name: 'ParameterNotFound',
    });
    const put = { Name: '/shop/image', Value: 'repo@sha256:1' };
    await expect(ssm.send(new PutParameterCommand(put))).rejects.toMatchObject({
      name: 'ParameterAlreadyExists',
    });
    await ssm.send(new PutParameterCommand({ ...put, Overwrite: true }));
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: '/shop/image' }));
    expect(Parameter).toMatchObject({ Value: 'repo@sha256:1', Version: 2 });
    expect(parameters.value('/shop/image')).toBe('repo@sha256:1');
  });

  it('describes services and task definitions, and registers revisions', async () => {
    const ecs = client(ECSClient);
    const { services, failures } = await ecs.send(new DescribeServicesCommand({ services: ['web', 'gone'] }));
    expect(services?.map(({ serviceName }) => serviceName)).toEqual(['web']);
    expect(failures).toEqual([{ arn: 'gone', reason: 'MISSING' }]);
    const { taskDefinition } = await ecs.send(
      new RegisterTaskDefinitionCommand({ family: 'web', containerDefinitions: [] }),
    );
    expect(taskDefinition).toEqual(registered);
    const missing = ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'none' }));
    await expect(missing).rejects.toMatchObject({ name: 'ClientException' });
  });

  it('tells about revisions and deployments of services', async () => {
    const ecs = client(ECSClient);
    const revisions = await ecs.send(
      new DescribeServiceRevisionsCommand({ serviceRevisionArns: ['arn:revision', 'arn:gone'] }),
    );
    expect(revisions.serviceRevisions).toMatchObject([{ taskDefinition: 'arn:web:1' }]);
    expect(revisions.failures).toEqual([{ arn: 'arn:gone', reason: 'MISSING' }]);
    const described = await ecs.send(
      new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: ['arn:deployment'] }),
    );
    expect(described.serviceDeployments).toMatchObject([{ status: 'IN_PROGRESS' }]);
    const running = await ecs.send(
      new ListServiceDeploymentsCommand({ service: 'web', status: ['IN_PROGRESS'] }),
    );
    expect(running.serviceDeployments).toMatchObject([{ serviceDeploymentArn: 'arn:second' }]);
    const all = await ecs.send(new ListServiceDeploymentsCommand({ service: 'web' }));
    expect(all.serviceDeployments).toHaveLength(2);
    const missing = ecs.send(new ListServiceDeploymentsCommand({ service: 'gone' }));
    await expect(missing).rejects.toMatchObject({ name: 'ServiceNotFoundException' });
  });

  it('hands the results of jobs to whoever waits, once', async () => {
    const pipeline = client(CodePipelineClient);
    const good = answers.waitForJob('1');
    const bad = answers.waitForJob('2');
    await pipeline.send(new PutJobSuccessResultCommand({ jobId: '1', outputVariables: { image: 'i' } }));
    await pipeline.send(
      new PutJobFailureResultCommand({ jobId: '2', failureDetails: { type: 'JobFailed', message: 'no' } }),
    );
    expect(await good).toEqual({ succeeded: true, variables: { image: 'i' } });
    expect(await bad).toEqual({ succeeded: false, reason: 'no' });
    const again = pipeline.send(new PutJobSuccessResultCommand({ jobId: '1' }));
    await expect(again).rejects.toMatchObject({ name: 'JobNotFoundException' });
  });

  it('hands the status of a hook to the deployment that waits for it', async () => {
    const deploy = client(CodeDeployClient);
    const waiting = answers.waitForHook('d-1', 'h-1');
    const answer = { deploymentId: 'd-1', lifecycleEventHookExecutionId: 'h-1', status: 'Failed' as const };
    await deploy.send(new PutLifecycleEventHookExecutionStatusCommand(answer));
    expect(await waiting).toBe('Failed');
    await expect(deploy.send(new PutLifecycleEventHookExecutionStatusCommand(answer))).rejects.toMatchObject({
      name: 'InvalidLifecycleEventHookExecutionIdException',
    });
  });

  it('stores objects, whatever is in their key and however the body is sent', async () => {
    const s3 = client(S3Client);
    const place = { Bucket: 'artifacts', Key: 'a b/c+d.zip' };
    await s3.send(new PutObjectCommand({ ...place, Body: Buffer.from([0, 1, 255]) }));
    expect(objects.get({ bucket: 'artifacts', key: 'a b/c+d.zip' })).toEqual(Buffer.from([0, 1, 255]));
    const { Body } = await s3.send(new GetObjectCommand(place));
    expect(await Body?.transformToByteArray()).toEqual(new Uint8Array([0, 1, 255]));
    await expect(s3.send(new GetObjectCommand({ ...place, Key: 'no' }))).rejects.toMatchObject({
      name: 'NoSuchKey',
    });
    const chunked = { 'content-encoding': 'aws-chunked' };
    const body = '3\r\nabc\r\n2\r\nde\r\n0\r\nx-amz-checksum-crc32:x\r\n\r\n';
    await fetch(`${url}/bucket/key`, { method: 'PUT', headers: chunked, body });
    expect(objects.get({ bucket: 'bucket', key: 'key' })?.toString()).toBe('abcde');
  });

  it('answers who calls', async () => {
    const response = await fetch(url, {
      method: 'POST',
      body: 'Action=GetCallerIdentity&Version=2011-06-15',
    });
    expect(await response.text()).toContain('<Account>123456789012</Account>');
  });

  it('refuses an operation that it does not know and records it', async () => {
    const stop = client(ECSClient).send(new StopTaskCommand({ task: 'x' }));
    await expect(stop).rejects.toMatchObject({ name: 'UnknownOperationException' });
    expect(unchecked).toEqual(['AWS call AmazonEC2ContainerServiceV20141113.StopTask']);
  });

  it('runs the commands that stand-ins pass on', async () => {
    const call = async (command: string) => {
      const body = JSON.stringify({ command, arguments: ['a', 'b'], workingDirectory: '/' });
      return (await fetch(url + COMMAND_PATH, { method: 'POST', body })).json();
    };
    expect(await call('echo')).toEqual({ status: 3, stdout: 'a b', stderr: '' });
    expect(await call('podman')).toMatchObject({ status: 127 });
  });

  it('keeps what is published, and answers the query protocol with what it was given', async () => {
    const { MessageId } = await client(SNSClient).send(
      new PublishCommand({ TopicArn: 'arn:topic', Subject: 'a subject & more', Message: 'text' }),
    );
    expect(MessageId).toMatch(/^[0-9a-f-]{36}$/);
    expect(published).toEqual([{ topicArn: 'arn:topic', subject: 'a subject & more' }]);
    const { Stacks } = await client(CloudFormationClient).send(new DescribeStacksCommand({}));
    expect(Stacks).toMatchObject([{ StackName: 'shop' }]);
    await expect(
      client(CloudFormationClient).send(new DeleteStackCommand({ StackName: 'shop' })),
    ).rejects.toMatchObject({ name: 'InvalidAction' });
    expect(unchecked).toContain('AWS call DeleteStack');
  });

  it('answers with other operations from a moment on, and keeps those that are not named', async () => {
    const refuse = () => {
      throw new AwsError('OpsItemAlreadyExistsException', 'it exists', { OpsItemId: 'oi-1' });
    };
    endpoint.answerWith({ AmazonSSM: { GetOpsItem: refuse } });
    const ask = client(SSMClient).send(new GetOpsItemCommand({ OpsItemId: 'oi-1' }));
    await expect(ask).rejects.toMatchObject({ name: 'OpsItemAlreadyExistsException', OpsItemId: 'oi-1' });
    const kept = await client(SSMClient).send(new GetParameterCommand({ Name: '/shop/image' }));
    expect(kept.Parameter?.Name).toBe('/shop/image');
  });
});
