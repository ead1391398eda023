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
    ['version: 0.1\nphases: {}', 'version: only version 0.2 is rehearsed'],
    ['version: 0.2', 'phases:'],
    ['version: 0.2\nphases:\n  build:\n    commands: echo', 'phases.build.commands'],
    ['just text', 'document'],
  ])('refuses %j', (source, message) => {
    expect(() => parseBuildspec(source)).toThrow('YAML_FILE_ERROR');
    expect(() => parseBuildspec(source)).toThrow(message);
  });
});
