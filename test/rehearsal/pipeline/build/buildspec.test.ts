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
    expect(buildspec.phases.install?.commands).toEqual([]);
    expect(buildspec.artifacts?.files).toEqual([]);
    expect(buildspec.artifacts?.['secondary-artifacts']).toEqual({
      extra: { files: ['a'], 'discard-paths': false },
    });
    expect(parseBuildspec('version: 0.2\nphases: {}').buildspec.reports).toEqual({});
  });

  it.each(['0.2', '"0.2"', "'0.2'", '0.20', '"0.20"'])('takes the version %s, quoted or not', (version) => {
    expect(() => parseBuildspec(MINIMAL.replace('0.2', version))).not.toThrow();
  });

  it('reads what the CDK writes for an inline buildspec', () => {
    const { buildspec } = parseBuildspec(
      JSON.stringify({
        version: '0.2',
        phases: {
          build: { commands: ['a', 'b'] },
          install: { 'runtime-versions': { nodejs: 20, python: 3.1 } },
        },
        env: { variables: { FLAG: true, COUNT: 1.5 } },
      }),
    );
    expect(buildspec.phases.build?.commands).toEqual(['a', 'b']);
    expect(buildspec.phases.install?.['runtime-versions']).toEqual({ nodejs: '20', python: '3.1' });
    expect(buildspec.env?.variables).toEqual({ FLAG: 'true', COUNT: '1.5' });
  });

  it.each(['012345678901', '1.10', '0x1F', 'yes', 'True', '1e3', '2026-01-01', '1_000', '"quoted"'])(
    'leaves the variable %s as it was written',
    (written) => {
      const { buildspec } = parseBuildspec(`${MINIMAL}env: { variables: { A: ${written} } }\n`);
      expect(buildspec.env?.variables).toEqual({ A: written.replaceAll('"', '') });
    },
  );

  it('takes one command, one file and one variable without a list, and several lines as one command', () => {
    const { buildspec } = parseBuildspec(
      'version: 0.2\nenv: { exported-variables: TAG }\nphases:\n  build:\n    commands: echo 1\n    finally: |\n' +
        '      echo 2\n      echo 3\nartifacts: { files: a.json }\n',
    );
    expect(buildspec.phases.build).toMatchObject({ commands: ['echo 1'], finally: ['echo 2\necho 3\n'] });
    expect(buildspec.env?.['exported-variables']).toEqual(['TAG']);
    expect(buildspec.artifacts?.files).toEqual(['a.json']);
  });

  it.each(['', '~', 'null'])('takes sections without content (%j) for left out', (nothing) => {
    const source =
      `version: 0.2\nenv: ${nothing}\nphases:\n  install: ${nothing}\n  build: { commands: ${nothing} }\n` +
      `reports: ${nothing}\nartifacts: ${nothing}\n`;
    expect(parseBuildspec(source).buildspec).toMatchObject({
      phases: { build: { commands: [] } },
      reports: {},
    });
  });

  it.each([
    ['yes', true],
    ['Yes', true],
    ['true', true],
    ['"true"', true],
    ['no', false],
    ['False', false],
  ])('reads discard-paths: %s', (written, flat) => {
    const { buildspec } = parseBuildspec(`${MINIMAL}artifacts: { files: [a], discard-paths: ${written} }`);
    expect(buildspec.artifacts?.['discard-paths']).toBe(flat);
  });

  it('names every problem in one line', () => {
    const source = 'version: 0.2\nenv: { shell: fish }\nphases: {}\nartifacts: { files: { a: b } }';
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
    ['version: "0.1"\nphases: {}', 'version: only version 0.2 is rehearsed'],
    ['version: 0.2\nphases:\n  build:\n    commands: [{ a: b }]', 'phases.build.commands'],
    ['just text', 'document'],
  ])('refuses %j', (source, message) => {
    expect(() => parseBuildspec(source)).toThrow('YAML_FILE_ERROR');
    expect(() => parseBuildspec(source)).toThrow(message);
  });
});
