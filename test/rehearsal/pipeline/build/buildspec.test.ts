import { parseBuildspec } from '../../../../rehearsal/pipeline/build/buildspec';

const MINIMAL = 'version: 0.2\nphases:\n  build:\n    commands:\n      - echo 1\n';

describe('parseBuildspec', () => {
  it('reads phases, variables, reports and artifacts', () => {
    const { buildspec, unchecked } = parseBuildspec(
      `${MINIMAL}    finally: [echo 2]\nenv:\n  shell: bash\n  variables: { A: 1, B: true }\n  exported-variables: [A]\n` +
        'reports:\n  unit: { files: junit.xml }\nartifacts:\n  files: ["**/*"]\n  base-directory: out\ncache:\n  paths: [a]\n',
    );
    expect(buildspec.phases.build).toMatchObject({ commands: ['echo 1'], finally: ['echo 2'] });
    expect(buildspec.env).toMatchObject({
      shell: 'bash',
      variables: { A: '1', B: 'true' },
      'exported-variables': ['A'],
    });
    expect(buildspec.artifacts).toMatchObject({ files: ['**/*'], 'base-directory': 'out' });
    expect(unchecked).toEqual([]);
  });

  it('names every key that is not acted out, with its path', () => {
    const source = `${MINIMAL}    run-as: root\nbatch: {}\nenv:\n  secrets-manager: { A: b }\nproxy: {}\n`;
    expect(parseBuildspec(source).unchecked.sort()).toEqual([
      'batch',
      'env.secrets-manager',
      'phases.build.run-as',
      'proxy',
    ]);
  });

  it.each([
    ['ABORT', []],
    ['continue', []],
    ['RETRY', ['phases.build.on-failure: RETRY']],
    ['RETRY-3', ['phases.build.on-failure: RETRY-3']],
  ])('acts out on-failure %s or says that it does not', (policy, unchecked) => {
    expect(parseBuildspec(`${MINIMAL}    on-failure: ${policy}\n`).unchecked).toEqual(unchecked);
  });

  it('accepts phases without commands, numbers as commands, and secondary artifacts', () => {
    const { buildspec } = parseBuildspec(
      'version: 0.2\nphases:\n  install:\n  pre_build: {}\n  build: { commands: [1], finally: }\n'.replace(
        '  install:\n',
        '  install: { commands: }\n',
      ) + 'artifacts:\n  secondary-artifacts:\n    extra: { files: [a], discard-paths: no }\n',
    );
    expect(buildspec.phases).toMatchObject({ pre_build: { commands: [] }, build: { commands: ['1'] } });
    expect(buildspec.phases.install?.commands).toBeNull();
    expect(buildspec.artifacts?.files).toEqual([]);
    expect(buildspec.artifacts?.['secondary-artifacts']).toEqual({
      extra: { files: ['a'], 'discard-paths': 'no' },
    });
    expect(parseBuildspec('version: 0.2\nphases: {}').buildspec.reports).toEqual({});
  });

  it('names every problem in one line', () => {
    const source = 'version: 0.2\nenv: { shell: fish }\nphases: {}\nartifacts: { files: a }';
    expect(() => parseBuildspec(source)).toThrow(/env\.shell: .*; artifacts\.files: /);
  });

  it.each([
    ['version: 0.2\nphases: [\n  a: ]b', 'YAML_FILE_ERROR: the buildspec is not YAML: '],
    ['version: 0.2\n\tphases: {}', 'YAML_FILE_ERROR: the buildspec is not YAML: '],
  ])('says in one line that %j is no YAML', (source, message) => {
    expect(() => parseBuildspec(source)).toThrow(message);
    expect(() => parseBuildspec(source)).not.toThrow('\n');
  });

  it.each([
    ['version: 0.2\nphases: { install: { runtime-versions: [nodejs] } }', 'phases.install.runtime-versions'],
    ['version: 0.2\nphases: {}\nenv: { variables: { A: [1] } }', 'env.variables.A'],
    ['version: 0.2\nphases: {}\nreports: { unit: {} }', 'reports.unit.files'],
    ['version: 0.2\nphases: {}\nartifacts: { files: [a], discard-paths: maybe }', 'artifacts.discard-paths'],
    ['', 'document'],
    ['version: 0.1\nphases: {}', 'version: only version 0.2 is rehearsed'],
    ['version: 0.2', 'phases:'],
    ['version: 0.2\nphases:\n  build:\n    commands: echo', 'phases.build.commands'],
    ['just text', 'document'],
  ])('refuses %j', (source, message) => {
    expect(() => parseBuildspec(source)).toThrow('YAML_FILE_ERROR');
    expect(() => parseBuildspec(source)).toThrow(message);
  });
});
