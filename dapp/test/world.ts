/** A maker, devices and inputs for tests: everything a sender does, on real cryptography, without chance. */

import {
  type Application,
  assemble,
  assembleRegistration,
  beginSession,
  contentOf,
  type DeviceIdentity,
  type DeviceState,
  genesisState,
  identify,
} from "@witness/protocol/assembly";
import { packPayload } from "@witness/protocol/batch";
import { utf8 } from "@witness/protocol/bytes";
import { CAR } from "@witness/protocol/columns/profile";
import type { Context } from "@witness/protocol/context";
import { derivePrivateKey } from "@witness/protocol/hpke";
import { keyIdentity } from "@witness/protocol/identity";
import type { Reading, TroubleCode } from "@witness/protocol/reading";
import type { Batch, Envelope, Run, Signed } from "@witness/protocol/wire/envelope";
import { advance, type Input, type Transition } from "../src/state/advance.ts";
import { apply, newState, type State } from "../src/state/state.ts";
import { repeatable as p } from "./signer.ts";

export { p };
export const context: Context = { chainId: 31_337, application: new Uint8Array(20).fill(0xab) };
export const NOW = 1_800_000_000;
const material = (name: string) => p.sha256(utf8(name));
export const keyOf = (name: string) => derivePrivateKey(material(name), p);
export const applicationPrivateKey = keyOf("application");
export const applicationPublicKey = p.p256PublicKey(applicationPrivateKey);
export const keyId = keyIdentity(applicationPublicKey, p);
export const makerKey = keyOf("maker");
export const application: Application = { context, publicKey: applicationPublicKey, keyId };

/** A back-end that trusts the one maker. */
export const world = (provider = p): State =>
  newState({ provider, makers: [p.p256PublicKey(makerKey)], applicationPrivateKey });

/** Readings a minute apart at 60 km/h, the last of them before `NOW`. */
export const drive = (count: number, from = 1_000, start = NOW - 86_400): Reading[] =>
  Array.from({ length: count }, (_, i) => ({ timeUnixS: start + 60 * i, odometerHm: from + 10 * i }));

/** A reading a day, for the thirty days that a judgement needs; the last of them ten days before `NOW`. */
export const month = (from = 700): Reading[] =>
  Array.from({ length: 31 }, (_, day) => ({ timeUnixS: NOW - (40 - day) * 86_400, odometerHm: from + 10 * day }));

/** A device that signs and seals as its maker built it. */
export class TestDevice {
  readonly name: string;
  readonly #identity: DeviceIdentity;
  #state: DeviceState;

  constructor(name: string) {
    this.name = name;
    this.#identity = identify(keyOf(name), application, p);
    this.#state = genesisState(this.#identity, p);
  }

  get key(): Uint8Array {
    return this.#identity.privateKey;
  }
  get publicKey(): Uint8Array {
    return this.#identity.publicKey;
  }
  get id(): Uint8Array {
    return this.#identity.deviceId;
  }
  get link(): Uint8Array {
    return this.#state.link;
  }
  set link(link: Uint8Array) {
    this.#state = { ...this.#state, link };
  }
  get sequence(): number {
    return this.#state.sequence;
  }
  set sequence(sequence: number) {
    this.#state = { ...this.#state, sequence };
  }
  get session(): number {
    return this.#state.session;
  }
  set session(session: number) {
    // A session that was never opened has some key, too.
    this.#state = { sessionKey: new Uint8Array(32), ...this.#state, session };
  }

  registration(owner: Uint8Array = new Uint8Array(20).fill(1), maker = makerKey, model = "Corsa", vin = ""): Signed {
    const vehicle = { make: "Aster", model, modelYear: 2020, owner, vin };
    const registered = { devicePublicKey: this.publicKey, keyTier: 1, profile: CAR, vehicle } as const;
    const signer = { privateKey: maker, keyMaterial: material(`vehicle ${this.name}`) };
    return assembleRegistration(application, registered, signer, p);
  }

  /** Begins a session with the next envelope, over a gap of `skip` numbers. */
  open(skip = 0): void {
    const secret = material(`${this.name} ${this.session + 1}`);
    this.#state = beginSession(this.#identity, this.#state, secret, p, skip);
  }

  send(readings: readonly Reading[], troubleCodes: readonly TroubleCode[] = [], raw?: Uint8Array): Envelope {
    if (this.session === 0) this.open();
    const made = assemble(this.#identity, this.#state, raw ?? contentOf(readings, troubleCodes), p);
    this.#state = made.state;
    return made.envelope;
  }

  /** The same key, chain and session in other hands. */
  copy(): TestDevice {
    const twin = new TestDevice(this.name);
    twin.#state = { ...this.#state, opening: undefined };
    return twin;
  }
}

/** A run with one signature, the last. */
export const run = (...envelopes: readonly Envelope[]): Run => ({
  bodies: envelopes.map(({ body }) => body),
  signature: envelopes.at(-1)?.signature ?? new Uint8Array(64),
});

/** An input that carries a batch. */
export const inputOf = (batch: Partial<Batch>, index = 0, change: Partial<Input> = {}): Input => ({
  context,
  payload: packPayload({ registrations: [], runs: [], ...batch }),
  timeUnixS: NOW,
  index,
  ...change,
});

/** Advances and applies what was accepted, as the loop does. */
export function feed(state: State, input: Input): Transition {
  const transition = advance(state, input);
  if (transition.status === "accept") apply(state, transition.change);
  return transition;
}
