import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { FunctionModel } from '../../../rehearsal/function-model';
import type { Unchecked } from '../../../rehearsal/model';
import { Assembly } from '../../../rehearsal/template/assembly';
import { readStacks } from '../../../rehearsal/template/assembly-files';
import type { JsonObject } from '../../../rehearsal/template/json';
import { readAssembly, type ReadAssembly } from '../../../rehearsal/template/read-assembly';
import { Resolver } from '../../../rehearsal/template/resolver';

const made: string[] = [];

/** A directory that goes away after the tests of the file. */
export function scratchDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'assembly-'));
  made.push(directory);
  return directory;
}

afterAll(() => {
  for (const directory of made) rmSync(directory, { recursive: true, force: true });
});

/** A directory with these files; a value that is not text is written as JSON. */
export function directoryOf(files: Readonly<Record<string, unknown>>): string {
  const directory = scratchDirectory();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return directory;
}

/** An assembly directory with these templates by stack name, all in account 1111 and region eu-west-1. */
export function assemblyOf(
  templates: Readonly<Record<string, unknown>>,
  files: Readonly<Record<string, string>> = {},
): string {
  const stacks = Object.entries(templates).map(([name, template]) => ({ name, template }));
  return directoryOf({
    ...files,
    'manifest.json': {
      version: '55.0.0',
      artifacts: Object.fromEntries<JsonObject>([
        ...stacks.map(({ name }): [string, JsonObject] => [name, stackArtifact(name)]),
        ['assets', { type: 'cdk:asset-manifest', properties: { file: 'assets.json' } }],
      ]),
    },
    'assets.json': { version: '55.0.0', files: Object.fromEntries(Object.keys(files).map(fileAsset)) },
    ...Object.fromEntries(stacks.map(({ name, template }) => [`${name}.json`, template])),
  });
}

/** What is read from one stack with these resources and a pipeline. */
export function readResources(
  resources: Readonly<Record<string, unknown>>,
  files?: Readonly<Record<string, string>>,
): ReadAssembly {
  return readAssembly(assemblyOf({ S: { Resources: { ...PIPELINE, ...resources } } }, files));
}

/** What is noted about one stack with these resources and a pipeline, as `where: what`. */
export function notesOn(resources: Readonly<Record<string, unknown>>): string[] {
  return readResources(resources).unchecked.map(toLine);
}

/** The directory in which the code of a function lies; empty when the code stands in the template. */
export function codeDirectoryOf(read: FunctionModel | undefined): string {
  return read !== undefined && 'directory' in read.code ? read.code.directory : '';
}

export function toLine({ where, what }: Unchecked): string {
  return `${where}: ${what}`;
}

/** Resources and resolver of hand-written templates by stack name. */
export function resolving(
  templates: Readonly<Record<string, unknown>>,
  files?: Readonly<Record<string, string>>,
): Assembly {
  const stacks = readStacks(assemblyOf(templates, files));
  return new Assembly(stacks, new Resolver(stacks));
}

/** The value of the output `Result` of the stack `S`, resolved. */
export function outputOf(
  template: JsonObject,
  others: Readonly<Record<string, unknown>> = {},
  files?: Readonly<Record<string, string>>,
): unknown {
  const { stacks, resolver } = resolving({ S: template, ...others }, files);
  const stack = stacks.find(({ name }) => name === 'S');
  if (stack === undefined) throw new Error('no stack S');
  const outputs = stack.template.Outputs as Record<string, JsonObject>;
  return resolver.resolve(outputs.Result?.Value, stack);
}

const PIPELINE = { Pipeline: { Type: 'AWS::CodePipeline::Pipeline', Properties: { Name: 'p', Stages: [] } } };

function stackArtifact(name: string): JsonObject {
  return {
    type: 'aws:cloudformation:stack',
    environment: 'aws://1111/eu-west-1',
    properties: { templateFile: `${name}.json` },
  };
}

/** The file `code/index.js` is the asset directory `code`, published as `code.zip`; JSON files as themselves. */
function fileAsset(path: string): [string, JsonObject] {
  const source = path.endsWith('.json') ? path : dirname(path);
  const objectKey = path.endsWith('.json') ? path : `${source}.zip`;
  return [path, { source: { path: source }, destinations: { here: { objectKey } } }];
}
