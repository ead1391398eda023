import type { ContainerHealthCheckModel } from '../../model';
import { probe } from '../balancer/probe';
import { repeat } from '../clock';
import { runHealthCommand } from '../process/health-command';
import type { Clock } from '../types';

/** Health of a container by its own check. */
export type ContainerHealth = 'UNKNOWN' | 'HEALTHY' | 'UNHEALTHY';

/** Health after one more check; `failed` counts failures in a row outside the start period. */
export function afterContainerCheck(
  before: { readonly health: ContainerHealth; readonly failed: number },
  passed: boolean,
  { retries, inStartPeriod }: { readonly retries: number; readonly inStartPeriod: boolean },
): { readonly health: ContainerHealth; readonly failed: number } {
  if (passed) return { health: 'HEALTHY', failed: 0 };
  // A failure in the start period is not counted, unless the container was healthy already.
  if (inStartPeriod && before.health !== 'HEALTHY') return before;
  const failed = before.failed + 1;
  return { health: failed >= retries ? 'UNHEALTHY' : before.health, failed };
}

/** What `watchContainerHealth` needs. */
export interface ContainerHealthProps {
  readonly check: ContainerHealthCheckModel;
  /** True when it is to fail whatever the container says. */
  readonly refused: boolean;
  readonly environment: Readonly<Record<string, string>>;
  readonly containerPort: number;
  readonly port: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly onChange: (health: ContainerHealth) => void;
}

const INTERVAL_FLOOR_MS = 100;
const TIMEOUT_FLOOR_MS = 3000;

/** Checks a container until the signal is aborted; tells every change of its health. */
export async function watchContainerHealth(props: ContainerHealthProps): Promise<void> {
  const { check, clock, signal } = props;
  if (check.command[0] === 'NONE') return;
  const startedAt = clock.now();
  const interval = (clock.allowance(check.intervalSeconds, INTERVAL_FLOOR_MS) / 1000) * clock.speed;
  let current: { health: ContainerHealth; failed: number } = { health: 'UNKNOWN', failed: 0 };
  let commandPassed = false;
  await repeat(clock, interval, signal, async () => {
    const passed = await checkOnce(props, commandPassed);
    if (signal.aborted) return;
    commandPassed ||= passed;
    const inStartPeriod = clock.now() - startedAt < check.startPeriodSeconds;
    const next = afterContainerCheck(current, passed, { retries: check.retries, inStartPeriod });
    if (next.health !== current.health) props.onChange(next.health);
    current = next;
  });
}

/**
 * The real command is run until it passed once. A process for every later check would take the laptop's
 * processors from the services, so a command that asks for a URL of the container is from then on replaced
 * by that request.
 */
async function checkOnce(props: ContainerHealthProps, commandPassed: boolean): Promise<boolean> {
  if (props.refused) return false;
  const timeoutMs = props.clock.allowance(props.check.timeoutSeconds, TIMEOUT_FLOOR_MS);
  const path = urlPath(props.check.command, props.containerPort);
  if (!commandPassed || path === undefined) {
    return runHealthCommand({ ...props, command: props.check.command, timeoutMs });
  }
  const status = await probe(props.port, path, timeoutMs);
  return status !== undefined && status < 400;
}

/** Path of the URL on the container's own port that a health check asks for; undefined when there is none. */
export function urlPath(command: readonly string[], containerPort: number): string | undefined {
  const url = new RegExp(`https?://(?:localhost|127\\.0\\.0\\.1):${containerPort}(/[\\w./?=&%-]*)?`);
  const match = url.exec(command.join(' '));
  return match === null ? undefined : (match[1] ?? '/');
}
