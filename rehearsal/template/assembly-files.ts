import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { AssemblyError } from './assembly-error';
import { asObject, asText, isObject, type JsonObject } from './json';
import { resourcesOf, type Stack } from './stack';

/** Newest major version of the cloud assembly schema that this reader knows. */
export const NEWEST_SCHEMA = 55;

/** Stands in for the account of a stack that may be deployed to any account. */
const ANY_ACCOUNT = '123456789012';
/** Stands in for the region of a stack that may be deployed to any region. */
const ANY_REGION = 'us-east-1';
const MAKE_IT = 'Give a directory that "cdk synth" made.';

/**
 * Every stack of an assembly: its own, those of the assemblies (stages) inside it, and nested stacks.
 * @throws AssemblyError when the directory, its manifest or one of its files cannot be read.
 */
export function readStacks(directory: string): Stack[] {
  requireDirectory(directory);
  const artifacts = Object.entries(asObject(readManifest(directory).artifacts)).map(
    ([id, artifact]) => [id, asObject(artifact)] as const,
  );
  const assets = readAssets(
    directory,
    artifacts.map(([, artifact]) => artifact),
  );
  return artifacts.flatMap(([id, artifact]) => {
    const properties = asObject(artifact.properties);
    if (artifact.type === 'cdk:cloud-assembly') {
      return readStacks(join(directory, asText(properties.directoryName)));
    }
    return artifact.type === 'aws:cloudformation:stack'
      ? withNestedStacks(toStack(directory, id, artifact, assets))
      : [];
  });
}

/**
 * One JSON object from a file.
 * @throws AssemblyError when it is missing, is not JSON, or holds something else than an object.
 */
function readJson(path: string): JsonObject {
  if (!existsSync(path)) {
    throw new AssemblyError({ where: path, got: 'no such file', allowed: 'a JSON file', fix: MAKE_IT });
  }
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (isObject(value)) return value;
  } catch (error) {
    const got = `it is not valid JSON (${error instanceof Error ? error.message : String(error)})`;
    throw new AssemblyError({ where: path, got, allowed: 'a JSON object', fix: 'Run "cdk synth" again.' });
  }
  const got = 'it holds something else';
  throw new AssemblyError({ where: path, got, allowed: 'a JSON object', fix: 'Run "cdk synth" again.' });
}

function requireDirectory(directory: string): void {
  const allowed = 'a cloud assembly directory';
  if (!existsSync(directory)) {
    throw new AssemblyError({ where: directory, got: 'it does not exist', allowed, fix: MAKE_IT });
  }
  if (!statSync(directory).isDirectory()) {
    throw new AssemblyError({ where: directory, got: 'it is a file', allowed, fix: MAKE_IT });
  }
  if (!existsSync(join(directory, 'manifest.json'))) {
    const got = 'it has no manifest.json';
    throw new AssemblyError({ where: directory, got, allowed, fix: MAKE_IT });
  }
}

function readManifest(directory: string): JsonObject {
  const path = join(directory, 'manifest.json');
  const manifest = readJson(path);
  const version = asText(manifest.version);
  const major = Number.parseInt(version, 10);
  if (Number.isNaN(major) || major > NEWEST_SCHEMA) {
    throw new AssemblyError({
      where: path,
      got: `schema version ${version === '' ? 'missing' : version}`,
      allowed: `version ${NEWEST_SCHEMA} or older`,
      fix: 'Synthesize with the aws-cdk-lib version of this project, or update this project.',
    });
  }
  return manifest;
}

function readAssets(directory: string, artifacts: readonly JsonObject[]): Map<string, string> {
  const assets = new Map<string, string>();
  for (const artifact of artifacts) {
    if (artifact.type !== 'cdk:asset-manifest') continue;
    const manifest = readJson(join(directory, asText(asObject(artifact.properties).file)));
    for (const file of Object.values(asObject(manifest.files))) {
      const { source, destinations } = asObject(file);
      const path = asText(asObject(source).path);
      if (path === '') continue;
      for (const destination of Object.values(asObject(destinations))) {
        assets.set(asText(asObject(destination).objectKey), resolve(directory, path));
      }
    }
  }
  return assets;
}

function toStack(
  directory: string,
  id: string,
  artifact: JsonObject,
  assets: ReadonlyMap<string, string>,
): Stack {
  const properties = asObject(artifact.properties);
  const name = asText(properties.stackName) || id;
  const [account = '', region = ''] = asText(artifact.environment)
    .replace(/^aws:\/\//, '')
    .split('/');
  return {
    label: name,
    name,
    account: account === '' || account === 'unknown-account' ? ANY_ACCOUNT : account,
    region: region === '' || region === 'unknown-region' ? ANY_REGION : region,
    template: readJson(join(directory, asText(properties.templateFile))),
    assets,
  };
}

/** A nested stack's template is a file asset: its object key stands in the template URL of the parent. */
function withNestedStacks(stack: Stack): Stack[] {
  const nested = resourcesOf(stack)
    .filter((resource) => resource.type === 'AWS::CloudFormation::Stack')
    .flatMap((resource) => {
      const url = JSON.stringify(resource.properties.TemplateURL ?? '');
      const file = [...stack.assets].find(([key]) => key.endsWith('.json') && url.includes(key))?.[1];
      if (file === undefined) return [];
      return withNestedStacks({
        ...stack,
        label: `${stack.label}/${resource.logicalId}`,
        name: `${stack.name}-${resource.logicalId}`,
        template: readJson(file),
        parent: { stack, logicalId: resource.logicalId },
      });
    });
  return [stack, ...nested];
}
