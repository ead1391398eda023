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
        project: temporaryDirectory(),
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
    const { rehearsal, events } = setUp(verify);
    await expect(rehearsal.run()).rejects.toThrow(
      'cannot build what runs before the release: app/Dockerfile',
    );
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
