/**
 * Signature checks that brought nothing, by sender and by device, in the minute under way. What is admitted is bounded
 * by the device's allowance; replays of old envelopes, forks and false signatures would be bounded by nothing.
 */
import type { DeviceId } from "@witness/protocol/identity";

const MINUTE_MS = 60_000;
/** Of one sender: half a second of one core. A fleet behind one address has next to none. */
export const FRUITLESS_CHECKS_PER_SENDER = 6_000;
/** Of one device: a queue of 600 runs that was acknowledged before. */
export const FRUITLESS_CHECKS_PER_DEVICE = 600;

/** Counts of one process. */
export class WorkLimits {
  readonly #nowMs: () => number;
  readonly #senders = new Map<string, number>();
  readonly #devices = new Map<DeviceId, number>();
  #minute = 0;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  #begin(): void {
    const minute = Math.floor(this.#nowMs() / MINUTE_MS);
    if (minute === this.#minute) return;
    this.#minute = minute;
    this.#senders.clear();
    this.#devices.clear();
  }

  /** Returns the seconds until a check that brings nothing is made again; undefined when it is made now. */
  retryAfterS(sender: string, device: DeviceId): number | undefined {
    this.#begin();
    const bySender = this.#senders.get(sender) ?? 0;
    const byDevice = this.#devices.get(device) ?? 0;
    if (bySender < FRUITLESS_CHECKS_PER_SENDER && byDevice < FRUITLESS_CHECKS_PER_DEVICE) return undefined;
    return Math.ceil((MINUTE_MS - (this.#nowMs() % MINUTE_MS)) / 1_000);
  }

  /** Counts one. */
  add(sender: string, device: DeviceId): void {
    this.#begin();
    this.#senders.set(sender, (this.#senders.get(sender) ?? 0) + 1);
    this.#devices.set(device, (this.#devices.get(device) ?? 0) + 1);
  }
}
