/** One car of the fleet: it drives, its device seals, and what is sealed goes to the relay when there is a network. */
import type { Vehicle } from "@witness/protocol/wire/registration";
import type { Device } from "./device.ts";
import type { Mode } from "./faults.ts";
import type { Answer, RelayClient, Standing } from "./relay-client.ts";
import type { Sample } from "./trip.ts";

/** What a car is made of. */
export interface CarOptions {
  readonly mode: Mode;
  readonly vehicle: Vehicle;
  readonly device: Device;
  readonly samples: Iterator<Sample, never>;
  readonly readingsPerEnvelope: number;
  readonly relay: RelayClient;
}

/** Whether a car sends when a trip ends, or gathers until an envelope is full. */
export type Manner = "at trip's end" | "when full";

const TRIP_ENDS_AFTER_S = 600;
const ENVELOPES_PER_REQUEST = 200;
const KEPT = new Set(["admitted", "sequence-replayed"]);
/** The first envelopes of a car, kept for those who would send them again. */
const REMEMBERED = 5;
/** A device that is refused again and again gives up until its next trip. */
const RECOVERIES_MOST = 3;

/** A car on the road. */
export class Car {
  readonly mode: Mode;
  readonly vehicle: Vehicle;
  device: Device;
  /** What the system answered to this car's device, by code. */
  readonly answered = new Map<string, number>();
  /** The first envelopes that it sent. */
  readonly sent: Uint8Array[] = [];
  /** Rewrites what the sensor says, in dishonest cars. */
  distort: (sample: Sample) => Sample = (sample) => sample;
  /** The newest sample. */
  last: Sample | undefined;
  /** Once its first weeks are delivered: where its own clock stood at which moment. */
  onTheRoad: { readonly clockUnixS: number; readonly sinceUnixS: number } | undefined;
  readonly #options: CarOptions;
  #next: Sample;
  #gathered: Sample[] = [];
  #delivering: Promise<void> | undefined;

  constructor(options: CarOptions) {
    this.mode = options.mode;
    this.vehicle = options.vehicle;
    this.device = options.device;
    this.#options = options;
    this.#next = options.samples.next().value;
  }

  /** Drives until a moment and delivers what that gave, unless the car is offline. */
  async driveTo(untilUnixS: number, manner: Manner): Promise<void> {
    this.drive(untilUnixS, manner);
    if (!this.last?.offline) await this.deliver();
  }

  /** Drives until a moment and seals what was read; whether there is a relay does not matter for that. */
  drive(untilUnixS: number, manner: Manner): void {
    while (this.#next.reading.timeUnixS <= untilUnixS) {
      const sample = this.distort(this.#next);
      this.last = sample;
      this.#gathered.push(sample);
      this.#next = this.#options.samples.next().value;
      const tripEnds = this.#next.reading.timeUnixS - sample.reading.timeUnixS > TRIP_ENDS_AFTER_S;
      const full = this.#gathered.length >= this.#options.readingsPerEnvelope;
      if (full || (tripEnds && manner === "at trip's end")) this.seal();
    }
  }

  /** Drives until a moment without a word: what was before the device, or before it lost its memory. */
  pass(untilUnixS: number): void {
    while (this.#next.reading.timeUnixS <= untilUnixS) {
      this.last = this.distort(this.#next);
      this.#next = this.#options.samples.next().value;
    }
  }

  /** Seals what was gathered, if anything was. */
  seal(): void {
    if (this.#gathered.length > 0) this.device.seal(this.#gathered);
    this.#gathered = [];
  }

  /** What was read and is in no envelope yet is lost with the device's storage. */
  forgetGathered(): void {
    this.#gathered = [];
  }

  /** Sends what waits, oldest first; goes on from the head when the relay does not know what went before. */
  deliver(): Promise<void> {
    // One after the other: two requests at once would overtake each other.
    this.#delivering ??= this.#deliver().finally(() => {
      this.#delivering = undefined;
    });
    return this.#delivering;
  }

  async #deliver(): Promise<void> {
    for (let recoveries = 0; this.device.queue.length > 0; ) {
      const batch = this.device.queue.slice(0, ENVELOPES_PER_REQUEST);
      const bytes = batch.map((each) => each.bytes);
      for (const each of bytes.slice(0, Math.max(0, REMEMBERED - this.sent.length))) this.sent.push(each);
      const answers = await this.#options.relay.post(bytes);
      this.count(answers);
      const refused = answers.findIndex(({ code }) => !KEPT.has(code));
      const kept = batch.at(refused === -1 ? -1 : refused - 1);
      if (refused !== 0 && kept) this.device.acknowledge(kept.sequence);
      if (refused === -1) continue;
      recoveries += 1;
      if (recoveries > RECOVERIES_MOST || !(await this.recover("remembers"))) return;
    }
  }

  /** Where the relay sees this car's device. */
  standing(): Promise<Standing | undefined> {
    return this.#options.relay.standing(this.device.id);
  }

  /** Goes on from the head that the relay shows; false when there is none that this device signed. */
  async recover(memory: "forgot" | "remembers"): Promise<boolean> {
    const standing = await this.standing();
    return standing?.head !== undefined && this.device.resume(standing.head, memory);
  }

  /** Posts bytes outside the queue, as somebody dishonest would; answers the code. */
  async post(bytes: Uint8Array): Promise<string> {
    const answer = await this.#options.relay.postOne(bytes);
    this.count([answer]);
    return answer.code;
  }

  /** Keeps count of what was answered. */
  count(answers: readonly Answer[]): void {
    for (const { code } of answers) this.answered.set(code, (this.answered.get(code) ?? 0) + 1);
  }
}
