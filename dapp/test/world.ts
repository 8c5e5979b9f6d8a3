/** A maker, devices and inputs for tests: everything a sender does, on real cryptography, without chance. */
import { packPayload } from "@witness/protocol/batch";
import { utf8 } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import { signEnvelope } from "@witness/protocol/envelope";
import { derivePrivateKey } from "@witness/protocol/hpke";
import { keyIdentity } from "@witness/protocol/identity";
import { genesisLink } from "@witness/protocol/link";
import { encodeReadings, type Reading, type TroubleCode } from "@witness/protocol/reading";
import { sealReadings, sealVehicle } from "@witness/protocol/seal";
import { openSession, SUITE } from "@witness/protocol/session";
import { signMessage } from "@witness/protocol/sign";
import type { Batch, Body, Envelope, Run, Signed } from "@witness/protocol/wire/envelope";
import { encodeRegistration, encodeVehicle } from "@witness/protocol/wire/registration";
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

/** A back-end that trusts the one maker. */
export const world = (provider = p): State =>
  newState({ provider, makers: [p.p256PublicKey(makerKey)], applicationPrivateKey });

/** Readings a minute apart at 60 km/h, the last of them before `NOW`. */
export const drive = (count: number, from = 1_000, start = NOW - 86_400): Reading[] =>
  Array.from({ length: count }, (_, i) => ({ timeUnixS: start + 60 * i, odometerHm: from + 10 * i }));

/** A device that signs and seals as its maker built it. */
export class TestDevice {
  readonly name: string;
  readonly key: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly id: Uint8Array;
  link: Uint8Array;
  sequence = 0;
  session = 0;
  #sessionKey: Uint8Array = new Uint8Array(32);
  #opening: Body["opening"];

  constructor(name: string) {
    this.name = name;
    this.key = keyOf(name);
    this.publicKey = p.p256PublicKey(this.key);
    this.id = keyIdentity(this.publicKey, p);
    this.link = genesisLink(context, this.publicKey, p);
  }

  registration(owner: Uint8Array = new Uint8Array(20).fill(1), maker = makerKey, model = "Corsa"): Signed {
    const vehicle = encodeVehicle({ make: "Aster", model, modelYear: 2020, owner, vinCommitment: new Uint8Array() });
    const message = encodeRegistration({
      devicePublicKey: this.publicKey,
      keyTier: 1,
      makerId: keyIdentity(p.p256PublicKey(maker), p),
      keyId,
      sealedVehicle: sealVehicle(
        context,
        this.publicKey,
        applicationPublicKey,
        vehicle,
        material(`vehicle ${this.name}`),
        p,
      ),
    });
    return signMessage("registration", context, message, maker, p);
  }

  /** Begins a session with the next envelope, over a gap of `skip` numbers. */
  open(skip = 0): void {
    this.session += 1;
    this.sequence += skip;
    const name = { deviceId: this.id, session: this.session };
    const key = { publicKey: applicationPublicKey, keyId };
    const { opening, sessionKey } = openSession(context, name, key, material(`${this.name} ${this.session}`), p);
    this.#opening = opening;
    this.#sessionKey = sessionKey;
  }

  send(readings: readonly Reading[], troubleCodes: readonly TroubleCode[] = [], raw?: Uint8Array): Envelope {
    if (this.session === 0) this.open();
    this.sequence += 1;
    const opening = this.#opening;
    this.#opening = undefined;
    const previousLink = opening ? this.link : this.link.slice(0, 8);
    const fields = { deviceId: this.id, sequence: this.sequence, session: this.session, previousLink };
    const plaintext = raw ?? encodeReadings({ readings, troubleCodes, profile: 0, raw: new Uint8Array() });
    const ciphertext = sealReadings(
      context,
      fields,
      { sessionKey: this.#sessionKey, suite: SUITE, keyId },
      plaintext,
      p,
    );
    const signed = signEnvelope(
      context,
      this.link,
      { ...fields, ciphertext, ...(opening ? { opening } : {}) },
      this.key,
      p,
    );
    this.link = signed.link;
    return signed.envelope;
  }

  /** The same key, chain and session in other hands. */
  copy(): TestDevice {
    const twin = new TestDevice(this.name);
    twin.link = this.link;
    twin.sequence = this.sequence;
    twin.session = this.session;
    twin.#sessionKey = this.#sessionKey;
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
