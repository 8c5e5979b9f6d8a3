/** A key that signs whatever a test wants signed: bodies of any size, gaps, forks, signatures that are none. */
import {
  type Application,
  assemble,
  beginSession,
  type DeviceIdentity,
  type DeviceState,
  genesisState,
  identify,
} from "@witness/protocol/assembly";
import { native as provider } from "@witness/protocol/crypto/native";
import { derivePrivateKey } from "@witness/protocol/hpke";
import { type DeviceId, deviceIdOf } from "@witness/protocol/identity";
import { type Belonging, signPossession } from "@witness/protocol/possession";
import { NO_GROUPS } from "@witness/protocol/reading";
import { encodeEnvelope } from "@witness/protocol/wire/envelope";

/** One device as its key's holder sees it. What it seals opens for nobody: relays cannot tell. */
export class Writer {
  readonly id: DeviceId;
  readonly identity: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly #device: DeviceIdentity;
  #state: DeviceState;

  constructor(name: number, application: Application) {
    this.#device = identify(derivePrivateKey(new Uint8Array(32).fill(name + 1), provider), application, provider);
    this.publicKey = this.#device.publicKey;
    this.identity = this.#device.deviceId;
    this.id = deviceIdOf(this.identity);
    this.#state = genesisState(this.#device, provider);
  }

  possess(belonging: Belonging): Uint8Array {
    const { application, privateKey } = this.#device;
    return signPossession(application.context, belonging, privateKey, provider);
  }

  /** The next envelope; over a gap when numbers are skipped. Its signature is rubbish when that is wanted. */
  next(bytes: number, how: { readonly skip?: number; readonly rubbish?: boolean; readonly fill?: number } = {}) {
    const { skip = 0, rubbish = false, fill = 0 } = how;
    if (this.#state.session === 0 || skip > 0) {
      const secret = new Uint8Array(32).fill(this.#state.session + 1);
      this.#state = beginSession(this.#device, this.#state, secret, provider, skip);
    }
    const bus = new Uint8Array(Math.max(17, bytes)).fill(fill);
    const { envelope, link, state } = assemble(this.#device, this.#state, NO_GROUPS, provider, { bus });
    this.#state = state;
    const signature = rubbish ? new Uint8Array(64).fill(7) : envelope.signature;
    return { bytes: encodeEnvelope({ body: envelope.body, signature }), sequence: state.sequence, link };
  }

  /** Another envelope for the number that `next` would take; the key goes on as if it had not signed it. */
  fork(bytes: number) {
    const before = this.#state;
    const made = this.next(bytes, { fill: 1 });
    this.#state = before;
    return made;
  }
}
