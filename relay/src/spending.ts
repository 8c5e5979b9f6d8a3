/** What the account spends, hour by hour on disk, so that an operator sees for how many days it lasts. */
import type { Store } from "./store/store.ts";

const HOUR_MS = 3_600_000;
const DAY_HOURS = 24;
const WEEK_HOURS = 7 * DAY_HOURS;
/** The shortest time that a rate is taken over. */
const LEAST_MS = 60_000;
const NAME = "spending";

/** How long a balance lasts. */
export interface Forecast {
  /** In a day, at the rate of the last 24 hours. */
  readonly lastDayGwei: number;
  /** In a day, at the rate of the last seven days. */
  readonly lastWeekGwei: number;
  /** By the higher of both; undefined while nothing was spent. */
  readonly lastsS: number | undefined;
}

/** Sums of the last week. */
export class Spending {
  readonly #nowMs: () => number;
  readonly #store: Pick<Store, "meta" | "setMeta">;
  /** When the account was first seen. */
  #sinceMs: number;
  #hours = new Map<number, number>();

  constructor(nowMs: () => number, store: Pick<Store, "meta" | "setMeta">) {
    this.#nowMs = nowMs;
    this.#store = store;
    this.#sinceMs = nowMs();
    this.read();
  }

  /** Takes up what is kept: another process may have carried meanwhile. */
  read(): void {
    const kept = this.#store.meta(NAME);
    if (kept === undefined) return;
    const { sinceMs, hours } = JSON.parse(kept) as { sinceMs: number; hours: [number, number][] };
    this.#sinceMs = sinceMs;
    this.#hours = new Map(hours);
  }

  /** Adds what was spent now. */
  addGwei(amount: number): void {
    const hour = Math.floor(this.#nowMs() / HOUR_MS);
    this.#hours.set(hour, (this.#hours.get(hour) ?? 0) + amount);
    for (const old of this.#hours.keys()) if (old <= hour - WEEK_HOURS || old > hour) this.#hours.delete(old);
    const kept = JSON.stringify({ sinceMs: this.#sinceMs, hours: [...this.#hours] });
    this.#store.setMeta(NAME, kept);
  }

  /** Returns what is spent in a day, and how long a balance lasts by that. */
  forecast(balanceGwei: number | undefined): Forecast {
    const [lastDayGwei, lastWeekGwei] = [this.#perDay(DAY_HOURS), this.#perDay(WEEK_HOURS)];
    const perDay = Math.max(lastDayGwei, lastWeekGwei);
    const lastsS = balanceGwei === undefined || perDay === 0 ? undefined : (balanceGwei / perDay) * (DAY_HOURS * 3_600);
    return { lastDayGwei, lastWeekGwei, lastsS };
  }

  /** Returns what is spent in a day at the rate of the last hours, or since the account was first seen. */
  #perDay(hours: number): number {
    const now = this.#nowMs();
    const fromMs = Math.max(this.#sinceMs, (Math.floor(now / HOUR_MS) - hours + 1) * HOUR_MS);
    let sum = 0;
    for (const [hour, amount] of this.#hours) if ((hour + 1) * HOUR_MS > fromMs) sum += amount;
    return (sum / Math.max(LEAST_MS, now - fromMs)) * DAY_HOURS * HOUR_MS;
  }
}
