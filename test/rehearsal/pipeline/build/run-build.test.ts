import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseBuildspec } from '../../../../rehearsal/pipeline/build/buildspec';
import { runPhases } from '../../../../rehearsal/pipeline/build/run-build';
import type { PhasesOutcome } from '../../../../rehearsal/pipeline/build/run-build';
import { Shell } from '../../../../rehearsal/pipeline/build/shell';
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
    program: 'sh',
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
});
