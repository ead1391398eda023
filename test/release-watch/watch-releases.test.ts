import { CodePipelineClient, GetPipelineStateCommand } from '@aws-sdk/client-codepipeline';
import { mockClient } from 'aws-sdk-client-mock';
import { handler } from '../../lib/release-watch/watch-releases.lambda';

const codePipeline = mockClient(CodePipelineClient);
const written: string[] = [];
const log = jest.spyOn(process.stdout, 'write');

const LONG_AGO = new Date('2020-01-01T00:00:00Z');
const idle = { stageStates: [{ stageName: 'Source', actionStates: [{ actionName: 'Source' }] }] };
const waiting = {
  stageStates: [
    {
      stageName: 'Approve-production',
      actionStates: [
        {
          actionName: 'Describe',
          latestExecution: { status: 'Succeeded' as const, lastStatusChange: LONG_AGO },
        },
        {
          actionName: 'Approve',
          latestExecution: { status: 'InProgress' as const, lastStatusChange: LONG_AGO, token: 'secret' },
        },
      ],
    },
    {
      stageName: 'production',
      inboundTransitionState: { enabled: false, lastChangedAt: LONG_AGO },
      inboundExecutions: [{ pipelineExecutionId: 'one', status: 'InProgress' as const }],
    },
  ],
};

beforeEach(() => {
  codePipeline.reset();
  written.length = 0;
  log.mockReset().mockImplementation((text) => written.push(String(text)) > 0);
  process.env.PROJECT = 'shop';
  process.env.PIPELINES = JSON.stringify([
    { name: 'shop-catalog', actionMinutes: 120 },
    { name: 'shop-storefront', actionMinutes: 130 },
  ]);
});
afterAll(() => {
  delete process.env.PROJECT;
  delete process.env.PIPELINES;
});

const lines = () => written.map((text) => JSON.parse(text) as Record<string, unknown>);

it('writes nothing while every release moves, so that no metric costs anything', async () => {
  codePipeline.on(GetPipelineStateCommand).resolves(idle);
  await handler();
  expect(written).toEqual([]);
  expect(
    codePipeline.commandCalls(GetPipelineStateCommand).map(({ args: [{ input }] }) => input.name),
  ).toEqual(['shop-catalog', 'shop-storefront']);
});

it('writes what stands still as lines to read and as metrics, and no token', async () => {
  codePipeline
    .on(GetPipelineStateCommand)
    .resolves(idle)
    .on(GetPipelineStateCommand, { name: 'shop-storefront' })
    .resolves(waiting);
  await handler();
  expect(lines().map(({ where, why }) => [where, why])).toEqual([
    ['shop-storefront, Approve-production, Approve', 'nobody has approved or rejected'],
    ['shop-storefront, production', 'its way in is closed'],
    [undefined, undefined],
  ]);
  expect(lines().at(-1)).toMatchObject({
    Project: 'shop',
    WaitingApprovals: 1,
    StuckPipelines: 1,
    _aws: {
      CloudWatchMetrics: [
        {
          Namespace: 'DevOpsOnAws/Releases',
          Dimensions: [['Project']],
          Metrics: [
            { Name: 'WaitingApprovals', Unit: 'Count' },
            { Name: 'StuckPipelines', Unit: 'Count' },
          ],
        },
      ],
    },
  });
  expect(written.join('')).not.toContain('secret');
});

it('looks at the other pipelines when one cannot be read, and fails, so that it is tried again', async () => {
  codePipeline
    .on(GetPipelineStateCommand)
    .resolves(waiting)
    .on(GetPipelineStateCommand, { name: 'shop-catalog' })
    .rejects(new Error('Rate exceeded'));
  await expect(handler()).rejects.toThrow('could not read shop-catalog: Rate exceeded');
  expect(lines().at(-1)).toMatchObject({ WaitingApprovals: 1 });
});

it('fails when nobody told it what to look at', async () => {
  delete process.env.PIPELINES;
  await expect(handler()).rejects.toThrow('PIPELINES is not set');
});
