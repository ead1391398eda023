import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runSource } from '../../../../rehearsal/pipeline/actions/source';
import { testAction } from '../model-fixture';
import { testContext } from '../run-context-fixture';
import { temporaryDirectory } from '../temporary';

const action = testAction({ name: 'Source', category: 'Source', outputArtifacts: ['Tree', 'Copy'] });

describe('the Source action', () => {
  it('gives every output the copy of the tree, after the fault of the scenario was planted', async () => {
    const project = temporaryDirectory({ 'a.txt': 'a' });
    const { context } = testContext({}, undefined, {
      project,
      plantInSource: (directory) => writeFileSync(join(directory, 'fault.test.ts'), 'x'),
    });
    const outcome = await runSource(action, context, 'Source');
    expect(outcome).toMatchObject({
      succeeded: true,
      detail: `a tree without git history, from ${project}`,
    });
    const directory = context.artifacts.directory('Tree') ?? '';
    expect(context.artifacts.directory('Copy')).toBe(directory);
    expect(existsSync(join(directory, 'fault.test.ts'))).toBe(true);
    expect(existsSync(join(project, 'fault.test.ts'))).toBe(false);
  });

  it('keeps the revision of the first source when a pipeline has two', async () => {
    const { context } = testContext({}, undefined, { project: temporaryDirectory({ 'a.txt': 'a' }) });
    await runSource(action, context, 'Source');
    const first = context.revision;
    const second = await runSource({ ...action, outputArtifacts: ['Other'] }, context, 'Source');
    expect(context.revision).toBe(first);
    expect(second.variables?.CommitId).toBe(first?.commit);
    expect(context.artifacts.directory('Other')).not.toBe(context.artifacts.directory('Tree'));
  });
});
