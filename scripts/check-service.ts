import { join } from 'node:path';
import { requireService, runScript } from './release/arguments';
import { CommandError, run } from './release/command';
import { isReleasedAgain } from './release/requested-version';

/** Where the reports go; `buildspec.yml` spells it too. */
const REPORTS = 'reports';

/** Lint and unit tests of one service and of what the services share, side by side. */
async function checkService(service: string): Promise<void> {
  if (isReleasedAgain('check of the newest commit')) return;
  const started = Date.now();
  const results = await Promise.allSettled([lint(service), unitTests(service)]);
  const failures = results.flatMap((result) =>
    result.status === 'rejected' ? [result.reason as Error] : [],
  );
  if (failures.length > 0) {
    throw new CommandError(`${service} is not good: ${failures.map(({ message }) => message).join('; ')}`, 1);
  }
  console.log(`lint and unit tests of ${service} passed in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

async function lint(service: string): Promise<void> {
  await runTool('lint', 'eslint', ['--config', 'eslint.build.config.mjs', ...sources('app', service)]);
}

async function unitTests(service: string): Promise<void> {
  await runTool(
    'unit tests',
    'jest',
    [
      ...['--ci', '--reporters', 'default', '--reporters', 'jest-junit'],
      ...['--coverage', '--coverageReporters', 'clover', '--coverageReporters', 'text-summary'],
      ...['--coverageDirectory', join(REPORTS, 'coverage')],
      ...sources('app', service).flatMap((path) => ['--collectCoverageFrom', `${path}/**/*.ts`]),
      ...['--testPathPatterns', ...sources('test/app', service).map((path) => `${path}/`)],
    ],
    {
      JEST_JUNIT_OUTPUT_DIR: join(REPORTS, 'unit'),
      JEST_JUNIT_OUTPUT_NAME: 'junit.xml',
      JEST_JUNIT_SUITE_NAME: service,
      // CodeBuild shows both: the file, and the test as a sentence.
      JEST_JUNIT_CLASSNAME: '{filepath} {classname}',
      JEST_JUNIT_TITLE: '{title}',
    },
  );
}

/** Folders of the service and of what the services share. */
function sources(root: string, service: string): string[] {
  return [service, 'shared'].map((name) => `${root}/${name}`);
}

/** Runs a tool of node_modules; its output is shown in one piece, because two tools run at a time. */
async function runTool(
  what: string,
  tool: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<void> {
  try {
    await run(join('node_modules', '.bin', tool), args, { environment, capture: true });
    console.log(`${what}: passed`);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    console.error(error.output);
    throw new CommandError(`${what} failed`, 1);
  }
}

if (require.main === module) {
  void runScript(async (args) => {
    await checkService(requireService(args, 'check-service'));
  });
}
