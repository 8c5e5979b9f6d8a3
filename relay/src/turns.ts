/** What is under way for each device: a request that depends on an earlier one waits for it, and no other does. */
import type { DeviceId } from "@witness/protocol/identity";

/** A request's place among those that name its devices. */
export interface Turn {
  /** Resolves when all earlier requests that name one of these devices are at their end; undefined when there is none. */
  readonly earlier: (devices: Iterable<DeviceId>) => Promise<unknown> | undefined;
  /** The request is at its end. */
  readonly end: () => void;
}

/** Requests under way, by device. */
export class Turns {
  readonly #last = new Map<DeviceId, Promise<void>>();

  /** Devices that somebody works on. */
  get size(): number {
    return this.#last.size;
  }

  /** Begins a request that names these devices. */
  begin(devices: Iterable<DeviceId>): Turn {
    const { promise: done, resolve: end } = Promise.withResolvers<void>();
    const before = new Map<DeviceId, Promise<void>>();
    for (const device of devices) {
      const earlier = this.#last.get(device);
      if (earlier !== undefined) before.set(device, earlier);
      // A request may end before an earlier one does.
      const all: Promise<void> = (earlier ?? Promise.resolve())
        .then(() => done)
        .then(() => {
          if (this.#last.get(device) === all) this.#last.delete(device);
        });
      this.#last.set(device, all);
    }
    return {
      earlier: (asked) => {
        const waits: Promise<void>[] = [];
        for (const device of asked) {
          const earlier = before.get(device);
          // Waited for once: then it is at its end.
          if (earlier !== undefined && before.delete(device)) waits.push(earlier);
        }
        return waits.length > 0 ? Promise.all(waits) : undefined;
      },
      end,
    };
  }
}
