import { spawn, type ChildProcess } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const ROOT = resolve(__dirname, '..', '..', '..');
const temporary = mkdtempSync(join(tmpdir(), 'killed-'));
const project = join(temporary, 'project');
const folders = join(temporary, 'folders');

/** An app that never ends, whose children ignore signals and are in sessions of their own. */
const HANGING = `
const { spawn } = require('node:child_process');
const { writeFileSync } = require('node:fs');
const code = "process.on('SIGTERM', () => 0); setInterval(() => 0, 1000)";
const child = spawn(process.execPath, ['-e', code], { detached: true, stdio: 'ignore' });
child.unref();
writeFileSync(process.env.CDK_OUTDIR + '/../started', '');
setInterval(() => 0, 1000);
`;

beforeAll(() => {
  mkdirSync(project);
  mkdirSync(folders);
  writeFileSync(join(project, 'cdk.json'), JSON.stringify({ app: 'node hanging.js' }));
  writeFileSync(join(project, 'hanging.js'), HANGING);
});
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

/** Processes that have the temporary directory of this test in their environment, without this one. */
function left(): string[] {
  const isOurs = (pid: string): boolean => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`TMPDIR=${folders}`);
    } catch {
      return false;
    }
  };
  return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && isOurs(pid));
}

/** Starts a rehearsal as `npm run` does, below a shell, and waits until its app hangs. */
async function hanging(): Promise<ChildProcess> {
  const tsx = join(ROOT, 'node_modules', '.bin', 'tsx');
  const command = `${tsx} ${join(ROOT, 'rehearsal', 'main.ts')} run; true`;
  const shell = spawn('sh', ['-c', command], {
    cwd: project,
    env: { PATH: process.env.PATH ?? '', TMPDIR: folders },
    stdio: 'ignore',
    detached: true,
  });
  for (;;) {
    const [folder] = readdirSync(folders).filter((name) => name.startsWith('rehearsal-'));
    if (folder !== undefined && existsSync(join(folders, folder, 'started'))) return shell;
    await delay(50);
  }
}

async function goneWithin(milliseconds: number): Promise<boolean> {
  const until = performance.now() + milliseconds;
  while (performance.now() < until) {
    const kept = readdirSync(folders).filter((name) => name.startsWith('rehearsal-'));
    if (left().length === 0 && kept.length === 0) return true;
    await delay(100);
  }
  return false;
}

/** The rehearsal itself, below tsx, below the shell. */
function rehearsalOf(): number {
  const found = left().find((pid) => {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return words.includes('--import') && words.some((word) => word.endsWith('rehearsal/main.ts'));
  });
  return Number(found);
}

const onLinux = process.platform === 'linux' ? it : it.skip;

describe('five seconds after its end, a rehearsal has left nothing', () => {
  // The processes of others are read from /proc, so elsewhere this is skipped.
  onLinux.each([
    ['its shell is killed', (shell: ChildProcess) => process.kill(Number(shell.pid), 'SIGKILL')],
    ['its shell is told to end', (shell: ChildProcess) => process.kill(Number(shell.pid), 'SIGTERM')],
    ['it is killed itself', () => process.kill(rehearsalOf(), 'SIGKILL')],
    ['it is interrupted', () => process.kill(rehearsalOf(), 'SIGINT')],
  ])(
    'when %s',
    async (_, end) => {
      const shell = await hanging();
      expect(left().length).toBeGreaterThanOrEqual(4);
      end(shell);
      expect([
        await goneWithin(5000),
        left(),
        readdirSync(folders).filter((name) => name.startsWith('rehearsal-')),
      ]).toEqual([true, [], []]);
    },
    60_000,
  );
});

describe('folders of rehearsals that ended without a keeper', () => {
  onLinux(
    'go with the next rehearsal, those of living ones stay',
    async () => {
      // No process has a number as high as this.
      const dead = join(folders, 'rehearsal-4999999-aaaa-x');
      const living = join(folders, `rehearsal-${process.pid}-aaaa-x`);
      mkdirSync(dead);
      mkdirSync(living);
      const shell = spawn(
        'sh',
        [
          '-c',
          `${join(ROOT, 'node_modules', '.bin', 'tsx')} ${join(ROOT, 'rehearsal', 'main.ts')} run --assembly /nowhere`,
        ],
        {
          cwd: project,
          env: { PATH: process.env.PATH ?? '', TMPDIR: folders },
          stdio: 'ignore',
        },
      );
      await new Promise((done) => shell.once('close', done));
      expect([existsSync(dead), existsSync(living)]).toEqual([false, true]);
      rmSync(living, { recursive: true });
    },
    60_000,
  );
});
