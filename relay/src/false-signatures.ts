/** False signatures of each address in the minute under way: they are what a stranger can make the relay work for nothing. */

const MINUTE_MS = 60_000;
/** Half a second of one core in a minute. A fleet behind one address has none. */
const FALSE_SIGNATURES_PER_MINUTE = 6_000;

/** Counts of one process. */
export class FalseSignatures {
  readonly #nowMs: () => number;
  readonly #counts = new Map<string, number>();
  #minute = 0;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  #now(): Map<string, number> {
    const minute = Math.floor(this.#nowMs() / MINUTE_MS);
    if (minute !== this.#minute) this.#counts.clear();
    this.#minute = minute;
    return this.#counts;
  }

  /** Returns the seconds until the address may send again; undefined when it may now. */
  retryAfterS(address: string): number | undefined {
    if ((this.#now().get(address) ?? 0) < FALSE_SIGNATURES_PER_MINUTE) return undefined;
    return Math.ceil((MINUTE_MS - (this.#nowMs() % MINUTE_MS)) / 1_000);
  }

  /** Adds what one request had. */
  add(address: string, count: number): void {
    if (count === 0) return;
    const counts = this.#now();
    counts.set(address, (counts.get(address) ?? 0) + count);
  }
}
