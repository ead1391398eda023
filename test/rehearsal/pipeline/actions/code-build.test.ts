import type { BuildProjectModel } from '../../../../rehearsal/model';
import { runCodeBuild } from '../../../../rehearsal/pipeline/actions/code-build';
import { testAction, testModel } from '../model-fixture';
import { testContext } from '../run-context-fixture';
import { temporaryDirectory } from '../temporary';

const action = testAction({
  name: 'Build',
  category: 'Build',
  provider: 'CodeBuild',
  inputArtifacts: ['Tree'],
  outputArtifacts: ['Release'],
  configuration: { ProjectName: 'builds' },
});

function setUp(buildspec: string, project: Partial<BuildProjectModel> = {}) {
  const model = testModel({
    buildProjects: [
      {
        name: 'builds',
        buildspec: { file: 'buildspec.yml' },
        environment: { SERVICE: 'web' },
        privileged: true,
        timeoutSeconds: 60,
        ...project,
      },
    ],
  });
  const made = testContext({}, undefined, { model });
  made.context.artifacts.putDirectory(
    'Tree',
    temporaryDirectory({ 'buildspec.yml': `version: 0.2\n${buildspec}` }),
  );
  return made;
}

describe('the CodeBuild action', () => {
  it('runs the phases, stores the artifact, exports variables and tells what it printed', async () => {
    const { context, events, unchecked } = setUp(
      "env: { exported-variables: [TAG] }\nphases:\n  build:\n    commands: ['export TAG=\"$SERVICE-1\"', 'echo \"$TAG\" > out.txt', 'cat out.txt']\n" +
        'artifacts: { files: [out.txt] }\nbatch: {}\n',
    );
    expect(await runCodeBuild(action, context, 'Build')).toEqual({
      succeeded: true,
      variables: { TAG: 'web-1' },
    });
    expect(context.artifacts.text('Release', 'out.txt', action)).toBe('web-1\n');
    expect(events).toContainEqual(expect.objectContaining({ type: 'log', source: 'Build', line: 'web-1' }));
    const phases = events.flatMap((event) =>
      event.type === 'phase' ? [`${event.phase} ${event.status}`] : [],
    );
    expect(phases).toEqual(['build started', 'build succeeded']);
    expect(unchecked).toEqual(['buildspec: batch']);
  });

  it('fails with the command that failed, and looks at the reports first', async () => {
    const { context, events } = setUp(
      'phases: { build: { commands: ["false"] } }\nreports: { unit: { files: [junit.xml] } }\n',
    );
    expect(await runCodeBuild(action, context, 'Build')).toEqual({
      succeeded: false,
      reason: 'build: `false` ended with exit status 1',
    });
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'note', text: 'Report unit: no file matches junit.xml' }),
    );
  });

  it('ends a build that takes longer than the project allows', async () => {
    const { context } = setUp('phases: { build: { commands: [sleep 30] } }', { timeoutSeconds: 0.2 });
    expect(await runCodeBuild(action, context, 'Build')).toEqual({
      succeeded: false,
      reason: 'BUILD_TIMED_OUT after 0.2 s',
    });
  });

  it('runs an inline buildspec', async () => {
    const inline =
      'version: 0.2\nphases: { build: { commands: [touch out.txt] } }\nartifacts: { files: [out.txt] }';
    const { context } = setUp('', { buildspec: { inline } });
    expect((await runCodeBuild(action, context, 'Build')).succeeded).toBe(true);
  });

  it.each([
    [
      'a missing artifact file',
      'phases: {}\nartifacts: { files: [none.txt] }',
      {},
      'CLIENT_ERROR: no matching artifact paths found for none.txt',
    ],
    [
      'no artifacts at all',
      'phases: {}',
      {},
      'CLIENT_ERROR: the buildspec gives no artifact for the output Release',
    ],
    [
      'a missing buildspec',
      '',
      { buildspec: { file: 'no.yml' } },
      'the buildspec no.yml is not in the source',
    ],
  ])('fails for %s', async (_what, buildspec, project, message) => {
    await expect(runCodeBuild(action, setUp(buildspec, project).context, 'Build')).rejects.toThrow(message);
  });

  it('names a project that the assembly does not have', async () => {
    const other = { ...action, configuration: { ProjectName: 'other' } };
    await expect(runCodeBuild(other, setUp('').context, 'Build')).rejects.toThrow(
      'the assembly has no build project other',
    );
  });
});
