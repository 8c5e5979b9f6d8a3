/**
 * The way of a registration: judged as the back-end will, the back-end asked for its device and for a free place, then kept.
 * Nothing is paid for that the back-end would refuse, as far as it can be known before.
 */
import type { AdmissionSettings } from "@witness/protocol/admission";
import { fromHex } from "@witness/protocol/bytes";
import { type Code, ProtocolError } from "@witness/protocol/errors";
import { type DeviceId, deviceIdOf, keyIdentity } from "@witness/protocol/identity";
import { BODY_MAX_BYTES } from "@witness/protocol/limits";
import { PLACES_FOR_ALL, type Places } from "@witness/protocol/places";
import { decodeSigned } from "@witness/protocol/wire/envelope";
import { decodeRegistration } from "@witness/protocol/wire/registration";
import { makerPayer, type Payer } from "./allowance.ts";
import { RelayError } from "./errors.ts";
import { type Committed, Groups } from "./groups.ts";
import type { Makers } from "./makers.ts";
import type { NodeClient } from "./node-client.ts";
import type { Received } from "./outbox.ts";
import { type RegistrationResponse, takeRegistration } from "./registration.ts";
import { Loaded } from "./store/loaded.ts";
import type { Store } from "./store/store.ts";

/** Registrations that share one commit. */
const GROUP_REGISTRATIONS = 2_000;

/** What the intake works with. */
export interface RegistrationIntakeOptions {
  readonly settings: AdmissionSettings;
  readonly makers: Makers;
  readonly store: Pick<Store, "load" | "commit" | "adopt">;
  /** Absent: nobody is asked, and a registration that the back-end refuses is paid for. */
  readonly node: NodeClient | undefined;
  readonly received: () => Received;
  /** Why nothing is taken now. */
  readonly obstacle: () => Promise<RelayError | undefined>;
  readonly onTaken: (code: Code) => void;
}

/** A registration, and what it was found to name. */
interface ReadRegistration {
  readonly bytes: Uint8Array;
  readonly message: Uint8Array;
  readonly deviceId: DeviceId;
  readonly maker: Payer;
}

/** Takes registrations, keeps them on disk, and has them carried. */
export class RegistrationIntake {
  readonly #with: RegistrationIntakeOptions;
  readonly #groups: Groups<ReadRegistration, RegistrationResponse>;
  /** What the back-end said of places, when it was last asked for a device that it does not know. */
  #places = PLACES_FOR_ALL;

  constructor(options: RegistrationIntakeOptions) {
    this.#with = options;
    this.#groups = new Groups({
      weight: () => 1,
      most: GROUP_REGISTRATIONS,
      commit: (requests) => this.#commit(requests),
    });
  }

  /**
   * Takes a registration. Resolves when it is on disk.
   * @throws {RelayError} `application-closed`, `outbox-full`, `chain-unavailable`, the latter also while the back-end cannot be asked
   */
  async take(bytes: Uint8Array): Promise<RegistrationResponse> {
    const obstacle = await this.#with.obstacle();
    if (obstacle) throw obstacle;
    await this.#with.makers.refresh();
    const taken = await this.#take(bytes);
    this.#with.onTaken(taken.code);
    return taken;
  }

  /** Judges a registration, asks the back-end for the device of a sound one, and keeps it. */
  async #take(bytes: Uint8Array): Promise<RegistrationResponse> {
    const read = this.#read(bytes);
    const loaded = read && (await this.#load([read]));
    // Whether there is a place is asked below.
    const judged = this.#judge(bytes, loaded, PLACES_FOR_ALL);
    if (judged.code === "maker-unknown") return this.#awaited(bytes, loaded) ?? judged;
    if (!read || !("signed" in judged)) return judged;
    const { deviceId } = judged;
    const code = loaded?.refusal(0);
    if (code) return { code, deviceId };
    await this.#lookUp(deviceId, decodeRegistration(read.message).makerId);
    return this.#groups.submit(read);
  }

  /** Reads what a registration names; undefined when it is none. */
  #read(bytes: Uint8Array): ReadRegistration | undefined {
    if (bytes.length > BODY_MAX_BYTES) return undefined;
    try {
      const { message } = decodeSigned(bytes);
      const { devicePublicKey, makerId } = decodeRegistration(message);
      const deviceId = deviceIdOf(keyIdentity(devicePublicKey, this.#with.settings.provider));
      return { bytes, message, deviceId, maker: makerPayer(makerId) };
    } catch (error) {
      if (error instanceof ProtocolError) return undefined;
      throw error;
    }
  }

  /**
   * Returns what a registration of a maker is refused with whom only the node names so far; undefined when it does not name
   * this one either. @throws {RelayError} `chain-unavailable` when it would be taken
   */
  #awaited(bytes: Uint8Array, loaded: Loaded | undefined): RegistrationResponse | undefined {
    const { awaited } = this.#with.makers;
    const judged = awaited.length > 0 ? this.#judge(bytes, loaded, PLACES_FOR_ALL, awaited) : undefined;
    if (!judged || !("signed" in judged)) return judged?.code === "maker-unknown" ? undefined : judged;
    const sentence = "No accepted claim names the maker yet, so its registrations have to wait.";
    throw new RelayError(sentence, { code: "chain-unavailable" });
  }

  /** @param loaded absent for what is no registration */
  #judge(
    bytes: Uint8Array,
    loaded: Loaded | undefined,
    places: Places,
    makerKeys = this.#with.makers.keys,
  ): RegistrationResponse {
    const { settings, makers } = this.#with;
    const { predecessor } = settings;
    const root = makers.inheritedRoot;
    return takeRegistration(
      predecessor ? { ...settings, predecessor: { ...predecessor, root } } : settings,
      makerKeys,
      {
        chain: (device) => loaded?.chain(device),
        ...(loaded ? { makerAllowance: (maker: Payer) => loaded.allowance(maker) } : {}),
        places,
      },
      bytes,
    );
  }

  /**
   * Asks the back-end for a device before its registration is paid for: it may have come to the chain another way, or the
   * store may be new. Registrations are public once they are in the chain, and anybody can post them again.
   * @throws {RelayError} `chain-unavailable`
   */
  async #lookUp(device: DeviceId, maker: Uint8Array): Promise<void> {
    const { node, store } = this.#with;
    if (!node) return;
    const answer = await node.head(device);
    if (!answer) {
      const sentence = "The node could not be asked for a device, so its registration has to wait.";
      throw new RelayError(sentence, { code: "chain-unavailable" });
    }
    const { chain } = answer;
    if (chain) await store.adopt([chain]);
    else this.#places = await node.placesFor(fromHex(device), maker);
  }

  async #load(requests: readonly ReadRegistration[]): Promise<Loaded> {
    const kept = await this.#with.store.load({
      devices: new Map(requests.map(({ deviceId }) => [deviceId, []])),
      isAll: false,
      payers: [...new Set(requests.map(({ maker }) => maker))],
      registrations: requests.map(({ message }) => message),
    });
    return new Loaded(kept);
  }

  /** Judges registrations once more, as the store is now, and keeps them. */
  async #commit(requests: readonly ReadRegistration[]): Promise<Committed<RegistrationResponse>> {
    const { store, received } = this.#with;
    for (;;) {
      const loaded = await this.#load(requests);
      const taken = requests.map(({ bytes }, place): RegistrationResponse => {
        const judged = this.#judge(bytes, loaded, this.#places);
        if (!("signed" in judged)) return judged;
        // The same registration may have been carried and refused while this one waited.
        const code = loaded.refusal(place);
        if (code) return { code, deviceId: judged.deviceId };
        loaded.register(judged);
        return judged;
      });
      const { applied, durable } = store.commit(loaded.changes(received()));
      if (await applied) return { answers: durable.then(() => taken) };
    }
  }
}
