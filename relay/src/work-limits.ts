/**
 * Signature checks that admit nothing, by sender and by device. What is admitted is bounded by the device's allowance;
 * replays of old openings, forks and false signatures would be bounded by nothing, however good the signatures are.
 */
import type { DeviceId } from "@witness/protocol/identity";

const WINDOW_MS = 60_000;
/** Of one sender in a minute: half a second of one core. A fleet behind one address has next to none. */
const FRUITLESS_CHECKS_PER_SENDER = 6_000;
/** Of one device in a minute, whoever sends. */
const FRUITLESS_CHECKS_PER_DEVICE = 600;

interface Window {
  readonly sinceMs: number;
  count: number;
}

/** Counts by name, each for a minute from its first. */
class Counts {
  readonly #most: number;
  /** Oldest first. */
  readonly #windows = new Map<string, Window>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Milliseconds until there is room; 0 when there is. */
  waitMs(name: string, nowMs: number): number {
    const window = this.#current(name, nowMs);
    return window && window.count >= this.#most ? window.sinceMs + WINDOW_MS - nowMs : 0;
  }

  add(name: string, nowMs: number): void {
    const window = this.#current(name, nowMs);
    if (window) window.count += 1;
    else this.#windows.set(name, { sinceMs: nowMs, count: 1 });
  }

  #current(name: string, nowMs: number): Window | undefined {
    for (const [each, { sinceMs }] of this.#windows) {
      // A clock that was set back ends a window, too.
      if (nowMs >= sinceMs && nowMs < sinceMs + WINDOW_MS) break;
      this.#windows.delete(each);
    }
    return this.#windows.get(name);
  }
}

/** The counts of one process. */
export class WorkLimits {
  readonly #nowMs: () => number;
  readonly #senders = new Counts(FRUITLESS_CHECKS_PER_SENDER);
  readonly #devices = new Counts(FRUITLESS_CHECKS_PER_DEVICE);

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Returns the seconds until a check that admits nothing is made again; undefined when it is made now. */
  retryAfterS(sender: string, device: DeviceId): number | undefined {
    const now = this.#nowMs();
    const waitMs = Math.max(this.#senders.waitMs(sender, now), this.#devices.waitMs(device, now));
    return waitMs > 0 ? Math.ceil(waitMs / 1_000) : undefined;
  }

  /** Counts one. */
  add(sender: string, device: DeviceId): void {
    const now = this.#nowMs();
    this.#senders.add(sender, now);
    this.#devices.add(device, now);
  }
}
