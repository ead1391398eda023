import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Milliseconds by which this process is late before its latencies say more about the machine than about a release. */
const LATE_MS = 150;

/** Watches how late the rehearsal's own timers are, which is how busy the machine is with other work. */
export class MachineLag {
  private readonly delay: Pick<ReturnType<typeof monitorEventLoopDelay>, 'enable' | 'disable' | 'percentile'>;

  constructor(delay: MachineLag['delay'] = monitorEventLoopDelay({ resolution: 10 })) {
    this.delay = delay;
  }

  /** From here on the time counts. */
  start(): void {
    this.delay.enable();
  }

  /** A sentence when the machine was too busy for latencies to mean much; else undefined. */
  stop(): string | undefined {
    this.delay.disable();
    const ms = Math.round(this.delay.percentile(99) / 1e6);
    if (!(ms > LATE_MS)) return undefined;
    return (
      `This machine was busy: the rehearsal itself was up to ${ms} ms late. A release that is rolled back ` +
      `for its latency may be a good one; end other work, or ask for less with --rate.`
    );
  }
}
