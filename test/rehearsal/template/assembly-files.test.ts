import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Manifest } from 'aws-cdk-lib/cloud-assembly-schema';
import { AssemblyError } from '../../../rehearsal/template/assembly-error';
import { NEWEST_SCHEMA, readStacks } from '../../../rehearsal/template/assembly-files';
import { readAssembly } from '../../../rehearsal/template/read-assembly';
import { assemblyOf, codeDirectoryOf, directoryOf, outputOf, readResources } from './scratch';

describe('an assembly that cannot be read is refused in one line', () => {
  test.each([
    ['no directory', () => '/nowhere/cdk.out', /\/nowhere\/cdk\.out: it does not exist; .*cdk synth/],
    ['a file', () => join(directoryOf({ 'a.txt': 'x' }), 'a.txt'), /a\.txt: it is a file; expected a cloud/],
    ['no manifest', () => directoryOf({ 'a.txt': 'x' }), /: it has no manifest\.json; expected a cloud/],
    [
      'a broken manifest',
      () => directoryOf({ 'manifest.json': '{\n' }),
      /manifest\.json: it is not valid JSON \(.*\); expected a JSON object\. Run "cdk synth" again\.$/,
    ],
    ['a list', () => directoryOf({ 'manifest.json': '[]' }), /manifest\.json: it holds something else; /],
    [
      'a newer schema',
      () => directoryOf({ 'manifest.json': { version: '99.1.0' } }),
      /schema version 99\.1\.0; expected version 55 or older\. Synthesize with .* update this project\.$/,
    ],
    ['no version', () => directoryOf({ 'manifest.json': {} }), /schema version missing; expected version 55/],
    [
      'a missing template',
      () =>
        directoryOf({
          'manifest.json': {
            version: '55.0.0',
            artifacts: { A: { type: 'aws:cloudformation:stack', properties: { templateFile: 'A.json' } } },
          },
        }),
      /A\.json: no such file; expected a JSON file/,
    ],
    [
      'no pipeline',
      () => assemblyOf({ A: {}, B: {} }),
      /: 2 stacks without a pipeline; expected at least one AWS::CodePipeline::Pipeline\. Give /,
    ],
  ])('%s', (_name, directory, message) => {
    const read = () => readAssembly(directory());

    expect(read).toThrow(AssemblyError);
    expect(read).toThrow(message);
    expect(read).toThrow(/^Cannot read the cloud assembly: .*$/);
  });
});

test('the newest schema that is read is the one that the installed library writes', () => {
  expect(Manifest.version().split('.')[0]).toBe(String(NEWEST_SCHEMA));
});

test('a stack that may go anywhere gets an account and a region', () => {
  const directory = directoryOf({
    'manifest.json': {
      version: '55.0.0',
      artifacts: {
        A: {
          type: 'aws:cloudformation:stack',
          environment: 'aws://unknown-account/unknown-region',
          properties: { templateFile: 'A.json', stackName: 'real-name' },
        },
      },
    },
    'A.json': {},
  });

  expect(readStacks(directory)).toMatchObject([
    { name: 'real-name', account: '123456789012', region: 'us-east-1' },
  ]);
});

test('a nested stack takes parameters from its parent and gives outputs back', () => {
  const nested = {
    Parameters: { In: { Type: 'String', Default: 'unused' } },
    Outputs: { Out: { Value: { 'Fn::Sub': '<${In}>' } } },
  };
  const template = {
    Resources: {
      Child: {
        Type: 'AWS::CloudFormation::Stack',
        Properties: {
          TemplateURL: { 'Fn::Join': ['', ['https://bucket/', 'child.template.json']] },
          Parameters: { In: { Ref: 'AWS::Region' } },
        },
      },
    },
    Outputs: { Result: { Value: { 'Fn::GetAtt': ['Child', 'Outputs.Out'] } } },
  };
  const directory = assemblyOf({ S: template }, { 'child.template.json': JSON.stringify(nested) });

  expect(readStacks(directory).map(({ label }) => label)).toEqual(['S', 'S/Child']);
  expect(outputOf(template, {}, { 'child.template.json': JSON.stringify(nested) })).toBe('<eu-west-1>');
});

describe('functions', () => {
  const lambda = (more: object) => ({
    Hook: {
      Type: 'AWS::Lambda::Function',
      Properties: { Runtime: 'nodejs24.x', Handler: 'index.handler', Code: { S3Key: 'code.zip' }, ...more },
    },
  });

  test('the code is the asset directory that is published under the key', () => {
    const { model, unchecked } = readResources(lambda({}), { 'code/index.js': '// the code' });
    const [hook] = model.functions;

    expect(readFileSync(join(codeDirectoryOf(hook), 'index.js'), 'utf8')).toBe('// the code');
    expect(hook?.timeoutSeconds).toBe(3);
    expect(unchecked).toEqual([]);
  });

  test('the code may stand in the template', () => {
    const code = {
      ZipFile: { 'Fn::Join': ['', ['exports.handler = async () => "', { Ref: 'AWS::Region' }, '"']] },
    };
    const { model, unchecked } = readResources(lambda({ Code: code }));

    expect(model.functions[0]?.code).toEqual({ inline: 'exports.handler = async () => "eu-west-1"' });
    expect(unchecked).toEqual([]);
  });

  test.each([
    ['another runtime', { Runtime: 'python3.13' }, 'S/Hook.Runtime', /python3\.13 is not run/],
    [
      'inline Python',
      { Runtime: 'python3.13', Code: { ZipFile: 'x' } },
      'S/Hook.Runtime',
      /python3\.13 is not/,
    ],
    ['code from a bucket', { Code: { S3Key: 'old.zip' } }, 'S/Hook.Code', /neither a directory asset/],
    ['a container image', { Runtime: undefined }, 'S/Hook.Runtime', /a container image is not run/],
  ])('%s is told and left out', (_name, more, where, what) => {
    const { model, unchecked } = readResources(lambda(more), { 'code/index.js': '' });

    expect(model.functions).toEqual([]);
    expect(unchecked).toEqual([{ where, what: expect.stringMatching(what) as string }]);
  });

  test('a prepared archive is told and left out', () => {
    const { model, unchecked } = readResources(lambda({ Code: { S3Key: 'code.json' } }), {
      'code.json': '{}',
    });

    expect(model.functions).toEqual([]);
    expect(unchecked.map(({ where }) => where)).toEqual(['S/Hook.Code']);
  });

  test('the function behind a custom resource is neither read nor told', () => {
    const { model, unchecked } = readResources({
      ...lambda({ Runtime: 'python3.13', Layers: ['arn:layer'] }),
      Clean: {
        Type: 'Custom::S3AutoDeleteObjects',
        Properties: { ServiceToken: { 'Fn::GetAtt': ['Hook', 'Arn'] } },
      },
    });

    expect(model.functions).toEqual([]);
    expect(unchecked).toEqual([]);
  });
});
