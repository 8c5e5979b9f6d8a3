/** Turns: requests that name the same device are worked on in the order in which they came; others do not wait. */
import type { DeviceId } from "@witness/protocol/identity";

/** A queue for each device. */
export class Turns {
  readonly #last = new Map<DeviceId, Promise<void>>();

  /** Devices that somebody works on or waits for. */
  get size(): number {
    return this.#last.size;
  }

  /** Runs `work` after all earlier work that names one of these devices. */
  async take<T>(devices: ReadonlySet<DeviceId>, work: () => Promise<T>): Promise<T> {
    const before = [...devices].flatMap((device) => this.#last.get(device) ?? []);
    const { promise: done, resolve } = Promise.withResolvers<void>();
    for (const device of devices) this.#last.set(device, done);
    try {
      await Promise.all(before);
      return await work();
    } finally {
      for (const device of devices) if (this.#last.get(device) === done) this.#last.delete(device);
      resolve();
    }
  }
}
