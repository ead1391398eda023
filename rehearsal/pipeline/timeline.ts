import type { Clock } from '../cloud/types';
import type { RehearsalEvent, RehearsalResult } from '../events';

/** An event before its time is known. */
export type Untimed<T = RehearsalEvent> = T extends { readonly at: number } ? Omit<T, 'at'> : never;

/**
 * The one time axis of a rehearsal. Builds are real work and pass in real seconds; once the cloud runs,
 * its compressed clock goes on from there.
 */
export class Timeline {
  private readonly began = performance.now();
  private cloud?: { readonly clock: Pick<Clock, 'now'>; readonly offset: number };
  private heldAt?: number;

  constructor(private readonly sink: (event: RehearsalEvent) => void) {}

  /** Cloud seconds since the rehearsal began. */
  now(): number {
    if (this.heldAt !== undefined) return this.heldAt;
    if (this.cloud === undefined) return (performance.now() - this.began) / 1000;
    return this.cloud.offset + this.cloud.clock.now();
  }

  /** Stands still until a clock is followed: what this machine needs meanwhile belongs to no stage. */
  hold(): void {
    this.heldAt ??= this.now();
  }

  /** Goes on with the cloud's clock, from where the time stands now. */
  follow(clock: Pick<Clock, 'now'>): void {
    this.cloud = { clock, offset: this.now() - clock.now() };
    this.heldAt = undefined;
  }

  /** Emits an event that happens now. */
  emit(event: Untimed): void {
    this.sink({ ...event, at: round(this.now()) });
  }

  /** Emits the result as of an earlier time, when cleaning up had not begun, and returns it. */
  end(result: Omit<RehearsalResult, 'at'>, at: number): RehearsalResult {
    const event = { ...result, at: round(at) };
    this.sink(event);
    return event;
  }

  /** Passes on an event of the cloud, whose time counts from the start of its own clock. */
  relay(event: RehearsalEvent): void {
    this.sink({ ...event, at: round(this.heldAt ?? event.at + (this.cloud?.offset ?? 0)) });
  }
}

function round(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
