/**
 * A device. What `send` returned for is in the store; what is sealed is in the store before it is sent; what is sent
 * leaves the store only for a receipt that verifies.
 */
import {
  assemble,
  beginSession,
  contentOf,
  type DeviceIdentity,
  type DeviceState,
  genesisState,
  identify,
} from "@witness/protocol/assembly";
import { equal } from "@witness/protocol/bytes";
import { CAR } from "@witness/protocol/columns/profile";
import { noble } from "@witness/protocol/crypto/noble";
import { PLACES } from "@witness/protocol/disclosure/key-tree";
import { type DeviceId, deviceIdOf } from "@witness/protocol/identity";
import { GROUP_READINGS_MAX } from "@witness/protocol/limits";
import type { Operation } from "@witness/protocol/operations/operation";
import { type Belonging, signPossession } from "@witness/protocol/possession";
import { signMessage } from "@witness/protocol/sign";
import { encodeEnvelope, type Signed } from "@witness/protocol/wire/envelope";
import { encodeLiveReading } from "@witness/protocol/wire/reading";
import { checkReading, cut } from "./cut.ts";
import { Delivery } from "./delivery.ts";
import { DeviceError } from "./errors.ts";
import { applicationOf, followed, switched } from "./following.ts";
import { withoutSession } from "./head.ts";
import { httpTransport } from "./http-transport.ts";
import { type Entry, emptyMemory, encodeEntry, type Memory, readMemory, remember, type Said } from "./journal.ts";
import type { DeviceOptions, DeviceStatus, FlushOptions, Tools } from "./options.ts";
import { answerOperation } from "./pairing.ts";
import { isOfToday } from "./receipt.ts";

export type { Said } from "./journal.ts";

/** The options of a device that a succession brought to another application. */
const withFollowed = (options: Tools, { followed: at }: Memory): Tools =>
  at ? { ...options, application: applicationOf(at, options.provider), relay: at.relay } : options;

/** A month: the unit in which an owner can show a past. */
const SESSION_S = 30 * 86_400;
const CHALLENGE_BYTES = 32;
/** A device's log is written anew when so much of it, and more than half, is of no use any more. */
const GARBAGE_MOST_BYTES = 16 * 1024;

/**
 * A device that signs, seals, keeps and delivers. Made by {@link openDevice}.
 * @example
 * await device.send({ timeUnixS: 1_800_000_000, odometerHm: 123_456 });
 * await device.flush();
 */
export class Device {
  readonly id: DeviceId;
  /** 33 bytes. */
  readonly publicKey: Uint8Array;
  #options: Tools;
  #identity: DeviceIdentity;
  #delivery: Delivery;
  #memory: Memory;
  #last: Said | undefined;
  /** Of all records in the store. */
  #logBytes: number;
  /** Of the memory as one record, when it was last encoded. */
  #wholeBytes = 0;
  #line: Promise<unknown> = Promise.resolve();
  #broken: unknown;
  #closed = false;

  /** @internal */
  constructor(options: Tools, memory: Memory, logBytes: number) {
    this.#options = options;
    this.#memory = memory;
    this.#logBytes = logBytes;
    this.#last = memory.gathered.at(-1) ?? memory.queue.at(-1)?.said.at(-1);
    this.#identity = identify(options.key, options.application, options.provider, options.profile);
    this.id = deviceIdOf(this.#identity.deviceId);
    this.publicKey = this.#identity.publicKey;
    this.#delivery = this.#deliveryTo();
  }

  #deliveryTo(): Delivery {
    return new Delivery(this.#options, this.#identity, {
      memory: () => this.#memory,
      closed: () => this.#closed,
      seal: (all) => this.#alone(() => this.#seal(all)),
      keep: (kept) => this.#alone(() => this.#store([{ type: "kept", ...kept }])),
      goOnHere: (head) => this.#goOnHere(head),
      goOnFrom: (state, after) => this.#goOnFrom(state, after),
    });
  }

  /** How the device stands. */
  get status(): DeviceStatus {
    const { state, gathered, queue, receipt } = this.#memory;
    return { deviceId: this.id, sequence: state?.sequence, gathered: gathered.length, queued: queue.length, receipt };
  }

  /**
   * Keeps readings, and seals them as soon as there are enough. Once it resolves they survive loss of power.
   * @throws {DeviceError} `reading-malformed`, `device-closed`; `store-write-failed` when the file could not be written:
   * the readings may not be kept, and the device must be opened again
   */
  async send(...readings: readonly Said[]): Promise<void> {
    for (const reading of readings) checkReading(this.#options.profile, reading);
    if (readings.length === 0) return;
    await this.#alone(async () => {
      await this.#store([{ type: "said", said: readings }]);
      this.#last = readings.at(-1);
      await this.#seal(false);
    });
    if (this.#options.delivery === "automatic") this.#delivery.wake();
  }

  /** Seals what was gathered, however little; what this key signed before must be known for that. */
  seal(): Promise<void> {
    return this.#alone(() => this.#seal(true));
  }

  /**
   * Seals what was gathered and delivers all of it, or full envelopes only.
   * @param withinMs how long it goes on while the relay is away or pushes back; a minute unless said
   * @throws {DeviceError} `relay-unavailable`, `relay-foreign`, `receipt-invalid`, `head-unproven`, `delivery-refused`,
   * `device-closed`; nothing is lost by any of them
   */
  async flush({ withinMs = 60_000, onlyFull = false }: FlushOptions = {}): Promise<void> {
    await this.#delivery.flush(withinMs, !onlyFull);
  }

  /**
   * Signs a reading over an asker's challenge (32 bytes), in the clear.
   * @param now what the odometer shows; the last reading unless said
   * @throws {DeviceError} `challenge-malformed`, `reading-malformed` without any reading, `head-unproven` while nobody
   * knows what this key signed before
   * @example
   * const { message, signature } = device.answer(challenge, { odometerHm: 123_456 });
   */
  answer(challenge: Uint8Array, now: { readonly timeUnixS?: number; readonly odometerHm?: number } = {}): Signed {
    const { application, provider, nowMs } = this.#options;
    if (challenge.length !== CHALLENGE_BYTES) {
      throw new DeviceError(`A challenge has ${CHALLENGE_BYTES} bytes.`, { code: "challenge-malformed" });
    }
    const odometerHm = now.odometerHm ?? this.#last?.odometerHm;
    if (odometerHm === undefined)
      throw new DeviceError("The device has no reading to show yet.", { code: "reading-malformed" });
    const state = this.#known();
    const message = encodeLiveReading({
      deviceId: this.#identity.deviceId,
      challenge,
      timeUnixS: now.timeUnixS ?? Math.floor(nowMs() / 1_000),
      odometerHm,
      sequence: state.sequence,
      link: state.link,
    });
    return signMessage("live", application.context, message, this.#options.key, provider);
  }

  /**
   * Signs to whom the device belongs (64 bytes): its maker's registration carries it, and no other maker can register the
   * device. For the factory, or whoever makes the device anew.
   * @param belonging the maker's `id` (8 bytes: the identity of its first key), and the account of the first owner (20 bytes, or none)
   * @example
   * const possession = device.possess(belonging);
   */
  possess(belonging: Belonging): Uint8Array {
    const { application, provider, key } = this.#options;
    return signPossession(application.context, belonging, key, provider);
  }

  /**
   * Answers an operation by which somebody is to own the car. What was gathered is sealed first, so that it stays with the
   * owner of now; what comes after is sealed in a session of its own. Who asks must be let by whoever stands at the car.
   * @param operation with its actor, and without an answer; `decodeOperation` of `@witness/protocol/operations/operation`
   * makes it of the bytes that somebody gives
   * @returns the operation's field `pairing`: 108 bytes
   * @throws {DeviceError} `operation-malformed`, `head-unproven` while nobody knows what this key signed before,
   * `device-closed`, `store-write-failed`
   * @example
   * const pairing = await device.answerPairing(operation);
   */
  answerPairing(operation: Operation): Promise<Uint8Array> {
    return this.#alone(async () => {
      const state = this.#known();
      // Whoever has signed nothing knows where it stands; then it can seal.
      if (!this.#memory.state) await this.#store([{ type: "memory", memory: { ...this.#memory, state } }]);
      await this.#seal(true);
      const { provider, nowMs } = this.#options;
      const given = { lastCounter: this.#memory.pairingCounter ?? 0, timeUnixS: Math.floor(nowMs() / 1_000), provider };
      const { pairing, ...entry } = answerOperation(this.#identity, this.#known(), operation, given);
      await this.#store([{ type: "paired", ...entry }]);
      return pairing;
    });
  }

  /**
   * Follows its application to another. Once it resolves the device signs for the new one alone, whatever happens; it seals
   * again when the new relay tells where its record stands. What waits is kept, and is carried by the new relay.
   * @param succession a statement with both signatures, as `encodeSignedSuccession` writes it
   * @param relay of the new application: its address, and its receipt key (33 bytes)
   * @throws {DeviceError} `succession-refused`, `succession-early`, `head-unproven` while nobody knows what this key signed
   * before, `device-closed`, `store-write-failed`
   * @example
   * await device.follow(await readFile("succession.bin"), { url: "https://relay.example", publicKey: relay.publicKey });
   */
  async follow(succession: Uint8Array, relay: DeviceOptions["relay"]): Promise<void> {
    const isNew = await this.#alone(async () => {
      const { application, succession: signers, provider, nowMs } = this.#options;
      const told = { application, memory: this.#memory, signers, nowMs: nowMs(), provider };
      const next = followed(succession, told);
      if (!next) return false;
      // A session is the old application's; the next one is opened for the new.
      const state = withoutSession(this.#known());
      await this.#store([{ type: "followed", followed: { ...next, relay }, state }]);
      return true;
    });
    if (!isNew) return;
    const before = this.#delivery;
    const { provider, key, profile } = this.#options;
    this.#options = withFollowed(this.#options, this.#memory);
    this.#identity = identify(key, this.#options.application, provider, profile);
    this.#delivery = this.#deliveryTo();
    await before.ended();
    this.#options.onEvent({ type: "followed", number: this.#memory.followed?.number ?? 0 });
    if (this.#options.delivery === "automatic") this.#delivery.wake();
  }

  #goOnHere(head: { readonly sequence: number; readonly link: Uint8Array }): Promise<void> {
    return this.#alone(async () => {
      const { state } = this.#memory;
      const entry = state && switched(this.#memory, state, head, this.#options.provider);
      if (entry) await this.#store([entry]);
    });
  }

  /** Where the device's hash chain stands. @throws {DeviceError} `head-unproven` */
  #known(): DeviceState {
    const { firstStart, state = firstStart ? genesisState(this.#identity, this.#options.provider) : undefined } =
      this.#memory;
    if (state && !this.#memory.followed?.from) return state;
    throw new DeviceError("The device does not know yet what its key signed before.", { code: "head-unproven" });
  }

  /** Ends what is under way and closes the store. What waits is delivered when the device is opened again. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#delivery.ended();
    await this.#line.catch(() => undefined);
    await this.#options.store.close();
  }

  /** One change after the other. */
  #alone<T>(change: () => Promise<T>): Promise<T> {
    const turn = this.#line.then(() => {
      if (this.#closed) throw new DeviceError("The device is closed; open it again.", { code: "device-closed" });
      return change();
    });
    this.#line = turn.catch(() => undefined);
    return turn;
  }

  /** Stores entries, and only then remembers them. */
  async #store(entries: readonly Entry[]): Promise<void> {
    if (this.#broken !== undefined) throw this.#broken;
    const memory = entries.reduce(remember, this.#memory);
    try {
      const whole = this.#whole(memory, entries);
      const records = whole ? [whole] : entries.map(encodeEntry);
      const bytes = records.reduce((sum, { length }) => sum + length, 0);
      if (whole) await this.#options.store.replace(records);
      else await this.#options.store.append(records);
      this.#logBytes = whole ? bytes : this.#logBytes + bytes;
    } catch (error) {
      // Nobody knows what of it is stored: another body for the same number must never be signed.
      this.#broken = error;
      throw error;
    }
    this.#memory = memory;
  }

  /**
   * The memory as one record, when it is to take the place of the log: because something in it is other than entries can
   * say, or because too much of the log is of no use any more.
   */
  #whole(memory: Memory, entries: readonly Entry[]): Uint8Array | undefined {
    const [only] = entries;
    const told = only?.type === "memory";
    // Encoding takes as long as the queue is; when all of it was let go there is little left, and much to win.
    const letGo = only?.type === "kept" && memory.queue.length === 0;
    if (!told && !letGo && this.#logBytes < 2 * this.#wholeBytes + GARBAGE_MOST_BYTES) return undefined;
    const whole = encodeEntry({ type: "memory", memory });
    this.#wholeBytes = whole.length;
    return told || this.#logBytes > 2 * whole.length + GARBAGE_MOST_BYTES ? whole : undefined;
  }

  async #seal(all: boolean): Promise<void> {
    const { readingsPerEnvelope: most, profile } = this.#options;
    const readingsPerEnvelope = Math.min(most, GROUP_READINGS_MAX);
    const entries: Entry[] = [];
    let memory = this.#memory;
    while (memory.state && !memory.followed?.from && memory.gathered.length > 0) {
      const count = cut(profile, memory.gathered, readingsPerEnvelope);
      if (!all && count === memory.gathered.length && count < readingsPerEnvelope) break;
      const entry = this.#envelope(memory, memory.state, memory.gathered.slice(0, count));
      entries.push(entry);
      memory = remember(memory, entry);
    }
    if (entries.length === 0) return;
    await this.#store(entries);
    for (const entry of entries) {
      if (entry.type !== "sealed") continue;
      const { sequence, bytes } = entry.envelope;
      this.#options.onEvent({ type: "sealed", sequence, envelope: bytes });
    }
  }

  #envelope(memory: Memory, state: DeviceState, said: readonly Said[]): Entry & { readonly type: "sealed" } {
    const { provider, random, profile } = this.#options;
    const timeUnixS = said.at(-1)?.timeUnixS ?? 0;
    const isFull = state.sequence + 1 - (state.firstSequence ?? 0) >= PLACES;
    const fresh = !state.sessionKey || isFull || timeUnixS - memory.sessionSinceUnixS >= SESSION_S;
    const from = fresh ? beginSession(this.#identity, state, random(32), provider) : state;
    const made = assemble(this.#identity, from, contentOf(said, profile), provider);
    const { sequence, link } = made.state;
    return {
      type: "sealed",
      state: made.state,
      sessionSinceUnixS: fresh ? timeUnixS : memory.sessionSinceUnixS,
      envelope: { sequence, link, bytes: encodeEnvelope(made.envelope), said },
    };
  }

  /** Goes on from a state with a new session. Envelopes behind `after` in the queue are sealed anew, each by itself. */
  #goOnFrom(state: DeviceState, after: Uint8Array | undefined): Promise<void> {
    return this.#alone(async () => {
      const { queue } = this.#memory;
      const known = after ? queue.findIndex(({ link }) => equal(link, after)) : -1;
      let memory: Memory = {
        ...this.#memory,
        // Whoever lost a past does not remember all that its key signed, now or later.
        firstStart: this.#memory.firstStart && !state.lost,
        state: withoutSession(state),
        queue: queue.slice(0, known + 1),
      };
      const { gathered } = memory;
      for (const { said } of queue.slice(known + 1)) {
        // Of the application before: it was said once more already.
        if (said.length === 0) continue;
        const entry = this.#envelope(memory, memory.state ?? state, said);
        memory = { ...remember(memory, entry), gathered };
      }
      await this.#store([{ type: "memory", memory }]);
    });
  }
}

const platformRandom = (bytes: number): Uint8Array => crypto.getRandomValues(new Uint8Array(bytes));
const platformSleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Opens a device on its store. Asks nobody; what this key signed before is asked at the first delivery, if the store
 * does not say.
 * @throws {DeviceError} `store-corrupt`, `store-in-use`
 * @throws {RangeError} when the key is none
 * @example
 * const { application, relay, profile } = parseProvisioning(text);
 * const device = await openDevice({ key, application, relay, profile, store: await fileStore("device.log") });
 * await device.send({ timeUnixS: 1_800_000_000, odometerHm: 123_456 });
 * await device.flush();
 * await device.close();
 */
export async function openDevice(options: DeviceOptions): Promise<Device> {
  const { firstStart = false, fetch: fetcher = (...request) => fetch(...request), ...given } = options;
  const { records, torn } = await options.store.read();
  const stored = readMemory(records);
  const memory = stored ?? emptyMemory(firstStart);
  if (!stored) await options.store.replace([encodeEntry({ type: "memory", memory })]);
  // After a write that was cut off the device is in doubt: no nonce may repeat, so the next envelope opens a session.
  const doubtful = torn && memory.state ? { ...memory.state, sessionKey: undefined, opening: undefined } : memory.state;
  const { nowMs = () => Date.now() } = given;
  const tools: Tools = {
    profile: CAR,
    readingsPerEnvelope: 50,
    delivery: "automatic",
    onEvent: () => undefined,
    provider: noble,
    nowMs,
    isClockSet: () => isOfToday(nowMs()),
    random: platformRandom,
    transport: httpTransport(fetcher),
    sleep: platformSleep,
    ...given,
  };
  return new Device(
    withFollowed(tools, memory),
    { ...memory, state: doubtful },
    records.reduce((sum, { length }) => sum + length, 0),
  );
}
