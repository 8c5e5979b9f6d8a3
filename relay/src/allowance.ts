/** How much a device may have carried in a day, so that one that is registered cannot spend the relay's whole account. */
import type { DeviceId } from "@witness/protocol/identity";

const DAY_MS = 86_400_000;

/** Sums of today (UTC) in the memory of one process; a restart forgives. */
export class Allowance {
  readonly #most: number;
  readonly #nowMs: () => number;
  readonly #used = new Map<DeviceId, number>();
  #day = 0;

  constructor(bytesPerDay: number, nowMs: () => number) {
    this.#most = bytesPerDay;
    this.#nowMs = nowMs;
  }

  #today(): Map<DeviceId, number> {
    const day = Math.floor(this.#nowMs() / DAY_MS);
    if (day !== this.#day) this.#used.clear();
    this.#day = day;
    return this.#used;
  }

  /** Bytes of bodies that the device may still send today. */
  left(device: DeviceId): number {
    return this.#most - (this.#today().get(device) ?? 0);
  }

  /** So many were taken. */
  use(device: DeviceId, bytes: number): void {
    const used = this.#today();
    used.set(device, (used.get(device) ?? 0) + bytes);
  }
}
