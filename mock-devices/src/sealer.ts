/**
 * A key that seals samples without a queue or a store: for measurements, for tests, and for who forges. A device that
 * keeps what it sends is the SDK's (`device/`).
 */
import {
  type Application,
  assemble,
  beginSession,
  contentOf,
  type DeviceIdentity,
  type DeviceState,
  genesisState,
  identify,
} from "@witness/protocol/assembly";
import type { Profile } from "@witness/protocol/columns/profile";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import { type DeviceId, deviceIdOf } from "@witness/protocol/identity";
import { type Belonging, signPossession } from "@witness/protocol/possession";
import { encodeEnvelope } from "@witness/protocol/wire/envelope";
import { type Sample, saidOf } from "./trip.ts";

export type { Application } from "@witness/protocol/assembly";

/** What sealing takes. `random` returns secret bytes that were never used before. */
export interface SealerOptions {
  readonly application: Application;
  /** What the devices send; a car's unless given. */
  readonly profile?: Profile;
  readonly provider: CryptoProvider;
  readonly random: (bytes: number) => Uint8Array;
}

/** A month: the unit in which an owner can show a past. */
const SESSION_S = 30 * 86_400;

/** Seals one envelope after the other. */
export class Sealer {
  readonly id: DeviceId;
  /** 8 bytes. */
  readonly identity: Uint8Array;
  /** 33 bytes. */
  readonly publicKey: Uint8Array;
  readonly #device: DeviceIdentity;
  readonly #with: SealerOptions;
  #state: DeviceState;
  #openedAtUnixS = 0;

  /** @param privateKey P-256 scalar, 32 bytes */
  constructor(privateKey: Uint8Array, options: SealerOptions) {
    this.#with = options;
    this.#device = identify(privateKey, options.application, options.provider, options.profile);
    this.publicKey = this.#device.publicKey;
    this.identity = this.#device.deviceId;
    this.id = deviceIdOf(this.identity);
    this.#state = genesisState(this.#device, options.provider);
  }

  /** The same key, hash chain and session in other hands. */
  copy(): Sealer {
    const twin = new Sealer(this.#device.privateKey, this.#with);
    twin.#state = this.#state;
    twin.#openedAtUnixS = this.#openedAtUnixS;
    return twin;
  }

  /** Signs whose it is (64 bytes): its registration carries that. */
  possess(belonging: Belonging): Uint8Array {
    const { application, provider } = this.#with;
    return signPossession(application.context, belonging, this.#device.privateKey, provider);
  }

  /** Seals samples into one envelope; a month after its opening a session gives way to the next. */
  seal(samples: readonly Sample[]): {
    readonly sequence: number;
    readonly link: Uint8Array;
    readonly bytes: Uint8Array;
  } {
    const { provider, random } = this.#with;
    const timeUnixS = samples.at(-1)?.reading.timeUnixS ?? 0;
    if (!this.#state.sessionKey || timeUnixS - this.#openedAtUnixS >= SESSION_S) {
      this.#state = beginSession(this.#device, this.#state, random(32), provider);
      this.#openedAtUnixS = timeUnixS;
    }
    const content = contentOf(samples.map(saidOf), this.#device.profile);
    const { envelope, link, state } = assemble(this.#device, this.#state, content, provider);
    this.#state = state;
    return { sequence: state.sequence, link, bytes: encodeEnvelope(envelope) };
  }
}

/** Seals all samples in order, `perEnvelope` at a time; returns encoded envelopes. */
export function buildEnvelopes(sealer: Sealer, samples: readonly Sample[], perEnvelope: number): Uint8Array[] {
  const envelopes: Uint8Array[] = [];
  for (let at = 0; at < samples.length; at += perEnvelope) {
    envelopes.push(sealer.seal(samples.slice(at, at + perEnvelope)).bytes);
  }
  return envelopes;
}
