/** The heads that a broker retains, one for each device: the newest is published, at most once in a time. */
import type { DeviceId } from "@witness/protocol/identity";

/** A device that sends on and on has its head published so often. */
const EVERY_MS = 1_000;

/** What heads are published with. */
export interface HeadsOptions {
  /** Publishes a device's head, which it asks the store for. */
  readonly publish: (device: DeviceId) => Promise<void>;
  /** Takes a head back. */
  readonly remove: (device: DeviceId) => void;
  /** Told of a head that could not be read; it is published with the device's next envelope. */
  readonly onError: (error: unknown) => void;
  /** Heads that are retained at most; the oldest are taken back. */
  readonly most: number;
}

/** Publishes heads after their devices' envelopes were admitted. */
export class Heads {
  readonly #options: HeadsOptions;
  readonly #waiting = new Set<DeviceId>();
  /** Oldest first; kept only where their number is bounded. */
  readonly #retained = new Set<DeviceId>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #publishing: Promise<void> = Promise.resolve();
  #ended = false;

  constructor(options: HeadsOptions) {
    this.#options = options;
  }

  /** Has the heads of devices published soon. */
  note(devices: readonly DeviceId[]): void {
    if (this.#ended) return;
    for (const device of devices) this.#waiting.add(device);
    if (devices.length === 0 || this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#publishing = this.#publish();
    }, EVERY_MS);
  }

  async #publish(): Promise<void> {
    const devices = [...this.#waiting];
    this.#waiting.clear();
    // One after the other: requests are answered meanwhile.
    for (const device of devices) {
      try {
        await this.#options.publish(device);
        this.#bound(device);
      } catch (error) {
        // Nobody waits for a head, so a failure that went on from here would end the process.
        this.#options.onError(error);
      }
    }
    this.#timer = undefined;
    this.note([...this.#waiting]);
  }

  #bound(device: DeviceId): void {
    const { most, remove } = this.#options;
    if (most === Number.POSITIVE_INFINITY) return;
    this.#retained.delete(device);
    this.#retained.add(device);
    for (const oldest of this.#retained) {
      if (this.#retained.size <= most) return;
      this.#retained.delete(oldest);
      remove(oldest);
    }
  }

  /** Publishes what waits, and nothing after that. */
  async end(): Promise<void> {
    clearTimeout(this.#timer);
    this.#ended = true;
    await this.#publishing;
    await this.#publish();
  }
}
