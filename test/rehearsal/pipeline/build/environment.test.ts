import { parseBuildspec } from '../../../../rehearsal/pipeline/build/buildspec';
import { buildEnvironment } from '../../../../rehearsal/pipeline/build/environment';
import type { BuildRun } from '../../../../rehearsal/pipeline/build/environment';
import { checkRuntimes } from '../../../../rehearsal/pipeline/build/runtimes';

function run(overrides: Partial<BuildRun> = {}, env = ''): BuildRun {
  return {
    project: {
      name: 'builds',
      buildspec: { file: 'b.yml' },
      environment: { A: 'project' },
      privileged: true,
      timeoutSeconds: 60,
    },
    buildspec: parseBuildspec(`version: 0.2\nphases: {}\n${env}`).buildspec,
    pipeline: 'shop-web',
    sourceDirectory: '/src',
    secondarySources: { Extra: '/extra' },
    commit: 'c'.repeat(40),
    region: 'eu-central-1',
    account: '123456789012',
    parameter: (name) => (name === '/known' ? 'stored' : undefined),
    ...overrides,
  };
}

describe('buildEnvironment', () => {
  it('gives the variables that CodeBuild gives', () => {
    expect(buildEnvironment(run())).toMatchObject({
      A: 'project',
      CODEBUILD_BUILD_SUCCEEDING: '1',
      CODEBUILD_INITIATOR: 'codepipeline/shop-web',
      CODEBUILD_RESOLVED_SOURCE_VERSION: 'c'.repeat(40),
      CODEBUILD_SRC_DIR: '/src',
      CODEBUILD_SRC_DIR_Extra: '/extra',
    });
    const { CODEBUILD_BUILD_ID: id, CODEBUILD_BUILD_ARN: arn } = buildEnvironment(run());
    expect(id).toMatch(/^builds:[0-9a-f-]{36}$/);
    expect(arn).toMatch(/^arn:aws:codebuild:eu-central-1:123456789012:build\/builds:/);
  });

  it('lets the action win over the project, and the project over the buildspec', () => {
    const env = 'env: { variables: { A: spec, B: spec, C: spec } }';
    const overrides = JSON.stringify([{ name: 'C', value: 'action', type: 'PLAINTEXT' }]);
    expect(buildEnvironment(run({ overrides }, env))).toMatchObject({ A: 'project', B: 'spec', C: 'action' });
  });

  it('reads the Parameter Store, for the buildspec and for the action', () => {
    const overrides = JSON.stringify([{ name: 'D', value: '/known', type: 'PARAMETER_STORE' }]);
    const environment = buildEnvironment(run({ overrides }, 'env: { parameter-store: { P: /known } }'));
    expect(environment).toMatchObject({ P: 'stored', D: 'stored' });
    expect(() => buildEnvironment(run({}, 'env: { parameter-store: { P: /none } }'))).toThrow(
      'the buildspec needs the parameter /none, which is not there',
    );
  });
});

describe('the variables of the action', () => {
  it.each([
    [
      'a parameter that is not there',
      [{ name: 'A', value: '/none', type: 'PARAMETER_STORE' }],
      'the build needs the parameter /none',
    ],
    [
      'a secret',
      [{ name: 'A', value: 'shop/key', type: 'SECRETS_MANAGER' }],
      'the build needs the secret shop/key',
    ],
  ])('fail for %s', (_what, overrides, message) => {
    expect(() => buildEnvironment(run({ overrides: JSON.stringify(overrides) }))).toThrow(message);
  });

  it('are plain text without a type, and never win over what CodeBuild sets', () => {
    const overrides = JSON.stringify([
      { name: 'X', value: '/known' },
      { name: 'CODEBUILD_SRC_DIR', value: '/elsewhere' },
    ]);
    expect(buildEnvironment(run({ overrides }))).toMatchObject({ X: '/known', CODEBUILD_SRC_DIR: '/src' });
  });

  it('of the buildspec come first, then its parameters, then the project', () => {
    const env = 'env: { variables: { A: spec, P: spec }, parameter-store: { P: /known, A: /known } }';
    expect(buildEnvironment(run({}, env))).toMatchObject({ P: 'stored', A: 'project' });
  });
});

describe('checkRuntimes', () => {
  const spec = (version: string) =>
    parseBuildspec(`version: 0.2\nphases:\n  install:\n    runtime-versions: { ${version} }\n`).buildspec;

  it.each([
    ['nodejs: 24', '24.1.0', 'Node.js 24.1.0 runs the build, as the buildspec asks.'],
    ['nodejs: 24', '20.1.0', "The buildspec asks for Node.js 24; this machine's 20.1.0 runs the build."],
    ['nodejs: 20.11', '20.1.0', 'Node.js 20.1.0 runs the build, as the buildspec asks.'],
    [
      'nodejs: latest',
      '24.1.0',
      "The buildspec asks for Node.js latest; this machine's 24.1.0 runs the build.",
    ],
    ['python: 3.13', '20.1.0', "The buildspec asks for python 3.13; this machine's is used."],
  ])('says what runs instead of %s', (version, running, sentence) => {
    expect(checkRuntimes(spec(version), running)).toEqual([sentence]);
  });
});
