import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseBuildspec } from '../../../../rehearsal/pipeline/build/buildspec';
import { runPhases } from '../../../../rehearsal/pipeline/build/run-build';
import type { PhasesOutcome } from '../../../../rehearsal/pipeline/build/run-build';
import { buildShell, Shell } from '../../../../rehearsal/pipeline/build/shell';
import { Processes } from '../../../../rehearsal/pipeline/processes';
import { temporaryDirectory } from '../temporary';

const processes = new Processes();

afterAll(() => processes.end());

async function build(
  phases: string,
): Promise<{ outcome: PhasesOutcome; lines: string[]; ended: string[]; exported: string }> {
  const lines: string[] = [];
  const ended: string[] = [];
  const shell = new Shell({
    processes,
    ...buildShell(undefined),
    workingDirectory: temporaryDirectory({ 'sub/file.txt': 'x' }),
    environment: { PATH: process.env.PATH ?? '', CODEBUILD_BUILD_SUCCEEDING: '1' },
    scratch: temporaryDirectory(),
    onLine: (line) => lines.push(line),
  });
  const { buildspec } = parseBuildspec(`version: 0.2\nphases:\n${phases}`);
  const outcome = await runPhases(buildspec, shell, {
    started: () => undefined,
    ended: ({ phase, succeeded }) => ended.push(`${phase} ${succeeded ? 'ok' : 'failed'}`),
  });
  const exported = await shell.variable('EXPORTED');
  await shell.close();
  return { outcome, lines, ended, exported };
}

describe('runPhases', () => {
  it('keeps directory and variables from one command and phase to the next', async () => {
    const { outcome, lines, exported } = await build(
      "  install:\n    commands: ['cd sub', 'export EXPORTED=\"it is set\"']\n  build:\n    commands: ['cat file.txt; echo', 'echo \"$EXPORTED\"']\n",
    );
    expect(outcome).toEqual({ succeeded: true });
    expect(lines).toEqual(['x', 'it is set']);
    expect(exported).toBe('it is set');
  });

  it('runs a command of several lines as one script', async () => {
    const { lines } = await build(
      '  build:\n    commands:\n      - |\n        for n in 1 2; do\n          echo "n$n"\n        done\n',
    );
    expect(lines).toEqual(['n1', 'n2']);
  });

  it('skips the rest of a failed phase, still runs finally and post_build, and says which command failed', async () => {
    const { outcome, lines, ended } = await build(
      '  build:\n    commands: ["(exit 3)", "echo not this"]\n    finally: ["echo finally $CODEBUILD_BUILD_SUCCEEDING"]\n' +
        '  post_build:\n    commands: ["echo post $CODEBUILD_BUILD_SUCCEEDING"]\n',
    );
    expect(outcome).toEqual({ succeeded: false, reason: 'build: `(exit 3)` ended with exit status 3' });
    expect(lines).toEqual(['finally 0', 'post 0']);
    expect(ended).toEqual(['build failed', 'post_build ok']);
  });

  it('ends the build after a failed install or pre_build', async () => {
    const rest = '  build:\n    commands: ["echo build"]\n  post_build:\n    commands: ["echo post"]\n';
    for (const phase of ['install', 'pre_build']) {
      const { outcome, lines } = await build(`  ${phase}:\n    commands: ["false"]\n${rest}`);
      expect(outcome.succeeded).toBe(false);
      expect(lines).toEqual([]);
    }
  });

  it('leaves post_build out when build has on-failure ABORT, and goes on with CONTINUE', async () => {
    const post = '  post_build:\n    commands: ["echo post"]\n';
    const abort = await build(`  build:\n    on-failure: ABORT\n    commands: ["false"]\n${post}`);
    expect(abort.lines).toEqual([]);
    const goOn = await build(`  pre_build:\n    on-failure: CONTINUE\n    commands: ["false"]\n${post}`);
    expect(goOn.lines).toEqual(['post']);
    expect(goOn.outcome.succeeded).toBe(true);
  });

  it.each([
    ['install', ['finally', ''], ['install failed']],
    ['pre_build', ['finally', ''], ['pre_build failed']],
    ['build', ['finally', 'post'], ['build failed', 'post_build ok']],
  ])('runs finally after a failed %s', async (phase, said, ended) => {
    const post = '  post_build:\n    commands: ["echo post"]\n';
    const built = await build(`  ${phase}:\n    commands: ["false"]\n    finally: ["echo finally"]\n${post}`);
    expect(built.lines).toEqual(said.filter((line) => line !== ''));
    expect(built.ended).toEqual(ended);
    expect(built.outcome.reason).toBe(`${phase}: \`false\` ended with exit status 1`);
  });

  it('fails for a command of finally or post_build too, and names the first failure of the build', async () => {
    const one = await build('  build:\n    commands: ["true"]\n    finally: ["(exit 4)", "echo no"]\n');
    expect(one.outcome.reason).toBe('build: `(exit 4)` ended with exit status 4');
    expect(one.lines).toEqual([]);
    const two = await build(
      '  build:\n    commands: ["(exit 5)"]\n  post_build:\n    commands: ["(exit 6)"]\n',
    );
    expect(two.outcome.reason).toBe('build: `(exit 5)` ended with exit status 5');
    expect(two.ended).toEqual(['build failed', 'post_build failed']);
  });

  it('runs post_build after a build that was told to go on, which is a success', async () => {
    const { outcome, lines } = await build(
      '  build:\n    on-failure: continue\n    commands: ["false"]\n  post_build:\n    commands: ["echo $CODEBUILD_BUILD_SUCCEEDING"]\n',
    );
    expect({ outcome, lines }).toEqual({ outcome: { succeeded: true }, lines: ['0'] });
  });

  it('names only the first line of a long command, and skips phases that are not there', async () => {
    const { outcome, ended } = await build(
      '  post_build:\n    commands:\n      - |\n        false\n        (exit 9)\n',
    );
    expect(outcome.reason).toBe('post_build: `false` ended with exit status 9');
    expect(ended).toEqual(['post_build failed']);
  });

  it('counts a command that ends the shell, and one that is no shell script, as failed', async () => {
    expect((await build('  build:\n    commands: ["exit 7"]\n')).outcome.reason).toContain('exit status 7');
    expect((await build('  build:\n    commands: ["if then fi"]\n')).outcome.succeeded).toBe(false);
  });
});

describe('Shell', () => {
  it('hands commands no input and passes values with quotes on', async () => {
    const directory = temporaryDirectory();
    const shell = new Shell({
      processes,
      program: 'sh',
      workingDirectory: directory,
      environment: { PATH: process.env.PATH ?? '' },
      scratch: temporaryDirectory(),
      onLine: () => undefined,
    });
    await shell.export('VALUE', "it's $HOME");
    expect(await shell.run('cat; printf %s "$VALUE" > out.txt')).toBe(0);
    expect(await shell.variable('VALUE')).toBe("it's $HOME");
    expect(await shell.variable('UNSET')).toBe('');
    await shell.close();
    expect(readFileSync(join(directory, 'out.txt'), 'utf8')).toBe("it's $HOME");
    expect(await shell.run('true')).not.toBe(0);
  });

  it('ends with a status of its own when its program cannot be started', async () => {
    const shell = new Shell({
      processes,
      program: '/no/such/shell',
      workingDirectory: '/',
      environment: {},
      scratch: temporaryDirectory(),
      onLine: () => undefined,
    });
    expect(await shell.run('true')).toBe(127);
    expect(await shell.run('true')).toBe(127);
    await shell.close();
  });
});

it('the shell is that of the build images, which knows pipefail, and ends a build at its first failure when it is told to', async () => {
  const { outcome, lines } = await build(
    "  build:\n    commands: [set -euo pipefail, echo begun, 'false | true', echo not reached]",
  );
  expect(outcome.succeeded).toBe(false);
  expect(lines).toEqual(['begun']);
});
