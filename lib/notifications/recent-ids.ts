/**
 * Ids that were seen lately, the oldest forgotten first. EventBridge may deliver an event twice; a function that is
 * still warm then knows it, and one that is not says a thing twice, which is rare and does no harm.
 */
export class RecentIds {
  private readonly ids = new Set<string>();

  /** @param limit how many are remembered */
  constructor(private readonly limit: number) {}

  /** Whether `id` was added lately. An empty one, of an event without an id, never was. */
  has(id: string): boolean {
    return this.ids.has(id);
  }

  /** Remembers `id`. */
  add(id: string): void {
    if (id === '') return;
    this.ids.add(id);
    for (const oldest of this.ids) {
      if (this.ids.size <= this.limit) break;
      this.ids.delete(oldest);
    }
  }
}
