/** A maker, devices and inputs for tests: everything a sender does, on real cryptography, without chance. */

import { isDeepStrictEqual } from "node:util";
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
import { CAR, type Profile } from "@witness/protocol/columns/profile";
import type { Context } from "@witness/protocol/context";
import { derivePrivateKey } from "@witness/protocol/hpke";
import { keyIdentity } from "@witness/protocol/identity";
import { type Belonging, signPossession } from "@witness/protocol/possession";
import { type Groups, NO_GROUPS, type Reading } from "@witness/protocol/reading";
import {
  type Batch,
  type Body,
  decodeBody,
  type Envelope,
  type Run,
  type Signed,
} from "@witness/protocol/wire/envelope";
import { advance, type Input, type Transition } from "../src/state/advance.ts";
import { apply, type Genesis, newState, type State } from "../src/state/state.ts";
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

/** A back-end that trusts the one maker, but for what `change` says. */
export const world = (change: Partial<Genesis> = {}): State =>
  newState({ provider: p, makers: [p.p256PublicKey(makerKey)], applicationPrivateKey, ...change });

/** Readings a minute apart at 60 km/h, the last of them before `NOW`. */
export const drive = (
  count: number,
  from = 1_000,
  start = NOW - 86_400,
): (Reading & { readonly odometerHm: number })[] =>
  Array.from({ length: count }, (_, i) => ({ timeUnixS: start + 60 * i, odometerHm: from + 10 * i }));

/** A reading a day, for the thirty days that a judgement needs; the last of them ten days before `NOW`. */
export const month = (from = 700): Reading[] =>
  Array.from({ length: 31 }, (_, day) => ({ timeUnixS: NOW - (40 - day) * 86_400, odometerHm: from + 10 * day }));

/** A group's bytes alone, whatever they say. */
export const only = (distance: Uint8Array): Groups => ({ ...NO_GROUPS, distance });

/** Nothing but bytes of the vehicle's bus. */
export const busOf = (bus: Uint8Array): Groups => ({ ...NO_GROUPS, bus });

/** The same readings with a trouble code at one of them. */
export const withCode = (readings: readonly Reading[], at: number, code: number, cleared = false): Reading[] =>
  readings.map((reading, index) => (index === at ? { ...reading, troubleCodes: [{ code, cleared }] } : reading));

/** A device that signs and seals as its maker built it. */
export class TestDevice {
  readonly name: string;
  readonly #identity: DeviceIdentity;
  #state: DeviceState;

  constructor(name: string, profile: Profile = CAR) {
    this.name = name;
    this.#identity = identify(keyOf(name), application, p, profile);
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
    // Wherever it says that it is: its session has room there.
    this.#state = { ...this.#state, sequence, firstSequence: sequence + 1 };
  }
  get session(): number {
    return this.#state.session;
  }
  set session(session: number) {
    // A session that was never opened has some key, too.
    this.#state = { sessionKey: new Uint8Array(32), firstSequence: 1, ...this.#state, session };
  }

  registration(owner: Uint8Array = new Uint8Array(20).fill(1), maker = makerKey, model = "Corsa", vin = ""): Signed {
    const vehicle = { make: "Aster", model, modelYear: 2020, vin };
    const registered = {
      devicePublicKey: this.publicKey,
      keyTier: 1,
      profile: this.#identity.profile,
      vehicle,
      firstOwner: owner,
      possess: (belonging: Belonging) => this.possess(belonging),
    } as const;
    const signer = { privateKey: maker, keyMaterial: material(`vehicle ${this.name}`) };
    return assembleRegistration(application, registered, signer, p);
  }

  possess(belonging: Belonging): Uint8Array {
    return signPossession(context, belonging, this.#identity.privateKey, p);
  }

  /** Begins a session with the next envelope, over a gap of `skip` numbers. */
  open(skip = 0): void {
    const secret = material(`${this.name} ${this.session + 1}`);
    this.#state = beginSession(this.#identity, this.#state, secret, p, skip);
  }

  send(readings: readonly Reading[], groups: Groups = contentOf(readings, this.#identity.profile)): Envelope {
    if (this.session === 0) this.open();
    const made = assemble(this.#identity, this.#state, groups, p);
    this.#state = made.state;
    return made.envelope;
  }

  /** Seals readings and changes what is sealed before it signs. */
  forge(readings: readonly Reading[], change: (body: Body) => Partial<Body>): Envelope {
    if (this.session === 0) this.open();
    const before = this.#state;
    const changed = change(decodeBody(this.send(readings).body));
    const made = assemble(this.#identity, before, contentOf(readings, this.#identity.profile), p, changed);
    this.#state = made.state;
    return made.envelope;
  }

  /** The same key, chain and session in other hands. */
  copy(): TestDevice {
    const twin = new TestDevice(this.name, this.#identity.profile);
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

/** Advances and applies what was accepted, as the loop does. What the store gives back must be what the rules gave it. */
export function feed(state: State, input: Input): Transition {
  const transition = advance(state, input);
  if (transition.status !== "accept") return transition;
  const { records } = transition.change;
  apply(state, transition.change);
  for (const [id, record] of records) {
    const kept = state.devices.get(id);
    if (!isDeepStrictEqual(kept, record)) throw new Error(`The store keeps another record of ${id}.`);
  }
  return transition;
}
