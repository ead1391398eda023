import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CodePipelineClient } from '@aws-sdk/client-codepipeline';
import type * as measure from '../../lib/dora/measure-delivery.lambda';
import { pipelineHistory } from '../../lib/dora/pipeline-history';
import { handlerDirectory } from '../../lib/shared/bundle-handlers';
import { startService } from '../delivery/loopback-service';
import type { LoopbackService } from '../delivery/loopback-service';
import { pipelineEvent, SHOP } from './release-events';

let service: LoopbackService;
/** Names of the calls with the token that came with each. */
const calls: string[] = [];

/** Two pages of each list; the first call for the last page is throttled. */
beforeAll(async () => {
  service = await startService((request, response) => {
    const call = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { nextToken = 'first' } = JSON.parse(body) as { nextToken?: string };
      calls.push(`${call} ${nextToken}`);
      const isThrottled = calls.length === 4;
      response.writeHead(isThrottled ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' });
      const throttled = { __type: 'ThrottlingException', message: 'Rate exceeded' };
      response.end(JSON.stringify(isThrottled ? throttled : page(call, nextToken)));
    });
  });
});
beforeEach(() => void calls.splice(0));
afterAll(async () => service.close());

function page(call: string, token: string): object {
  const startTime = Date.UTC(2026, 0, token === 'first' ? 20 : 10) / 1000;
  const more = token === 'first' && { nextToken: 'second' };
  const pipelineExecutionId = `execution-${token}`;
  if (call === 'ListPipelineExecutions') {
    const trigger = { triggerType: 'ManualRollback', triggerDetail: 'arn:aws:sts::1:assumed-role/Admin/kim' };
    return { pipelineExecutionSummaries: [{ pipelineExecutionId, startTime, trigger }], ...more };
  }
  const input = { actionTypeId: { category: 'Deploy', owner: 'AWS', provider: 'ECS', version: '1' } };
  const action = { actionExecutionId: `run-${token}`, stageName: 'production', actionName: 'Deploy', input };
  const times = { startTime, lastUpdateTime: startTime + 60, status: 'Succeeded' };
  return { actionExecutionDetails: [{ pipelineExecutionId, ...action, ...times }], ...more };
}

it('reads every page through the real client, and tries again when CodePipeline asks for patience', async () => {
  const client = new CodePipelineClient({
    region: 'eu-central-1',
    endpoint: service.url,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 3,
  });
  const pipeline = { service: 'storefront', name: 'shop-storefront' };
  const facts = await pipelineHistory(client, pipeline, SHOP, new Date('2026-01-01T00:00:00Z'));
  client.destroy();
  expect(calls).toEqual([
    'ListPipelineExecutions first',
    'ListPipelineExecutions second',
    'ListActionExecutions first',
    'ListActionExecutions second',
    'ListActionExecutions second',
  ]);
  expect(facts.filter(({ type }) => type === 'execution')).toEqual([
    { type: 'execution', execution: 'execution-first', trigger: 'manual-rollback' },
    { type: 'execution', execution: 'execution-second', trigger: 'manual-rollback' },
  ]);
  expect(
    facts.filter((fact) => fact.type === 'action').map(({ run, state, at }) => [run, state, at]),
  ).toEqual([
    ['run-first', 'started', new Date('2026-01-20T00:00:00Z')],
    ['run-first', 'succeeded', new Date('2026-01-20T00:01:00Z')],
    ['run-second', 'started', new Date('2026-01-10T00:00:00Z')],
    ['run-second', 'succeeded', new Date('2026-01-10T00:01:00Z')],
  ]);
});

it('is measured by the bundled function, from the event to the metric', async () => {
  Object.assign(process.env, {
    ...{ AWS_REGION: 'eu-central-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
    ...{ AWS_ENDPOINT_URL: service.url, PROJECT: 'shop', PLACES: 'storefront/production' },
  });
  const log = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const bundle = join(handlerDirectory('lib/dora/measure-delivery.lambda.ts', tmpdir()), 'index.js');
  const { handler } = jest.requireActual<typeof measure>(bundle);
  const detail = { 'execution-id': 'execution-first', stage: 'production', state: 'SUCCEEDED' };
  await handler(pipelineEvent('Stage', '2026-01-20T00:02:00Z', detail));
  const lines = log.mock.calls.map(([line]) => JSON.parse(String(line)) as object);
  log.mockRestore();
  expect(lines).toEqual([
    expect.objectContaining({ Service: 'storefront', Environment: 'production', DeploymentFrequency: 0 }),
  ]);
  expect(lines[0]).toMatchObject({ dora: { deploymentReworkRate: { part: 2, of: 2 } } });
});
