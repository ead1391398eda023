import { existsSync } from 'node:fs';
import type { Cloud } from '../../../rehearsal/cloud/types';
import type { RehearsalEvent } from '../../../rehearsal/events';
import type { ActionModel } from '../../../rehearsal/model';
import { Rehearsal } from '../../../rehearsal/pipeline/rehearse';
import { selectStages } from '../../../rehearsal/pipeline/select-stages';
import { Workspace } from '../../../rehearsal/pipeline/workspace';
import { findScenario } from '../../../rehearsal/scenarios';
import { testAction, testModel, testPipeline, testService, testStage } from './model-fixture';
import { temporaryDirectory } from './temporary';

const deploy = testAction({ name: 'Deploy', configuration: { ServiceName: 'web' }, runOrder: 2 });

function setUp(...actions: ActionModel[]) {
  return setUpIn({}, ...actions);
}

function setUpIn(files: Readonly<Record<string, string>>, ...actions: ActionModel[]) {
  const pipeline = { ...testPipeline('shop-web', []), stages: [testStage('sandbox', ...actions, deploy)] };
  const model = testModel({ pipelines: [pipeline], services: [testService()] });
  const events: RehearsalEvent[] = [];
  const makeCloud = jest.fn<Cloud, []>();
  const rehearsal = new Rehearsal(
    {
      model,
      unchecked: [
        { where: 'Stack/Thing', what: 'AWS::X::Y' },
        { where: 'Stack/Thing', what: 'AWS::X::Y' },
        { where: '', what: 'all of it' },
      ],
      selection: selectStages(model),
      scenario: findScenario('healthy'),
      ...{
        speed: 60,
        rate: 1,
        project: temporaryDirectory(files),
        onEvent: (event: RehearsalEvent) => events.push(event),
      },
    },
    makeCloud,
  );
  return { rehearsal, events, makeCloud };
}

const broken = testAction({
  name: 'Ask',
  category: 'Approval',
  provider: 'Manual',
  configuration: { t: '#{A.b}' },
});

describe('Rehearsal', () => {
  it('that stops before anything runs ends with a result that is the last event, without a cloud', async () => {
    const { rehearsal, events, makeCloud } = setUp(broken);
    const result = await rehearsal.run();
    expect(result).toMatchObject({
      ...{ type: 'result', service: 'web', environment: 'sandbox', scenario: 'healthy', outcome: 'stopped' },
      ...{ stoppedAt: 'Ask', requests: { total: 0 }, alarms: [] },
      unchecked: ['Stack/Thing: AWS::X::Y', 'all of it'],
    });
    expect(result).not.toHaveProperty('servingVersion');
    expect(events.at(-1)).toBe(result);
    expect(events.filter(({ type }) => type === 'result')).toHaveLength(1);
    expect(makeCloud).not.toHaveBeenCalled();
  });

  it('lists what it does not act out in the run beside what the reader did not understand', async () => {
    const scan = testAction({ name: 'Scan', category: 'Invoke', provider: 'Other', runOrder: 0 });
    const result = await setUp(scan, broken).rehearsal.run();
    expect(result.unchecked).toContain('sandbox/Scan: pipeline action Invoke/Other');
  });

  it('refuses a tree from which nothing can be started, and leaves no files', async () => {
    const made = jest.spyOn(Workspace.prototype, 'makeDirectory');
    const verify = testAction({ name: 'Verify', category: 'Invoke', provider: 'Lambda' });
    const files = { 'app/Dockerfile': 'FROM node:24', 'scripts/bundle.ts': 'process.exit(1)' };
    const { rehearsal, events } = setUpIn(files, verify);
    await expect(rehearsal.run()).rejects.toThrow('the services cannot be bundled');
    await rehearsal.stop();
    await rehearsal.stop();
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'note', text: 'Starts 1 service(s) as they ran before the release.' }),
    );
    const directories = made.mock.results.map(({ value }) => value as string);
    expect(directories.length).toBeGreaterThan(2);
    expect(directories.filter((directory) => existsSync(directory))).toEqual([]);
    made.mockRestore();
  });
});

describe('a release to two environments', () => {
  const leave = (environment: string) =>
    testStage(
      environment,
      testAction({ name: 'Deploy', provider: 'Other', configuration: { ServiceName: 'web' } }),
    );
  const approve = testAction({ name: 'Approve', category: 'Approval', provider: 'Manual' });
  const stages = [leave('staging'), testStage('Approve-production', approve), leave('production')];
  const run = async (scenario: string, environment?: string, all = stages) => {
    const pipelines = [{ ...testPipeline('shop-web', []), stages: all }];
    const model = testModel({ pipelines, services: [testService()] });
    const events: RehearsalEvent[] = [];
    const rehearsal = new Rehearsal({
      ...{ model, unchecked: [], speed: 60, rate: 1, project: temporaryDirectory() },
      selection: selectStages(model, 'web', environment),
      scenario: findScenario(scenario),
      onEvent: (event) => events.push(event),
    });
    const result = await rehearsal.run();
    const begun = events.flatMap((event) =>
      event.type === 'stage' && event.status === 'started' ? [event.stage] : [],
    );
    return { result, begun, results: events.filter(({ type }) => type === 'result').length };
  };

  it('goes through all of them, and the result is that of the last', async () => {
    const { result, begun, results } = await run('healthy');
    expect(begun).toEqual(['staging', 'Approve-production', 'production']);
    expect(result).toMatchObject({ environment: 'production', outcome: 'released' });
    expect(result.environments).toMatchObject([
      { environment: 'staging', outcome: 'released', requests: { total: 0 } },
      { environment: 'production', outcome: 'released', requests: { total: 0 } },
    ]);
    expect(results).toBe(1);
  });

  it('ends at a person who says no', async () => {
    const { result, begun } = await run('rejected-approval');
    expect(begun).toEqual(['staging', 'Approve-production']);
    const stopped = { outcome: 'stopped', stoppedAt: 'Approve', reason: 'rejected by the operator' };
    expect(result).toMatchObject({ environment: 'production', ...stopped });
    expect(result.environments).toMatchObject([{ outcome: 'released' }, stopped]);
  });

  it('that fails in the first one never reaches the second', async () => {
    const bad = testStage('staging', broken, { ...deploy, provider: 'Other' });
    const { result, begun } = await run('healthy', undefined, [bad, ...stages.slice(1)]);
    expect(begun).toEqual(['staging']);
    expect(result).toMatchObject({ environment: 'staging', outcome: 'stopped' });
    const { environments = [] } = result;
    expect(environments[1]).toEqual({
      environment: 'production',
      outcome: 'not-reached',
      strategy: { controller: 'code-deploy', kind: 'canary' },
    });
  });

  it('has the result of one environment when one is named', async () => {
    const { result, begun } = await run('healthy', 'production');
    expect(begun).toEqual(['Approve-production', 'production']);
    expect(result).toMatchObject({ environment: 'production', outcome: 'released' });
    expect(result).not.toHaveProperty('environments');
  });
});
