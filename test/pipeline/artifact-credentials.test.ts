import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import {
  CodeDeployClient,
  GetDeploymentGroupCommand,
  ListDeploymentsCommand,
} from '@aws-sdk/client-codedeploy';
import { DescribeTaskDefinitionCommand, ECSClient } from '@aws-sdk/client-ecs';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { strToU8, unzipSync, zipSync } from 'fflate';
import { prepareRelease } from '../../lib/pipeline/prepare-release';
import { INPUT, jobEvent, OUTPUT } from './job-event';
import { buildFiles, IMAGE, taskDefinition } from './release-sources';

const requests: { request: IncomingMessage; body: Buffer }[] = [];
const artifact = zipSync(Object.fromEntries([...buildFiles()].map(([name, text]) => [name, strToU8(text)])));

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    requests.push({ request, body: Buffer.concat(chunks) });
    response.end(request.method === 'GET' ? artifact : '');
  });
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  process.env.AWS_ENDPOINT_URL_S3 = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.env.AWS_REGION = 'us-east-1';
});

afterAll(async () => {
  delete process.env.AWS_ENDPOINT_URL_S3;
  delete process.env.AWS_REGION;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

it('reads and writes the artifacts with the credentials of the job, over HTTP', async () => {
  const ssm = mockClient(SSMClient);
  const ecs = mockClient(ECSClient);
  ssm.on(GetParameterCommand).resolves({ Parameter: { Value: 'arn' } });
  ecs.on(DescribeTaskDefinitionCommand).resolves({ taskDefinition });
  const codeDeploy = mockClient(CodeDeployClient);
  codeDeploy.on(ListDeploymentsCommand).resolves({}).on(GetDeploymentGroupCommand).resolves({});
  const clients = {
    ssm: new SSMClient(),
    ecs: new ECSClient(),
    codeDeploy: new CodeDeployClient(),
    cloudWatch: new CloudWatchClient(),
  };

  const answer = await prepareRelease(jobEvent()['CodePipeline.job'].data, clients, new Date());

  expect(answer).toEqual({ image: IMAGE });
  expect(requests.map(({ request: { method, url = '' } }) => `${method} ${url.split('?')[0]}`)).toEqual([
    `GET /${INPUT.bucketName}/${INPUT.objectKey}`,
    `PUT /${OUTPUT.bucketName}/${OUTPUT.objectKey}`,
  ]);
  for (const { request } of requests) {
    expect(request.headers.authorization).toContain('Credential=AKIDOFTHEJOB/');
    expect(request.headers['x-amz-security-token']).toBe('token-of-the-job');
  }
  expect(Object.keys(unzipSync(requests[1]?.body ?? Buffer.alloc(0)))).toContain('taskdef.json');
});
