/**
 * Signature checks that bring nothing, by sender. What is admitted is bounded by the device's allowance, evidence by its
 * number; replays of old openings, further forks and false signatures would be bounded by nothing. Only the sender is
 * counted: a count of the device would be filled by strangers, and push back the device itself.
 */

const WINDOW_MS = 60_000;
/** Of one sender in a minute: half a second of one core. A fleet behind one address has next to none. */
const FRUITLESS_CHECKS_PER_SENDER = 6_000;

interface Window {
  readonly sinceMs: number;
  count: number;
}

/** The counts of one process, each for a minute from its first. */
export class WorkLimits {
  readonly #nowMs: () => number;
  /** Oldest first. */
  readonly #windows = new Map<string, Window>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Returns the seconds until a check that brings nothing is made again; undefined when it is made now. */
  retryAfterS(sender: string): number | undefined {
    const now = this.#nowMs();
    const window = this.#current(sender, now);
    if (!window || window.count < FRUITLESS_CHECKS_PER_SENDER) return undefined;
    return Math.ceil((window.sinceMs + WINDOW_MS - now) / 1_000);
  }

  /** Counts one. */
  add(sender: string): void {
    const now = this.#nowMs();
    const window = this.#current(sender, now);
    if (window) window.count += 1;
    else this.#windows.set(sender, { sinceMs: now, count: 1 });
  }

  #current(sender: string, nowMs: number): Window | undefined {
    for (const [each, { sinceMs }] of this.#windows) {
      // A clock that was set back ends a window, too.
      if (nowMs >= sinceMs && nowMs < sinceMs + WINDOW_MS) break;
      this.#windows.delete(each);
    }
    return this.#windows.get(sender);
  }
}
