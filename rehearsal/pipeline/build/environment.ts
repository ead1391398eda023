import { randomUUID } from 'node:crypto';
import { arch } from 'node:os';
import type { BuildProjectModel } from '../../model';
import type { Buildspec } from './buildspec';

/** What decides the environment variables of a build. */
export interface BuildRun {
  readonly project: BuildProjectModel;
  readonly buildspec: Buildspec;
  /** `EnvironmentVariables` of the pipeline's action: a JSON list, pipeline variables resolved. */
  readonly overrides?: string;
  readonly pipeline: string;
  readonly sourceDirectory: string;
  /** Directories of further input artifacts by artifact name. */
  readonly secondarySources: Readonly<Record<string, string>>;
  readonly commit: string;
  readonly region: string;
  readonly account: string;
  /** Value of a Parameter Store parameter. */
  readonly parameter: (name: string) => string | undefined;
}

/** The variables that a build sees besides those of the machine; a later source wins, as in CodeBuild. */
export function buildEnvironment(run: BuildRun): Record<string, string> {
  const env = run.buildspec.env;
  return {
    ...env?.variables,
    ...fromParameterStore(env?.['parameter-store'] ?? {}, run.parameter),
    ...run.project.environment,
    ...overridesOf(run),
    ...codeBuildVariables(run),
  };
}

function fromParameterStore(
  names: Readonly<Record<string, string>>,
  parameter: BuildRun['parameter'],
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(names).map(([variable, name]) => {
      const value = parameter(name);
      if (value === undefined)
        throw new Error(`the buildspec needs the parameter ${name}, which is not there`);
      return [variable, value];
    }),
  );
}

interface Override {
  readonly name: string;
  readonly value: string;
  readonly type?: string;
}

function overridesOf({ overrides, parameter }: BuildRun): Record<string, string> {
  if (overrides === undefined) return {};
  const list = JSON.parse(overrides) as readonly Override[];
  const values = list.map(({ name, value, type }): [string, string] => {
    if (type === 'SECRETS_MANAGER')
      throw new Error(`the build needs the secret ${value}, which the rehearsal does not have`);
    if (type !== 'PARAMETER_STORE') return [name, value];
    const stored = parameter(value);
    if (stored === undefined) throw new Error(`the build needs the parameter ${value}, which is not there`);
    return [name, stored];
  });
  return Object.fromEntries(values);
}

/** The variables that CodeBuild sets itself. */
function codeBuildVariables(run: BuildRun): Record<string, string> {
  const id = `${run.project.name}:${randomUUID()}`;
  const secondary = Object.entries(run.secondarySources).map(([name, path]) => [
    `CODEBUILD_SRC_DIR_${name}`,
    path,
  ]);
  return {
    ...(Object.fromEntries(secondary) as Record<string, string>),
    CODEBUILD_CI: 'true',
    CODEBUILD_BUILD_ARN: `arn:aws:codebuild:${run.region}:${run.account}:build/${id}`,
    CODEBUILD_BUILD_ID: id,
    CODEBUILD_BUILD_IMAGE: `rehearsal/node:${process.versions.node}-${arch()}`,
    CODEBUILD_BUILD_NUMBER: '1',
    CODEBUILD_BUILD_SUCCEEDING: '1',
    CODEBUILD_INITIATOR: `codepipeline/${run.pipeline}`,
    CODEBUILD_LOG_PATH: id.split(':')[1] ?? '',
    CODEBUILD_RESOLVED_SOURCE_VERSION: run.commit,
    CODEBUILD_SOURCE_VERSION: run.commit,
    CODEBUILD_SRC_DIR: run.sourceDirectory,
    CODEBUILD_START_TIME: String(Date.now()),
  };
}
