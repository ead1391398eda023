import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '../pipeline/temporary';
import { PROJECT } from './light-project';

jest.setTimeout(60_000);

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  readonly directory?: string;
  readonly environment?: Record<string, string>;
}

function start(words: readonly string[], { directory = PROJECT, environment = {} }: RunOptions = {}) {
  const loader = join(PROJECT, 'node_modules/tsx/dist/loader.mjs');
  const inherited = { ...process.env };
  delete inherited.INIT_CWD;
  const child = spawn(process.execPath, ['--import', loader, join(PROJECT, 'rehearsal/main.ts'), ...words], {
    cwd: directory,
    env: { ...inherited, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<Ended>((resolve) => {
    child.once('close', (status) => resolve({ status, stdout, stderr }));
  });
  return { child, ended };
}

describe('bad usage', () => {
  const broken = temporaryDirectory({
    'cdk.json': '{ "app": "node app.js" }',
    'app.js': 'console.error(\'environments.ts: region: got "mars-1"\'); process.exit(2);',
  });

  // The other mistakes have their tests where they are found; these are one of each way to the end of the program.
  it.each([
    ['an unknown flag', ['--strategy-x'], PROJECT, "unknown option '--strategy-x'"],
    ['a strategy that is none', ['--strategy', 'half'], PROJECT, '--strategy: "half" is no strategy'],
    [
      'a configuration error',
      [],
      broken,
      'the app cannot be synthesized: environments.ts: region: got "mars-1"',
    ],
  ])('%s gives one line and exit status 2', async (_what, words, directory, message) => {
    const { status, stdout, stderr } = await start(['run', ...words], { directory }).ended;
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });
});

describe('an interrupted rehearsal', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('leaves nothing behind after %s', async (name) => {
    const temporary = temporaryDirectory();
    const marker = join(temporaryDirectory(), 'pid');
    const directory = temporaryDirectory({
      'cdk.json': JSON.stringify({ app: `echo $$ > ${marker}; sleep 60` }),
    });
    const { child, ended } = start(['run'], { directory, environment: { TMPDIR: temporary } });
    await until(() => existsSync(marker) && readFileSync(marker, 'utf8') !== '');
    child.kill(name);
    child.kill(name);
    expect((await ended).status).toBe(130);
    // tsx keeps the code that it translated, as on every run.
    expect(readdirSync(temporary).filter((file) => !file.startsWith('tsx-'))).toEqual([]);
    expect(isRunning(readFileSync(marker, 'utf8').trim())).toBe(false);
  });

  it('ends when nobody reads its output any more', async () => {
    const { child, ended } = start(['run', '--help']);
    child.stdout.destroy();
    expect([0, 130]).toContain((await ended).status);
  });
});

/** False for a process that has ended, also when nobody has asked for its exit status. */
function isRunning(pid: string): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', pid], { encoding: 'utf8' });
  return !/^\s*(Z|$)/.test(stdout);
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}
