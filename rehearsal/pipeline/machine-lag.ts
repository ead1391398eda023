import { monitorEventLoopDelay, performance, type EventLoopUtilization } from 'node:perf_hooks';
import type { LoadSent } from '../cloud/load';
import type { RehearsalResult } from '../events';

/** Milliseconds by which this process is late before its latencies say more about the machine than about a release. */
const LATE_MS = 150;

/** Share of the time for which this process may be at work: above it, requests wait for the rehearsal itself. */
const BUSY = 0.9;

/** Share of the load that may be sent late, and that may be missing. */
const LATE_SHARE = 0.05;
const MISSING_SHARE = 0.1;
const CROWDED_SHARE = 0.01;

type Delay = Pick<ReturnType<typeof monitorEventLoopDelay>, 'enable' | 'disable' | 'percentile'>;

/** Watches whether this machine and the load are the limit of what a rehearsal can tell. */
export class MachineLag {
  private began?: EventLoopUtilization;
  private readonly loads: LoadSent[] = [];

  constructor(
    private readonly delay: Delay = monitorEventLoopDelay({ resolution: 10 }),
    private readonly utilization: typeof performance.eventLoopUtilization = performance.eventLoopUtilization,
  ) {}

  /** From here on the time counts. */
  start(): void {
    this.delay.enable();
    this.began = this.utilization();
  }

  /** Notes how the load of one environment was sent. */
  add(load: LoadSent | undefined): void {
    if (load !== undefined) this.loads.push(load);
  }

  /** Ends it. By what the machine was the limit, each in a sentence; empty when it was not. */
  stop(): string[] {
    this.delay.disable();
    return [...this.lateness(), ...this.busyness(), ...this.loads.flatMap(loadLimits)];
  }

  private lateness(): string[] {
    const ms = Math.round(this.delay.percentile(99) / 1e6);
    if (!(ms > LATE_MS)) return [];
    return [`This machine was busy: the rehearsal itself was up to ${ms} ms late.`];
  }

  private busyness(): string[] {
    const { utilization } = this.utilization(this.began);
    if (this.began === undefined || utilization <= BUSY) return [];
    return [`The rehearsal's own process was busy for ${Math.round(utilization * 100)} % of the time.`];
  }
}

function loadLimits({ asked, sent, late, crowded }: LoadSent): string[] {
  if (crowded > CROWDED_SHARE * sent) {
    return [
      `The load is more than can be under way at once here: ${crowded} of ${sent} requests found no place.`,
    ];
  }
  if (asked > 0 && sent < (1 - MISSING_SHARE) * asked) {
    return [`The load is less than was asked: ${sent} of ${Math.round(asked)} requests were sent.`];
  }
  if (late <= LATE_SHARE * sent) return [];
  return [`The load is not even: ${late} of ${sent} requests were sent late.`];
}

/** Requests of a version from which its slowest hundredth says something. */
const ENOUGH = 100;

/** What the version before says of the machine: nothing is wrong in it, so when it was slow, everything was. */
export function slowBefore({
  environment,
  versions,
  versionBefore,
}: Pick<RehearsalResult, 'environment' | 'versions' | 'versionBefore'>): string[] {
  const felt = versions.find(({ version, seenBy }) => version === versionBefore && seenBy === 'users');
  if (felt === undefined || felt.requests < ENOUGH || felt.p99Ms <= LATE_MS) return [];
  const took = `took up to ${Math.round(felt.p99Ms)} ms (p99)`;
  return [
    `This machine was slow: in ${environment}, the version before, in which nothing is wrong, ${took}.`,
  ];
}

/** What to do about it. */
export const WHEN_LIMITED = 'End other work, or ask for less with --rate.';
