/** What the account spends, hour by hour, so that an operator sees how long it lasts. */

const HOUR_MS = 3_600_000;
const HOURS = 24;
/** The shortest time that a rate is taken over. */
const LEAST_S = 60;

/** Sums of the last day; a restart forgets them. */
export class Spending {
  readonly #nowMs: () => number;
  readonly #startMs: number;
  readonly #hours = new Map<number, number>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
    this.#startMs = nowMs();
  }

  /** Adds what was spent now, in any unit. */
  add(amount: number): void {
    const hour = Math.floor(this.#nowMs() / HOUR_MS);
    this.#hours.set(hour, (this.#hours.get(hour) ?? 0) + amount);
    for (const old of this.#hours.keys()) if (old <= hour - HOURS || old > hour) this.#hours.delete(old);
  }

  /** Returns the same unit in a second, over the last day or since the start; 0 when nothing was spent. */
  perSecond(): number {
    const now = this.#nowMs();
    const fromMs = Math.max(this.#startMs, (Math.floor(now / HOUR_MS) - HOURS + 1) * HOUR_MS);
    let sum = 0;
    for (const [hour, amount] of this.#hours) if ((hour + 1) * HOUR_MS > fromMs) sum += amount;
    return sum / Math.max(LEAST_S, (now - fromMs) / 1_000);
  }
}
