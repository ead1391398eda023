import type { BuildProjectModel } from '../../../rehearsal/model';
import { notesOn, readResources } from './scratch';

const project = (properties: object = {}) => ({
  Project: { Type: 'AWS::CodeBuild::Project', Properties: properties },
  Token: { Type: 'AWS::SSM::Parameter', Properties: { Name: '/token', Type: 'String', Value: 'abc' } },
});
const read = (properties: object = {}): BuildProjectModel | undefined =>
  readResources(project(properties)).model.buildProjects[0];
const variables = (...list: object[]) => ({ Environment: { EnvironmentVariables: list } });

describe('build projects', () => {
  test('have the defaults of CodeBuild', () => {
    expect(read()).toEqual({
      name: 'S-Project',
      buildspec: { file: 'buildspec.yml' },
      environment: {},
      privileged: false,
      timeoutSeconds: 3600,
    });
  });

  test.each([
    ['a path', 'ci/build.yml', { file: 'ci/build.yml' }],
    ['YAML', 'version: 0.2\nphases: {}\n', { inline: 'version: 0.2\nphases: {}\n' }],
    ['JSON in one line', '{"version":"0.2"}', { inline: '{"version":"0.2"}' }],
  ])('have %s as their buildspec', (_name, BuildSpec, expected) => {
    expect(read({ Source: { Type: 'CODEPIPELINE', BuildSpec } })?.buildspec).toEqual(expected);
  });

  test('have a document whose parts are resolved', () => {
    const BuildSpec = { 'Fn::Join': ['', ['version: 0.2\nregion: ', { Ref: 'AWS::Region' }]] };

    expect(read({ Source: { BuildSpec } })?.buildspec).toEqual({ inline: 'version: 0.2\nregion: eu-west-1' });
  });

  test('have plain values and stored parameters in their environment', () => {
    const list = variables(
      { Name: 'PLAIN', Value: { Ref: 'AWS::Region' } },
      { Name: 'TYPED', Type: 'PLAINTEXT', Value: 'x' },
      { Name: 'STORED', Type: 'PARAMETER_STORE', Value: { Ref: 'Token' } },
    );

    expect(read(list)?.environment).toEqual({ PLAIN: 'eu-west-1', TYPED: 'x', STORED: 'abc' });
    expect(notesOn(project(list))).toEqual([]);
  });
});

describe('what a build project has that is not acted out', () => {
  test.each([
    [
      'a buildspec in a bucket',
      { Source: { BuildSpec: 'arn:aws:s3:::bucket/build.yml' } },
      'S/Project.Source.BuildSpec: a buildspec in a bucket is not read',
    ],
    [
      'a stored parameter from outside',
      variables({ Name: 'KEY', Type: 'PARAMETER_STORE', Value: '/elsewhere' }),
      'S/Project.Environment.EnvironmentVariables.KEY: parameter /elsewhere is not in the assembly',
    ],
    [
      'a batch',
      { BuildBatchConfig: { TimeoutInMins: 5 } },
      'S/Project.BuildBatchConfig: the property is not acted out',
    ],
    [
      'a second source',
      { SecondarySources: [{ Type: 'S3' }] },
      'S/Project.SecondarySources: the property is not acted out',
    ],
  ])('%s is told', (_name, properties, line) => {
    expect(notesOn(project(properties))).toEqual([line]);
  });
});
