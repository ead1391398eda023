import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { project } from '../../bin/environments';
import { BUILD_ENV, reportGroupName } from '../../lib/build/build-contract';
import { RELEASE_FILES } from '../../lib/pipeline/release-files';
import packageJson from '../../package.json';
import { RELEASE_DIRECTORY } from '../../scripts/release/files';
import { synthesize, templatesOf } from '../shared/assembly';
import type { Resource } from '../shared/assembly';

interface Buildspec {
  readonly version: number;
  readonly phases: Readonly<Record<string, { 'runtime-versions'?: { nodejs: number }; commands: string[] }>>;
  readonly reports: Readonly<
    Record<string, { 'file-format': string; 'base-directory': string; files: string[] }>
  >;
  readonly artifacts: { 'base-directory': string; files: string[] };
  readonly cache: { paths: string[] };
}

interface BuildProject {
  readonly Name: string;
  readonly Source: { BuildSpec: string };
  readonly Cache: { Modes: string[] };
  readonly Environment: { Type: string; EnvironmentVariables: { Name: string }[] };
}

const ROOT = resolve(__dirname, '..', '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const buildspec = parse(read('buildspec.yml')) as Buildspec;
const commands = Object.values(buildspec.phases).flatMap((phase) => phase.commands);

const pipelineStacks = [...templatesOf(synthesize(project))].filter(([stack]) => stack.endsWith('-Pipeline'));
const resources = pipelineStacks.flatMap(([, { Resources }]) => Object.values(Resources));
const propertiesOf = <T>(type: string): T[] =>
  resources.filter(({ Type }: Resource) => Type === type).map(({ Properties }) => Properties as T);
const builds = propertiesOf<BuildProject>('AWS::CodeBuild::Project');
const groups = propertiesOf<{ Name: string; Type: string }>('AWS::CodeBuild::ReportGroup');

/** Variables that a build has: of the project, of the pipeline action, of CodeBuild itself. */
function variablesOf(build: BuildProject): string[] {
  const pipelines = propertiesOf<{ Stages: { Actions: { Configuration: Record<string, string> }[] }[] }>(
    'AWS::CodePipeline::Pipeline',
  );
  const ofAction = pipelines.flatMap(({ Stages }) =>
    Stages.flatMap(({ Actions }) => Actions.map(({ Configuration }) => Configuration.EnvironmentVariables)),
  );
  return [
    ...build.Environment.EnvironmentVariables.map(({ Name }) => Name),
    ...ofAction.flatMap((text = '[]') => (JSON.parse(text) as { name: string }[]).map(({ name }) => name)),
    'CODEBUILD_RESOLVED_SOURCE_VERSION',
  ];
}

/** Names of the variables that the scripts behind the buildspec read. */
function variablesRead(): string[] {
  const files = [
    'scripts/image.ts',
    ...readdirSync(join(ROOT, 'scripts/release')).map((name) => `scripts/release/${name}`),
  ];
  const found = files.flatMap((file) => [...read(file).matchAll(/\benv(?:ironment)?\.([A-Z][A-Z_]+)/g)]);
  return [...new Set(found.map(([, name]) => String(name)))].sort();
}

it('has a build project for each service, which reads this buildspec', () => {
  expect(builds).toHaveLength(2);
  for (const { Source } of builds) expect(existsSync(join(ROOT, Source.BuildSpec))).toBe(true);
});

it('has no section and no phase that CodeBuild does not know', () => {
  expect(buildspec.version).toBe(0.2);
  const sections = ['version', 'run-as', 'env', 'proxy', 'batch', 'phases', 'reports', 'artifacts', 'cache'];
  expect(Object.keys(buildspec).filter((key) => !sections.includes(key))).toEqual([]);
  const phases = ['install', 'pre_build', 'build', 'post_build'];
  expect(Object.keys(buildspec.phases).filter((key) => !phases.includes(key))).toEqual([]);
  const keys = ['run-as', 'on-failure', 'runtime-versions', 'commands', 'finally'];
  expect(
    Object.values(buildspec.phases)
      .flatMap((phase) => Object.keys(phase))
      .filter((key) => !keys.includes(key)),
  ).toEqual([]);
});

it('pushes nothing before lint and tests have passed: a failed phase before build ends the build', () => {
  const phaseOf = (word: string): string | undefined =>
    Object.entries(buildspec.phases).find(([, phase]) =>
      phase.commands.some((line) => line.includes(word)),
    )?.[0];
  expect(phaseOf('check-service')).toBe('pre_build');
  expect(phaseOf('image')).toBe('build');
});

it.each(commands)('%s is a script of the project', (command) => {
  const script = /^npm run ([\w-]+) -- "\$SERVICE"$/.exec(command)?.[1];
  const file = /^node (scripts\/[\w./-]+)$/.exec(command)?.[1];
  if (script) expect(packageJson.scripts).toHaveProperty([script]);
  expect(script ?? (file && existsSync(join(ROOT, file)))).toBeTruthy();
});

it('uses and reads only variables that the build has', () => {
  const used = [...commands.join('\n').matchAll(/\$\{?([A-Z_]+)/g)].map(([, name]) => String(name));
  expect(used.length).toBeGreaterThan(0);
  for (const build of builds) {
    const has = variablesOf(build);
    expect([...used, ...variablesRead()].filter((name) => !has.includes(name))).toEqual([]);
  }
});

it('is given no variable that nothing reads', () => {
  const reads = [...variablesRead(), 'SERVICE'];
  expect(Object.values(BUILD_ENV).filter((name) => !reads.includes(name))).toEqual([]);
});

it('builds nothing in any command when a version is released again', () => {
  const scripts = commands.flatMap((command) => /^npm run ([\w-]+)/.exec(command)?.[1] ?? []);
  expect(scripts).toHaveLength(commands.length - 1);
  const ignorant = scripts.filter(
    (script) => !/\b(isReleasedAgain|requestedVersion)\(/.test(read(`scripts/${script}.ts`)),
  );
  expect(ignorant).toEqual([]);
});

it('runs on a version of Node.js that the project takes and the build images have', () => {
  const version = buildspec.phases.install?.['runtime-versions']?.nodejs;
  expect([22, 24]).toContain(version);
  expect(Number(read('.nvmrc').trim().split('.')[0])).toBeLessThanOrEqual(Number(version));
});

it.each(Object.entries(buildspec.reports))(
  'sends the report %s to a group that CloudFormation makes',
  (name, report) => {
    const type = { JUNITXML: 'TEST', CLOVERXML: 'CODE_COVERAGE' }[report['file-format']];
    for (const { Name } of builds) {
      expect(groups).toContainEqual(
        expect.objectContaining({ Name: reportGroupName(Name, name), Type: type }),
      );
    }
  },
);

it('has a report for every group', () => {
  expect(groups).toHaveLength(builds.length * Object.keys(buildspec.reports).length);
});

it('caches downloads, not node_modules, which CodeBuild would link under another name', () => {
  expect(buildspec.cache.paths).toEqual(['/root/.npm/**/*']);
  for (const { Cache } of builds) expect(Cache.Modes).toContain('LOCAL_CUSTOM_CACHE');
});

it('hands on files that the scripts write, and all that a release is prepared from', () => {
  const { 'base-directory': directory, files } = buildspec.artifacts;
  expect(directory).toBe(RELEASE_DIRECTORY);
  expect([...files].sort()).toEqual(
    [
      RELEASE_FILES.imageDetail,
      RELEASE_FILES.appSpec,
      RELEASE_FILES.release,
      RELEASE_FILES.billOfMaterials,
    ].sort(),
  );
});
