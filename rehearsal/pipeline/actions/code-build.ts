import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ActionModel, BuildProjectModel } from '../../model';
import type { ActionOutcome, ActionRunner, RunContext } from '../action';
import { unzip, writeFiles } from '../artifacts';
import { parseBuildspec } from '../build/buildspec';
import type { Buildspec } from '../build/buildspec';
import { checkReports } from '../build/check-reports';
import { collectArtifact } from '../build/collect-files';
import { buildEnvironment } from '../build/environment';
import { runPhases } from '../build/run-build';
import type { PhasesOutcome } from '../build/run-build';
import { checkRuntimes } from '../build/runtimes';
import { buildShell, Shell } from '../build/shell';

interface Build {
  readonly action: ActionModel;
  readonly context: RunContext;
  readonly stage: string;
  readonly project: BuildProjectModel;
  readonly buildspec: Buildspec;
  readonly sourceDirectory: string;
}

/** CodeBuild: the phases of the buildspec, for real, in the source copy. */
export const runCodeBuild: ActionRunner = async (action, context, stage) => {
  const project = context.model.buildProjects.find(({ name }) => name === action.configuration.ProjectName);
  if (project === undefined)
    throw new Error(`the assembly has no build project ${action.configuration.ProjectName ?? ''}`);
  const primary = action.configuration.PrimarySource ?? action.inputArtifacts[0] ?? '';
  const sourceDirectory = directoryOf(primary, action, context);
  const { buildspec, unchecked } = parseBuildspec(readBuildspec(project, sourceDirectory));
  for (const key of unchecked) context.unchecked('buildspec', key);
  const build: Build = { action, context, stage, project, buildspec, sourceDirectory };
  const shell = openShell(build);
  try {
    const outcome = await limitTime(build, shell);
    return await finish(build, shell, outcome);
  } finally {
    await shell.close();
  }
};

function directoryOf(name: string, action: ActionModel, { artifacts, workspace }: RunContext): string {
  const kept = artifacts.directory(name);
  if (kept !== undefined) return kept;
  const directory = workspace.makeDirectory(`input-${name}`);
  writeFiles(directory, unzip(artifacts.bytes(name, action)));
  return directory;
}

function readBuildspec({ buildspec }: BuildProjectModel, sourceDirectory: string): string {
  if ('inline' in buildspec) return buildspec.inline;
  const file = join(sourceDirectory, buildspec.file);
  if (!existsSync(file))
    throw new Error(`YAML_FILE_ERROR: the buildspec ${buildspec.file} is not in the source`);
  return readFileSync(file, 'utf8');
}

function openShell({ action, context, project, buildspec, sourceDirectory }: Build): Shell {
  const { timeline, workspace, processes, parameters } = context;
  const primary = action.configuration.PrimarySource ?? action.inputArtifacts[0];
  const others = action.inputArtifacts.filter((name) => name !== primary);
  const environment = buildEnvironment({
    project,
    buildspec,
    pipeline: context.pipeline.name,
    sourceDirectory,
    secondarySources: Object.fromEntries(others.map((name) => [name, directoryOf(name, action, context)])),
    commit: context.revision?.commit ?? '',
    region: context.region,
    account: context.account,
    parameter: (name) => parameters.value(name),
    ...(action.configuration.EnvironmentVariables === undefined
      ? {}
      : { overrides: action.configuration.EnvironmentVariables }),
  });
  const scratch = workspace.makeDirectory(`build-${action.name}`);
  return new Shell({
    processes,
    ...buildShell(buildspec.env?.shell),
    workingDirectory: sourceDirectory,
    environment: { ...context.childEnvironment, ...environment, TMPDIR: scratch },
    scratch,
    onLine: (line) => timeline.emit({ type: 'log', source: action.name, line }),
  });
}

async function limitTime(build: Build, shell: Shell): Promise<PhasesOutcome> {
  const { buildspec, context, stage, action, project } = build;
  const note = (text: string): void => context.timeline.emit({ type: 'note', text });
  for (const text of checkRuntimes(buildspec)) note(text);
  const phases = runPhases(buildspec, shell, {
    started: (phase) =>
      context.timeline.emit({ type: 'phase', stage, action: action.name, phase, status: 'started' }),
    ended: ({ phase, succeeded, seconds }) =>
      context.timeline.emit({
        type: 'phase',
        stage,
        action: action.name,
        phase,
        status: succeeded ? 'succeeded' : 'failed',
        seconds: Math.round(seconds * 10) / 10,
      }),
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<PhasesOutcome>((resolve) => {
    const reason = `BUILD_TIMED_OUT after ${project.timeoutSeconds} s`;
    timer = setTimeout(() => resolve({ succeeded: false, reason }), project.timeoutSeconds * 1000);
  });
  return Promise.race([phases, late]).finally(() => clearTimeout(timer));
}

async function finish(build: Build, shell: Shell, outcome: PhasesOutcome): Promise<ActionOutcome> {
  const { buildspec, sourceDirectory, context } = build;
  const reports = checkReports(sourceDirectory, buildspec.reports);
  for (const { name, problems } of reports) {
    for (const problem of problems)
      context.timeline.emit({ type: 'note', text: `Report ${name}: ${problem}` });
  }
  if (!outcome.succeeded) {
    return { succeeded: false, reason: outcome.reason ?? 'the build failed', cause: { kind: 'build' } };
  }
  storeArtifacts(build);
  const exported = buildspec.env?.['exported-variables'] ?? [];
  const variables: Record<string, string> = {};
  for (const name of exported) variables[name] = await shell.variable(name);
  const tests = reports.reduce((sum, { testCases }) => sum + testCases, 0);
  return {
    succeeded: true,
    variables,
    ...(tests > 0 ? { detail: `${tests} tests in ${reports.length} report(s)` } : {}),
  };
}

/** The primary artifact is the action's output with one output; with several, each is a secondary of its name. */
function storeArtifacts({ action, context, buildspec, sourceDirectory }: Build): void {
  const secondary = buildspec.artifacts?.['secondary-artifacts'] ?? {};
  for (const name of action.outputArtifacts) {
    const spec = secondary[name] ?? (action.outputArtifacts.length === 1 ? buildspec.artifacts : undefined);
    if (spec === undefined)
      throw new Error(`CLIENT_ERROR: the buildspec gives no artifact for the output ${name}`);
    try {
      context.artifacts.putFiles(name, collectArtifact(sourceDirectory, spec));
    } catch (error) {
      throw new Error(`CLIENT_ERROR: ${error instanceof Error ? error.message : String(error)}`, {
        cause: error,
      });
    }
  }
}
