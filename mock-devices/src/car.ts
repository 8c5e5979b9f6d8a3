/** One car of the fleet: it drives, and its device keeps, seals and delivers what the odometer said. */
import { type Device, type DeviceEvent, type DeviceStore, memoryStore } from "@witness/device";
import { encodeEntry, type Memory, readMemory } from "@witness/device/journal";
import type { Profile } from "@witness/protocol/columns/profile";
import type { Vehicle } from "@witness/protocol/wire/registration";
import type { ModeName } from "./modes.ts";
import type { RelayAnswer, RelayClient, RelayHead } from "./relay-client.ts";
import { type Sample, saidOf } from "./trip.ts";

/** What a device of this car is opened with, besides its key. */
export interface Opening {
  readonly store: DeviceStore;
  readonly firstStart: boolean;
  readonly onEvent: (event: DeviceEvent) => void;
}

/** What a car is made of. */
export interface CarOptions {
  /** What its store and its keys are named by. */
  readonly name: string;
  readonly mode: ModeName;
  readonly profile: Profile;
  readonly vehicle: Vehicle;
  /** 20 bytes. */
  readonly firstOwner: Uint8Array;
  readonly store: DeviceStore;
  readonly open: (opening: Opening) => Promise<Device>;
  readonly samples: Iterator<Sample, never>;
  readonly readingsPerEnvelope: number;
  readonly relay: RelayClient;
}

/** A copy of a car's device in other hands, and what it sealed. */
export interface Twin {
  readonly device: Device;
  readonly sealed: readonly Uint8Array[];
}

const TRIP_ENDS_AFTER_S = 600;
/** The first envelopes of a car, kept for those who would send them again. */
const REMEMBERED = 5;

/** A car on the road, or whatever else a device sits in. */
export class Car {
  readonly name: string;
  readonly mode: ModeName;
  /** What its device sends. */
  readonly profile: Profile;
  readonly vehicle: Vehicle;
  /** 20 bytes. */
  readonly firstOwner: Uint8Array;
  device: Device;
  /** What the system said to this car's device, by code. */
  readonly answered = new Map<string, number>();
  /** The first envelopes that it sealed. */
  readonly sent: Uint8Array[];
  /** Rewrites what the sensor says, in dishonest cars. */
  distort: (sample: Sample) => Sample = (sample) => sample;
  /** The newest sample. */
  last: Sample | undefined;
  /** Once its first weeks are delivered: where its own clock stood at which moment. */
  onTheRoad: { readonly clockUnixS: number; readonly sinceUnixS: number } | undefined;
  readonly #options: CarOptions;
  readonly #onEvent: (event: DeviceEvent) => void;
  #next: Sample;
  #read: Sample[] = [];
  #tripEnded = false;

  private constructor(options: CarOptions, device: Device, sent: Uint8Array[]) {
    this.name = options.name;
    this.mode = options.mode;
    this.profile = options.profile;
    this.vehicle = options.vehicle;
    this.firstOwner = options.firstOwner;
    this.device = device;
    this.sent = sent;
    this.#options = options;
    this.#next = options.samples.next().value;
    this.#onEvent = (event) => {
      if (event.type === "posted") this.count(event.codes.map((code) => ({ code })));
      if (event.type === "sealed" && sent.length < REMEMBERED) sent.push(event.envelope);
    };
  }

  /** Opens the car's device. A key that has signed before shows that by the relay's head, whatever is said here. */
  static async make(options: CarOptions): Promise<Car> {
    const events: { onEvent: (event: DeviceEvent) => void } = { onEvent: () => undefined };
    const onEvent = (event: DeviceEvent) => events.onEvent(event);
    const device = await options.open({ store: options.store, firstStart: true, onEvent });
    const car = new Car(options, device, []);
    events.onEvent = car.#onEvent;
    return car;
  }

  /** Drives until a moment and delivers what that gave in full envelopes, unless the car is offline. */
  async driveTo(untilUnixS: number): Promise<void> {
    this.drive(untilUnixS);
    await this.keep();
    if (!this.last?.offline) await this.device.flush({ withinMs: Number.POSITIVE_INFINITY, onlyFull: true });
  }

  /** Drives until a moment. */
  drive(untilUnixS: number): void {
    // What the device says of the time may be anything: a trip ends by the time that it was.
    for (let now = this.#next; now.reading.timeUnixS <= untilUnixS; now = this.#next) {
      const sample = this.distort(now);
      this.last = sample;
      this.#read.push(sample);
      this.#next = this.#options.samples.next().value;
      if (this.#next.reading.timeUnixS - now.reading.timeUnixS > TRIP_ENDS_AFTER_S) this.#tripEnded = true;
    }
  }

  /** Drives until a moment without a word: what was before the device, or before it lost its memory. */
  pass(untilUnixS: number): void {
    while (this.#next.reading.timeUnixS <= untilUnixS) {
      this.last = this.distort(this.#next);
      this.#next = this.#options.samples.next().value;
    }
  }

  /** What the sensor says next. */
  get next(): Sample {
    return this.#next;
  }

  /** What is driven from now on, for another device in this car; this one sees none of it. */
  *onward(): Generator<Sample, never> {
    for (;;) {
      yield this.#next;
      this.#next = this.#options.samples.next().value;
    }
  }

  /** Hands the device what was read; it is in its store then. */
  async keep(): Promise<void> {
    const read = this.#read;
    this.#read = [];
    await this.device.send(...read.map(saidOf));
  }

  /** Whether there is something to deliver: a trip has ended, or an envelope is full. */
  get waits(): boolean {
    const { queued, gathered } = this.device.status;
    const full = gathered + this.#read.length >= this.#options.readingsPerEnvelope;
    return queued > 0 || full || (this.#tripEnded && gathered + this.#read.length > 0);
  }

  /** Delivers all that was read. */
  async deliver(): Promise<void> {
    this.#tripEnded = false;
    await this.keep();
    await this.device.flush({ withinMs: Number.POSITIVE_INFINITY });
  }

  /** What was read and is not in the store is lost with it. */
  forgetRead(): void {
    this.#read = [];
  }

  /** Keeps what was read, and ends what the device does. */
  async close(): Promise<void> {
    try {
      await this.keep();
    } finally {
      await this.device.close();
    }
  }

  /** Opens the device again on what somebody left in its store; nothing when the store is lost. */
  async restart(leave: (memory: Memory) => Memory | undefined): Promise<void> {
    const { store, open } = this.#options;
    await this.device.close();
    const memory = readMemory((await store.read()).records);
    const left = memory && leave(memory);
    await store.replace(left ? [encodeEntry({ type: "memory", memory: left })] : []);
    this.device = await open({ store, firstStart: false, onEvent: this.#onEvent });
  }

  /** A copy of the device, taken now. */
  async twin(): Promise<Twin> {
    const { records } = await this.#options.store.read();
    const sealed: Uint8Array[] = [];
    const onEvent = (event: DeviceEvent) => {
      if (event.type === "sealed") sealed.push(event.envelope);
    };
    return { device: await this.#options.open({ store: memoryStore(records), firstStart: false, onEvent }), sealed };
  }

  /** Where the relay sees this car's device. */
  head(): Promise<RelayHead | undefined> {
    return this.#options.relay.head(this.device.id);
  }

  /** Posts bytes outside the queue, as somebody dishonest would. */
  async post(bytes: Uint8Array): Promise<void> {
    this.count([await this.#options.relay.post(bytes)]);
  }

  /** Keeps count of what the relay said. */
  count(answers: readonly RelayAnswer[]): void {
    for (const { code } of answers) this.answered.set(code, (this.answered.get(code) ?? 0) + 1);
  }
}
