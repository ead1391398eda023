import { spawn } from 'node:child_process';
import { RUN, RUN_ENV } from '../../run-mark';

/** What `runHealthCommand` needs. */
export interface HealthCommandProps {
  /** `["CMD-SHELL", "…"]`, `["CMD", "program", …]` or `["NONE"]`. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly containerPort: number;
  /** The port that the container really listens on. */
  readonly port: number;
  readonly timeoutMs: number;
}

/** Runs the health check of a container once; true when it exited with status 0 in time. */
export function runHealthCommand(props: HealthCommandProps): Promise<boolean> {
  const shell = healthCommandLine(props.command, props.containerPort, props.port);
  return new Promise((resolve) => {
    const child = spawn(shell.program, shell.args, {
      env: { ...props.environment, [RUN_ENV]: RUN, PORT: String(props.port) },
      stdio: 'ignore',
      detached: true,
    });
    const timer = setTimeout(() => {
      resolve(false);
      endGroup(child.pid);
    }, props.timeoutMs);
    const end = (passed: boolean): void => {
      clearTimeout(timer);
      resolve(passed);
    };
    child.once('error', () => end(false));
    child.once('exit', (code) => end(code === 0));
  });
}

/** The program and arguments to run, with the container port replaced by the real one. */
export function healthCommandLine(
  command: readonly string[],
  containerPort: number,
  port: number,
): { program: string; args: string[] } {
  const [form, ...rest] = command.map((word) => word.replaceAll(`:${containerPort}`, `:${port}`));
  if (form === 'CMD-SHELL') return { program: '/bin/sh', args: ['-c', rest.join(' ')] };
  const words = form === 'CMD' ? rest : [form ?? 'true', ...rest];
  const [program = 'true', ...args] = words;
  return { program: program === 'node' ? process.execPath : program, args };
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended by itself in the meantime.
  }
}
