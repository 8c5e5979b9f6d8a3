/** Counts by sender, in the minute under way. */

const MINUTE_MS = 60_000;

/** Counts of one process. Whoever has reached `most` waits for the next minute. */
export class MinuteCounts {
  readonly #most: number;
  readonly #nowMs: () => number;
  readonly #counts = new Map<string, number>();
  #minute = 0;

  constructor(most: number, nowMs: () => number) {
    this.#most = most;
    this.#nowMs = nowMs;
  }

  #now(): Map<string, number> {
    const minute = Math.floor(this.#nowMs() / MINUTE_MS);
    if (minute !== this.#minute) this.#counts.clear();
    this.#minute = minute;
    return this.#counts;
  }

  /** Returns the seconds until the sender may go on; undefined when it may now. */
  retryAfterS(sender: string): number | undefined {
    if ((this.#now().get(sender) ?? 0) < this.#most) return undefined;
    return Math.ceil((MINUTE_MS - (this.#nowMs() % MINUTE_MS)) / 1_000);
  }

  /** Adds what one request had. */
  add(sender: string, count: number): void {
    if (count === 0) return;
    const counts = this.#now();
    counts.set(sender, (counts.get(sender) ?? 0) + count);
  }
}
