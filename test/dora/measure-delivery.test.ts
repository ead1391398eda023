import {
  CodePipelineClient,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
} from '@aws-sdk/client-codepipeline';
import { mockClient } from 'aws-sdk-client-mock';
import { measure } from '../../lib/dora/measure';
import { handler } from '../../lib/dora/measure-delivery.lambda';
import { pipelineHistory } from '../../lib/dora/pipeline-history';
import { apiHistory } from './api-history';
import type { ApiHistory } from './api-history';
import { STORIES } from './month';
import { commitId, pipelineEvent, SHOP } from './release-events';
import type { Story } from './release-events';

const codePipeline = mockClient(CodePipelineClient);
const log = jest.spyOn(process.stdout, 'write');
const JANUARY = { from: new Date('2026-01-01T00:00:00Z'), to: new Date('2026-02-01T00:00:00Z') };
const PIPELINE = { service: 'storefront', name: 'shop-storefront' };
const PLACE = { service: 'storefront', environment: 'production' };

/** Answers in pages of two, for which a token is needed, as CodePipeline does with larger ones. */
function remember({ executions, actions }: ApiHistory): void {
  const page = <T>(all: readonly T[], token = '0'): { readonly items: T[]; readonly nextToken?: string } => {
    const next = Number(token) + 2;
    return { items: all.slice(Number(token), next), ...(next < all.length && { nextToken: String(next) }) };
  };
  codePipeline.on(ListPipelineExecutionsCommand).callsFake(({ nextToken }: { nextToken?: string }) => {
    const { items, ...rest } = page(executions, nextToken);
    return { pipelineExecutionSummaries: items, ...rest };
  });
  codePipeline.on(ListActionExecutionsCommand).callsFake(({ nextToken }: { nextToken?: string }) => {
    const { items, ...rest } = page(actions, nextToken);
    return { actionExecutionDetails: items, ...rest };
  });
}

/** Every line that the function wrote, as an object. */
function lines(): Record<string, unknown>[] {
  return log.mock.calls.map(([line]) => JSON.parse(String(line)) as Record<string, unknown>);
}

function stageEnded(stage: string, changes: Record<string, unknown> = {}): object {
  return pipelineEvent('Stage', '2026-02-01T00:00:00Z', {
    'execution-id': 'execution-15',
    stage,
    state: 'FAILED',
    ...changes,
  });
}

beforeEach(() => {
  codePipeline.reset();
  log.mockReset().mockReturnValue(true);
  process.env.PROJECT = 'shop';
  process.env.PLACES = 'catalog/production,storefront/staging,storefront/production';
});
afterAll(() => log.mockRestore());

describe('what CodePipeline remembers', () => {
  async function measured(stories: readonly Story[], since = '2025-12-01T00:00:00Z') {
    remember(apiHistory(stories));
    const facts = await pipelineHistory(new CodePipelineClient({}), PIPELINE, SHOP, new Date(since));
    const [place] = measure(facts, [PLACE], JANUARY);
    return place;
  }

  it('gives the same numbers as the events of the month', async () => {
    expect((await measured(STORIES))?.metrics).toMatchObject({
      deploymentFrequency: { deployments: 9, perDay: 9 / 31 },
      changeLeadTime: { medianSeconds: 6 * 3600, changes: 7, unknown: 1 },
      changeFailRate: { part: 4, of: 12 },
      failedDeploymentRecoveryTime: { medianSeconds: 70 * 60, recovered: 3, open: 1 },
      deploymentReworkRate: { part: 3, of: 13 },
    });
  });

  it('is read no further back than needed', async () => {
    await measured(STORIES, '2026-01-28T00:00:00Z');
    const pages = codePipeline.commandCalls(ListPipelineExecutionsCommand).length;
    expect(pages).toBe(2);
    expect(codePipeline.commandCalls(ListActionExecutionsCommand).length).toBeLessThan(STORIES.length);
  });

  const two: Story[] = [
    { execution: 1, at: '2026-01-10T10:00:00Z', authored: '2026-01-10T08:10:00Z' },
    { execution: 2, at: '2026-01-11T10:00:00Z', authored: '2026-01-11T09:10:00Z' },
  ];
  const again: Story = { execution: 3, commit: 9, at: '2026-01-12T10:00:00Z' };

  it('tells that a version was named: going back to an earlier one takes the change back', async () => {
    const place = await measured([...two, { ...again, requested: commitId(1).slice(0, 12) }]);
    expect(place?.history.at(-1)).toMatchObject({ kind: 'rollback', trigger: 'again', commit: commitId(1) });
    expect(place?.metrics.changeFailRate).toMatchObject({ part: 1, of: 2 });
    expect(place?.metrics.changeLeadTime).toMatchObject({ changes: 2 });
  });

  it('tells that the version that is there was named: a deployment, but no new change and no way back', async () => {
    const place = await measured([...two, { ...again, requested: commitId(2) }]);
    expect(place?.history.at(-1)).toMatchObject({ kind: 'change', trigger: 'again', first: false });
    expect(place?.metrics).toMatchObject({
      changeFailRate: { part: 0, of: 3 },
      changeLeadTime: { changes: 2 },
    });
  });

  it('knows a version by the digest of its image', async () => {
    const history = apiHistory([...two, { ...again, requested: `sha256:${'1'.repeat(64)}` }]);
    remember({
      ...history,
      actions: history.actions.map((action) =>
        action.actionExecutionId?.startsWith('Prepare-execution-1-')
          ? { ...action, output: { outputVariables: { image: `repository@sha256:${'1'.repeat(64)}` } } }
          : action,
      ),
    });
    const facts = await pipelineHistory(new CodePipelineClient({}), PIPELINE, SHOP, JANUARY.from);
    const [place] = measure(facts, [PLACE], JANUARY);
    expect(place?.history.at(-1)).toMatchObject({ kind: 'rollback', commit: commitId(1) });
  });
});

describe('the function', () => {
  it('measures the service whose stage has ended, in every environment that it has', async () => {
    remember(apiHistory(STORIES));
    await handler(stageEnded('production'));
    expect(lines().map(({ Service, Environment }) => [Service, Environment])).toEqual([
      ['storefront', 'staging'],
      ['storefront', 'production'],
    ]);
    const names = codePipeline
      .calls()
      .map(({ args: [{ input }] }) => (input as { pipelineName: string }).pipelineName);
    expect(new Set(names)).toEqual(new Set(['shop-storefront']));
  });

  it('writes metrics of thirty days at the time of the event, in the form that CloudWatch reads', async () => {
    remember(apiHistory(STORIES));
    await handler(stageEnded('production'));
    const [, production] = lines();
    expect(production).toMatchObject({
      _aws: {
        Timestamp: Date.parse('2026-02-01T00:00:00Z'),
        CloudWatchMetrics: [
          {
            Namespace: 'DevOpsOnAws/Delivery',
            Dimensions: [['Service', 'Environment']],
            Metrics: [
              { Name: 'DeploymentFrequency', Unit: 'None' },
              { Name: 'ChangeLeadTime', Unit: 'Seconds' },
              { Name: 'ChangeFailRate', Unit: 'Percent' },
              { Name: 'FailedDeploymentRecoveryTime', Unit: 'Seconds' },
              { Name: 'DeploymentReworkRate', Unit: 'Percent' },
            ],
          },
        ],
      },
      DeploymentFrequency: 8 / 30,
      FailedDeploymentRecoveryTime: 70 * 60,
    });
  });

  it('counts what ended in the very second of its event', async () => {
    const { executions, actions } = apiHistory([{ execution: 1, at: '2026-01-31T23:50:00Z' }]);
    const late = actions.map((action) => ({
      ...action,
      lastUpdateTime: new Date((action.lastUpdateTime?.getTime() ?? 0) + 412),
    }));
    remember({ executions, actions: late });
    await handler(stageEnded('production'));
    expect(lines()[1]).toMatchObject({ dora: { deploymentFrequency: { deployments: 1 } } });
  });

  it('writes no number where there is none, and no deployments as a frequency of 0', async () => {
    remember({ executions: [], actions: [] });
    await handler(stageEnded('production'));
    expect(lines()[0]).toMatchObject({
      _aws: { CloudWatchMetrics: [{ Metrics: [{ Name: 'DeploymentFrequency', Unit: 'None' }] }] },
      DeploymentFrequency: 0,
    });
  });

  it('writes the same again when an event comes twice, or later than the next', async () => {
    remember(apiHistory(STORIES));
    await handler(stageEnded('production'));
    const first = lines();
    await handler(stageEnded('staging', { 'execution-id': 'execution-14' }));
    log.mockClear();
    await handler(stageEnded('production'));
    expect(lines()).toEqual(first);
  });

  it('measures everything once a day', async () => {
    remember({ executions: [], actions: [] });
    await handler({
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      time: '2026-02-01T00:10:00Z',
      detail: {},
    });
    expect(lines().map(({ Service, Environment }) => `${String(Service)}/${String(Environment)}`)).toEqual([
      'catalog/production',
      'storefront/staging',
      'storefront/production',
    ]);
  });

  it('fails when a service cannot be read, after it has measured the others', async () => {
    remember({ executions: [], actions: [] });
    const missing = Object.assign(new Error('no such pipeline'), { name: 'PipelineNotFoundException' });
    codePipeline.on(ListPipelineExecutionsCommand, { pipelineName: 'shop-catalog' }).rejects(missing);
    const scheduled = { 'detail-type': 'Scheduled Event', time: '2026-02-01T00:10:00Z' };
    await expect(handler(scheduled)).rejects.toThrow(
      'not measured: catalog: PipelineNotFoundException: no such pipeline',
    );
    expect(lines()).toHaveLength(2);
  });

  it.each([
    ['nothing', undefined, 'the event has no time'],
    ['text', 'hello', 'the event has no time'],
    [
      'an event without detail',
      { time: '2026-02-01T00:00:00Z' },
      'pipeline undefined is not of this project',
    ],
    [
      'a pipeline of another project',
      stageEnded('x', { pipeline: 'other' }),
      'pipeline other is not of this project',
    ],
  ])('says why it ignores %s, and asks nobody', async (_what, event, reason) => {
    await handler(event);
    expect(lines()).toEqual([{ level: 'info', message: 'ignored', reason }]);
    expect(codePipeline.calls()).toEqual([]);
  });
});
