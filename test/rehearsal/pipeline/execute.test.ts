import { execute } from '../../../rehearsal/pipeline/execute';
import { UsageError } from '../../../rehearsal/usage-error';
import { testAction, testStage } from './model-fixture';
import { GOOD_DEPLOYMENT, testContext } from './run-context-fixture';
import { temporaryDirectory } from './temporary';

const approval = (name: string, runOrder = 1, configuration: Record<string, string> = {}) =>
  testAction({ name, category: 'Approval', provider: 'Manual', runOrder, configuration });

describe('execute', () => {
  it('runs stages in order and actions by run order, and tells each', async () => {
    const { context, events } = testContext();
    const outcome = await execute(
      [testStage('One', approval('B', 2), approval('A', 1)), testStage('Two', approval('C'))],
      context,
    );
    expect(outcome).toEqual({});
    const told = events.flatMap((event) =>
      'action' in event
        ? `${event.action} ${event.status}`
        : 'stage' in event
          ? `${event.stage} ${event.status}`
          : [],
    );
    expect(told).toEqual([
      ...['One started', 'A started', 'A succeeded', 'B started', 'B succeeded', 'One succeeded'],
      ...['Two started', 'C started', 'C succeeded', 'Two succeeded'],
    ]);
  });

  it('copies the working tree for a source of any provider and gives its variables to later actions', async () => {
    const project = temporaryDirectory({ 'a.txt': 'a' });
    const planted: string[] = [];
    const { context } = testContext({}, undefined, {
      project,
      plantInSource: (directory) => planted.push(directory),
    });
    const source = testAction({
      name: 'Source',
      category: 'Source',
      provider: 'CodeStarSourceConnection',
      namespace: 'Src',
      outputArtifacts: ['Tree'],
    });
    const outcome = await execute(
      [testStage('S', source), testStage('A', approval('Ask', 1, { text: '#{Src.CommitId}' }))],
      context,
    );
    expect(outcome.stopped).toBeUndefined();
    expect(context.artifacts.directory('Tree')).toBe(planted[0]);
    expect(context.revision?.commit).toMatch(/^[0-9a-f]{40}$/);
  });

  it('stops at the first action that fails and runs nothing after it', async () => {
    const { context, events } = testContext();
    const stages = [
      testStage('One', approval('A', 1, { text: '#{No.variable}' }), approval('B', 2)),
      testStage('Two', approval('C')),
    ];
    const { stopped } = await execute(stages, context);
    expect(stopped).toEqual({
      action: 'A',
      reason: 'the variable #{No.variable} has no value: no action before gave it',
      cause: { kind: 'error', stage: 'One', action: 'A' },
    });
    expect(JSON.stringify(events)).not.toContain('"C"');
    expect(events.at(-1)).toMatchObject({ type: 'stage', stage: 'One', status: 'failed' });
  });

  it('gives the variables of the pipeline their default values', async () => {
    const { context } = testContext();
    const stages = [testStage('One', approval('A', 1, { text: '#{variables.VERSION}' }))];
    expect((await execute(stages, context)).stopped?.reason).toContain('#{variables.VERSION} has no value');
    const pipeline = { ...context.pipeline, variables: { VERSION: 'none' } };
    expect(await execute(stages, { ...context, pipeline })).toEqual({});
  });

  it('knows the id of its own execution', async () => {
    const { context } = testContext();
    const asked = [1, 2].map((order) =>
      approval(`Ask${order}`, order, { text: '#{codepipeline.PipelineExecutionId}' }),
    );
    expect(await execute([testStage('A', ...asked)], context)).toEqual({});
  });

  it('gives an action that failed no variables, and ends the stage after its whole run order', async () => {
    const { context, events } = testContext();
    const build = testAction({ name: 'Build', category: 'Build', provider: 'CodeBuild', namespace: 'B' });
    const { stopped } = await execute(
      [testStage('One', build, approval('Beside')), testStage('Two')],
      context,
    );
    expect(stopped).toEqual({
      action: 'Build',
      reason: 'the assembly has no build project ',
      cause: { kind: 'error', stage: 'One', action: 'Build' },
    });
    expect(events).toContainEqual(expect.objectContaining({ action: 'Beside', status: 'succeeded' }));
    expect(events).not.toContainEqual(expect.objectContaining({ stage: 'Two' }));
  });

  it('keeps the deployment also when an action after it fails', async () => {
    const { context } = testContext({ deployRolling: () => Promise.resolve(GOOD_DEPLOYMENT) });
    const file = new TextEncoder().encode('[{"name":"app","imageUri":"i"}]');
    context.artifacts.putFiles('Release', { 'imagedefinitions.json': file });
    const deploy = testAction({
      name: 'Deploy',
      inputArtifacts: ['Release'],
      configuration: { ServiceName: 'web' },
    });
    const verify = approval('Verify', 2, { text: '#{Gone.x}' });
    const { stopped, deployment } = await execute([testStage('sandbox', deploy, verify)], context);
    expect(stopped?.action).toBe('Verify');
    expect(deployment).toMatchObject({ image: 'i', deployment: GOOD_DEPLOYMENT });
  });

  it('ends at once when the tree cannot be rehearsed at all', async () => {
    const { context } = testContext({}, undefined, { cloud: () => Promise.reject(new UsageError('no app')) });
    const verify = testAction({ name: 'Verify', category: 'Invoke', provider: 'Lambda' });
    await expect(execute([testStage('sandbox', verify)], context)).rejects.toThrow(new UsageError('no app'));
  });

  it('lists an action that it does not know and goes on', async () => {
    const { context, unchecked } = testContext();
    const scan = testAction({ name: 'Scan', category: 'Invoke', provider: 'InspectorScan' });
    expect(await execute([testStage('Scan', scan, approval('After', 2))], context)).toEqual({});
    expect(unchecked).toEqual(['Scan/Scan: pipeline action Invoke/InspectorScan']);
  });
});
