/** A key that signs whatever a test wants signed: bodies of any size, gaps, forks, signatures that are none. */
import { native as provider } from "@witness/protocol/crypto/native";
import { signEnvelope } from "@witness/protocol/envelope";
import { derivePrivateKey } from "@witness/protocol/hpke";
import { type DeviceId, deviceIdOf, keyIdentity } from "@witness/protocol/identity";
import { genesisLink } from "@witness/protocol/link";
import { type Body, encodeEnvelope } from "@witness/protocol/wire/envelope";
import type { Application } from "../../mock-devices/src/device.ts";

/** One device as its key's holder sees it. What it seals opens for nobody: relays cannot tell. */
export class Writer {
  readonly id: DeviceId;
  readonly identity: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly #application: Application;
  readonly #key: Uint8Array;
  #sequence = 0;
  #session = 0;
  #link: Uint8Array;

  constructor(name: number, application: Application) {
    this.#application = application;
    this.#key = derivePrivateKey(new Uint8Array(32).fill(name + 1), provider);
    this.publicKey = provider.p256PublicKey(this.#key);
    this.identity = keyIdentity(this.publicKey, provider);
    this.id = deviceIdOf(this.identity);
    this.#link = genesisLink(application.context, this.publicKey, provider);
  }

  /** The next envelope; over a gap when numbers are skipped. Its signature is rubbish when that is wanted. */
  next(bytes: number, how: { readonly skip?: number; readonly rubbish?: boolean; readonly fill?: number } = {}) {
    const { skip = 0, rubbish = false, fill = 0 } = how;
    const opens = this.#session === 0 || skip > 0;
    if (opens) this.#session += 1;
    this.#sequence += 1 + skip;
    const body: Body = {
      ...{ deviceId: this.identity, sequence: this.#sequence, session: this.#session },
      previousLink: opens ? this.#link : this.#link.slice(0, 8),
      ciphertext: new Uint8Array(Math.max(16, bytes)).fill(fill),
      ...(opens ? { opening: this.#opening() } : {}),
    };
    const { envelope, link } = signEnvelope(this.#application.context, this.#link, body, this.#key, provider);
    this.#link = link;
    const signature = rubbish ? new Uint8Array(64).fill(7) : envelope.signature;
    return { bytes: encodeEnvelope({ body: envelope.body, signature }), sequence: this.#sequence, link };
  }

  /** Another envelope for the number that `next` would take; the key goes on as if it had not signed it. */
  fork(bytes: number) {
    const before = [this.#sequence, this.#session, this.#link] as const;
    const made = this.next(bytes, { fill: 1 });
    [this.#sequence, this.#session, this.#link] = before;
    return made;
  }

  #opening() {
    const encapsulatedKey = provider.p256Uncompress(this.publicKey);
    if (!encapsulatedKey) throw new Error("A public key is a point.");
    return { suite: 1, keyId: this.#application.keyId, encapsulatedKey };
  }
}
