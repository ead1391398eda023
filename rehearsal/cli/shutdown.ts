import { onOrphaned } from './ancestors';

/** Longest time, unless set, that cleaning up may take before the process ends anyway; milliseconds. */
const PATIENCE_MS = 2500;

/** Exit status after Ctrl-C, as a shell reports it. */
const INTERRUPTED = 130;

/** Cleans up when the person, the shell or an error ends the program. */
export class Shutdown {
  /** Set it higher when others have to clean up too, for example an engine. */
  patienceMs = PATIENCE_MS;
  private readonly steps = new Set<() => void | Promise<void>>();
  private ending?: Promise<void>;

  /** Registers a step; the returned function takes it back. Steps must be safe to call twice. */
  add(step: () => void | Promise<void>): () => void {
    this.steps.add(step);
    return () => this.steps.delete(step);
  }

  /** Whether the end has begun: what fails from now on is not worth a message. */
  get begun(): boolean {
    return this.ending !== undefined;
  }

  /** Runs every step once; later calls wait for the first. Never rejects. */
  async end(): Promise<void> {
    this.ending ??= this.runSteps();
    await this.ending;
  }

  /**
   * Ends on Ctrl-C, SIGTERM, SIGHUP, on the end of a process above this one, and when nobody reads the output any
   * more.
   */
  listen(): void {
    const leave = (): void => void this.end().finally(() => process.exit(INTERRUPTED));
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, leave);
    if (process.connected) process.on('disconnect', leave);
    onOrphaned(leave);
    process.stdout.on('error', leave);
    process.stderr.on('error', leave);
  }

  private async runSteps(): Promise<void> {
    const late = new Promise<void>((resolve) => setTimeout(resolve, this.patienceMs).unref());
    const steps = [...this.steps].reverse().map(async (step) => step());
    await Promise.race([Promise.allSettled(steps), late]);
  }
}
