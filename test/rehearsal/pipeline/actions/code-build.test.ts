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
      cause: { kind: 'build' },
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
      cause: { kind: 'build' },
    });
  });

  it('runs an inline buildspec', async () => {
    const inline =
      'version: 0.2\nphases: { build: { commands: [touch out.txt] } }\nartifacts: { files: [out.txt] }';
    const { context } = setUp('', { buildspec: { inline } });
    expect((await runCodeBuild(action, context, 'Build')).succeeded).toBe(true);
  });

  it('gives each of several outputs the secondary artifact of its name', async () => {
    const { context } = setUp(
      'phases: { build: { commands: ["mkdir -p o", "echo 1 > o/a.txt", "echo 2 > b.txt"] } }\nartifacts:\n' +
        '  secondary-artifacts:\n    One: { files: ["*"], base-directory: o }\n    Two: { files: [b.txt] }\n',
    );
    const two = { ...action, outputArtifacts: ['One', 'Two'] };
    expect((await runCodeBuild(two, context, 'Build')).succeeded).toBe(true);
    expect(context.artifacts.text('One', 'a.txt', action)).toBe('1\n');
    expect(context.artifacts.text('Two', 'b.txt', action)).toBe('2\n');
    const three = { ...action, outputArtifacts: ['One', 'Two', 'Three'] };
    await expect(runCodeBuild(three, context, 'Build')).rejects.toThrow('no artifact for the output Three');
  });

  it('unpacks further inputs beside the primary source, which the action may choose', async () => {
    const { context } = setUp(
      'phases: { build: { commands: ["cat $CODEBUILD_SRC_DIR_Extra/e.txt > out.txt"] } }\nartifacts: { files: [out.txt] }',
    );
    context.artifacts.putFiles('Extra', { 'e.txt': new TextEncoder().encode('extra') });
    const configuration = { ...action.configuration, PrimarySource: 'Tree' };
    const two = { ...action, configuration, inputArtifacts: ['Extra', 'Tree'] };
    await runCodeBuild(two, context, 'Build');
    expect(context.artifacts.text('Release', 'out.txt', action)).toBe('extra');
  });

  it('reads a source that is a zip, and counts the tests of its reports', async () => {
    const { context } = setUp('');
    const spec =
      'version: 0.2\nphases: {}\nreports: { unit: { files: [j.xml] } }\nartifacts: { files: [j.xml] }';
    const junit = '<testsuites><testcase name="a"></testcase><testcase name="b"></testcase></testsuites>';
    const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
    context.artifacts.putFiles('Zip', { 'buildspec.yml': encode(spec), 'j.xml': encode(junit) });
    const zipped = { ...action, inputArtifacts: ['Zip'] };
    expect(await runCodeBuild(zipped, context, 'Build')).toMatchObject({ detail: '2 tests in 1 report(s)' });
  });

  it('passes the variables of the action on, and fails for a parameter that is not there', async () => {
    const { context } = setUp(
      'env: { exported-variables: [V, NONE] }\nphases: {}\nartifacts: { files: [buildspec.yml] }',
    );
    const override = (value: string, type: string) => ({
      ...action,
      configuration: {
        ...action.configuration,
        EnvironmentVariables: JSON.stringify([{ name: 'V', value, type }]),
      },
    });
    const { variables } = await runCodeBuild(override('1', 'PLAINTEXT'), context, 'Build');
    expect(variables).toEqual({ V: '1', NONE: '' });
    await expect(runCodeBuild(override('/none', 'PARAMETER_STORE'), context, 'Build')).rejects.toThrow(
      'the build needs the parameter /none',
    );
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
