/**
 * The way of a registration: judged as the back-end will, the back-end asked for its device and for a free place, then kept.
 * Nothing is paid for that the back-end would refuse, as far as it can be known before.
 */
import type { AdmissionSettings } from "@witness/protocol/admission";
import { fromHex } from "@witness/protocol/bytes";
import type { Code } from "@witness/protocol/errors";
import type { DeviceId } from "@witness/protocol/identity";
import { PLACES_FOR_ALL, type Places } from "@witness/protocol/places";
import { decodeRegistration } from "@witness/protocol/wire/registration";
import type { Allowance } from "./allowance.ts";
import type { Database } from "./database.ts";
import { RelayError } from "./errors.ts";
import { Groups } from "./groups.ts";
import type { Makers } from "./makers.ts";
import type { NodeClient } from "./node-client.ts";
import type { Outbox, Received } from "./outbox.ts";
import type { Refusals } from "./refusals.ts";
import { type RegistrationResponse, takeRegistration } from "./registration.ts";

/** Registrations that share one commit. */
const GROUP_REGISTRATIONS = 2_000;

/** What the intake works with. */
export interface RegistrationIntakeOptions {
  readonly settings: AdmissionSettings;
  readonly makers: Makers;
  readonly database: Database;
  readonly outbox: Outbox;
  readonly allowance: Allowance;
  readonly refusals: Refusals;
  /** Absent: nobody is asked, and a registration that the back-end refuses is paid for. */
  readonly node: NodeClient | undefined;
  readonly received: () => Received;
  /** Why nothing is taken now. */
  readonly obstacle: () => RelayError | undefined;
  readonly onTaken: (code: Code) => void;
}

/** Takes registrations, keeps them on disk, and has them carried. */
export class RegistrationIntake {
  readonly #with: RegistrationIntakeOptions;
  readonly #groups: Groups<Uint8Array, RegistrationResponse>;
  /** What the back-end said of places, when it was last asked for a device that it does not know. */
  #places = PLACES_FOR_ALL;

  constructor(options: RegistrationIntakeOptions) {
    this.#with = options;
    this.#groups = new Groups({
      weight: () => 1,
      most: GROUP_REGISTRATIONS,
      commit: (requests) => options.database.transaction(() => requests.map((bytes) => this.#keep(bytes))),
    });
  }

  /**
   * Takes a registration. Resolves when it is on disk.
   * @throws {RelayError} `application-closed`, `outbox-full`, `chain-unavailable`, the latter also while the back-end cannot be asked
   */
  async take(bytes: Uint8Array): Promise<RegistrationResponse> {
    const obstacle = this.#with.obstacle();
    if (obstacle) throw obstacle;
    await this.#with.makers.refresh();
    const taken = (await this.#refused(bytes)) ?? (await this.#groups.submit(bytes));
    this.#with.onTaken(taken.code);
    return taken;
  }

  /** Returns what a registration is refused with that was refused before; asks the back-end for the device of a new one. */
  async #refused(bytes: Uint8Array): Promise<RegistrationResponse | undefined> {
    // Whether there is a place is asked below.
    const judged = this.#judge(bytes, PLACES_FOR_ALL);
    if (judged.code === "maker-unknown") return this.#awaited(bytes);
    if (!("signed" in judged)) return undefined;
    const code = this.#with.refusals.codeOf(judged.signed.message);
    if (code) return { code, deviceId: judged.deviceId };
    await this.#lookUp(judged.deviceId, decodeRegistration(judged.signed.message).makerId);
    return undefined;
  }

  /**
   * Returns what a registration of a maker is refused with whom only the node names so far; undefined when it does not name
   * this one either. @throws {RelayError} `chain-unavailable` when it would be taken
   */
  #awaited(bytes: Uint8Array): RegistrationResponse | undefined {
    const { awaited } = this.#with.makers;
    const judged = awaited.length > 0 ? this.#judge(bytes, PLACES_FOR_ALL, awaited) : undefined;
    if (!judged || !("signed" in judged)) return judged?.code === "maker-unknown" ? undefined : judged;
    const sentence = "No accepted claim names the maker yet, so its registrations have to wait.";
    throw new RelayError(sentence, { code: "chain-unavailable" });
  }

  #judge(bytes: Uint8Array, places: Places, makerKeys = this.#with.makers.keys): RegistrationResponse {
    const { settings, makers, outbox, allowance } = this.#with;
    const { predecessor } = settings;
    const root = makers.inheritedRoot;
    return takeRegistration(
      predecessor ? { ...settings, predecessor: { ...predecessor, root } } : settings,
      makerKeys,
      { chain: (device) => outbox.chain(device), makerAllowance: (maker) => allowance.of(maker), places },
      bytes,
    );
  }

  /**
   * Asks the back-end for a device before its registration is paid for: it may have come to the chain another way, or the
   * store may be new. Registrations are public once they are in the chain, and anybody can post them again.
   * @throws {RelayError} `chain-unavailable`
   */
  async #lookUp(device: DeviceId, maker: Uint8Array): Promise<void> {
    const { node, database, outbox } = this.#with;
    if (!node) return;
    const answer = await node.head(device);
    if (!answer) {
      const sentence = "The node could not be asked for a device, so its registration has to wait.";
      throw new RelayError(sentence, { code: "chain-unavailable" });
    }
    const { chain } = answer;
    if (chain) database.transaction(() => outbox.adoptChain(chain));
    else this.#places = await node.placesFor(fromHex(device), maker);
  }

  /** Judges a registration once more, as the store is now, and keeps it. Runs in the transaction of its commit. */
  #keep(bytes: Uint8Array): RegistrationResponse {
    const { outbox, allowance, refusals, received } = this.#with;
    const taken = this.#judge(bytes, this.#places);
    if ("signed" in taken) {
      // The same registration may have been carried and refused while this one waited.
      const code = refusals.codeOf(taken.signed.message);
      if (code) return { code, deviceId: taken.deviceId };
      allowance.chargeRegistration(taken.maker, taken.signed.message);
      outbox.addRegistration(taken.deviceId, taken.signed, received());
      outbox.putChain(taken.chain);
      refusals.carry(taken.deviceId, taken.signed.message);
    }
    return taken;
  }
}
