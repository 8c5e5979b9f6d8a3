/**
 * One device: its key, its chain, its session, and the envelopes that nobody acknowledged yet
 * (docs/protocol.md, "Envelope" and "Session").
 */
import { equal } from "@witness/protocol/bytes";
import type { Context } from "@witness/protocol/context";
import type { CryptoProvider } from "@witness/protocol/crypto/provider";
import { signEnvelope } from "@witness/protocol/envelope";
import { type DeviceId, deviceIdOf, keyIdentity } from "@witness/protocol/identity";
import { genesisLink, LINK_PREFIX_BYTES, linkPreimage } from "@witness/protocol/link";
import { encodeReadings } from "@witness/protocol/reading";
import { sealReadings } from "@witness/protocol/seal";
import { openSession, SUITE } from "@witness/protocol/session";
import { signMessage } from "@witness/protocol/sign";
import { decodeBody, type Envelope, encodeEnvelope, type Opening, type Signed } from "@witness/protocol/wire/envelope";
import { encodeLiveReading } from "@witness/protocol/wire/reading";
import type { Sample } from "./trip.ts";

/** The application that a device seals to. */
export interface Application {
  readonly context: Context;
  /** 33 bytes. */
  readonly publicKey: Uint8Array;
  /** 8 bytes. */
  readonly keyId: Uint8Array;
}

/** What a device is made with. `random` answers secret bytes that were never used before. */
export interface DeviceOptions {
  readonly application: Application;
  readonly provider: CryptoProvider;
  readonly random: (bytes: number) => Uint8Array;
}

/** A sealed and signed envelope that waits for its receipt. */
export interface Queued {
  readonly sequence: number;
  /** 32 bytes. */
  readonly link: Uint8Array;
  /** Encoded Envelope. */
  readonly bytes: Uint8Array;
  /** What is sealed in it, kept until the receipt in case that it must be sealed anew. */
  readonly samples: readonly Sample[];
}

/** A head as the relay tells it; the device believes it only by its own signature. */
export interface Head {
  readonly sequence: number;
  readonly session: number;
  /** 32 bytes each. */
  readonly link: Uint8Array;
  readonly previousLink: Uint8Array;
  readonly envelope: Envelope;
}

interface Session {
  readonly number: number;
  readonly key: Uint8Array;
  readonly openedAtUnixS: number;
  /** Until its opening is sealed. */
  opening: Opening | undefined;
}

/** A month: the unit in which an owner can show a past. */
const SESSION_S = 30 * 86_400;
/** Numbers that a device which forgot may have used since its last acknowledged one (docs/protocol.md, "Session"). */
const SKIPPED_AFTER_LOSS = 1_024;

/** A device that signs and seals. */
export class Device {
  readonly id: DeviceId;
  /** 8 bytes. */
  readonly identity: Uint8Array;
  /** 33 bytes. */
  readonly publicKey: Uint8Array;
  /** What waits for its receipt, oldest first. */
  queue: readonly Queued[] = [];
  readonly #key: Uint8Array;
  readonly #with: DeviceOptions;
  #sequence = 0;
  #link: Uint8Array;
  #session: Session | undefined;
  #lastSession = 0;

  /** @param privateKey P-256 scalar, 32 bytes */
  constructor(privateKey: Uint8Array, options: DeviceOptions) {
    const { provider, application } = options;
    this.#key = privateKey;
    this.#with = options;
    this.publicKey = provider.p256PublicKey(privateKey);
    this.identity = keyIdentity(this.publicKey, provider);
    this.id = deviceIdOf(this.identity);
    this.#link = genesisLink(application.context, this.publicKey, provider);
  }

  /** The same key, chain and session in other hands. */
  copy(): Device {
    const twin = new Device(this.#key, this.#with);
    twin.#sequence = this.#sequence;
    twin.#link = this.#link;
    twin.#session = this.#session && { ...this.#session };
    twin.#lastSession = this.#lastSession;
    return twin;
  }

  /** A device with this key and nothing else: its storage is lost. */
  forgetful(): Device {
    return new Device(this.#key, this.#with);
  }

  /**
   * Goes on from a head, over a visible gap: the next envelope opens a new session. A device that forgot skips what it
   * may have used. What waited is sealed anew. Answers false when the head does not carry this device's signature: then
   * nothing changes.
   */
  resume(head: Head, memory: "forgot" | "remembers"): boolean {
    const { provider, application } = this.#with;
    const { body, signature } = head.envelope;
    const signed = linkPreimage(application.context, head.previousLink, body);
    if (!provider.p256Verify(this.publicKey, signature, ...signed)) return false;
    // The numbers are the signed ones; an answer that says others is not believed at all.
    const link = provider.sha256(...signed);
    const { sequence, session } = decodeBody(body);
    if (sequence !== head.sequence || session !== head.session || !equal(link, head.link)) return false;
    this.#link = link;
    this.#sequence = memory === "forgot" ? sequence + SKIPPED_AFTER_LOSS : Math.max(this.#sequence, sequence);
    this.#lastSession = Math.max(this.#lastSession, session);
    this.#session = undefined;
    const waited = this.queue;
    this.queue = [];
    for (const { samples } of waited) this.seal(samples);
    return true;
  }

  /** The next envelope opens a new session. */
  endSession(): void {
    this.#session = undefined;
  }

  /** Seals samples into one envelope, which joins the queue; a month after its opening a session gives way to the next. */
  seal(samples: readonly Sample[]): Queued {
    const { application, provider } = this.#with;
    const session = this.#sessionAt(samples.at(-1)?.reading.timeUnixS ?? 0);
    const { opening } = session;
    const fields = {
      deviceId: this.identity,
      sequence: this.#sequence + 1,
      session: session.number,
      previousLink: opening ? this.#link : this.#link.slice(0, LINK_PREFIX_BYTES),
    };
    const readings = samples.map(({ reading }) => reading);
    const troubleCodes = samples.flatMap(({ troubleCode }, index) =>
      troubleCode ? [{ reading: index, ...troubleCode }] : [],
    );
    const plaintext = encodeReadings({ readings, troubleCodes, profile: 0, raw: new Uint8Array() });
    const sealing = { sessionKey: session.key, suite: SUITE, keyId: application.keyId };
    const ciphertext = sealReadings(application.context, fields, sealing, plaintext, provider);
    const body = { ...fields, ciphertext, ...(opening ? { opening } : {}) };
    const { envelope, link } = signEnvelope(application.context, this.#link, body, this.#key, provider);
    session.opening = undefined;
    this.#sequence = fields.sequence;
    this.#link = link;
    const queued = { sequence: fields.sequence, link, bytes: encodeEnvelope(envelope), samples };
    this.queue = [...this.queue, queued];
    return queued;
  }

  #sessionAt(timeUnixS: number): Session {
    const open = this.#session;
    if (open && timeUnixS - open.openedAtUnixS < SESSION_S) return open;
    const { application, provider, random } = this.#with;
    const number = this.#lastSession + 1;
    const name = { deviceId: this.identity, session: number };
    const { opening, sessionKey } = openSession(application.context, name, application, random(32), provider);
    const session: Session = { number, key: sessionKey, openedAtUnixS: timeUnixS, opening };
    this.#session = session;
    this.#lastSession = number;
    return session;
  }

  /** The relay has these on disk: the device may forget them. */
  acknowledge(throughSequence: number): void {
    this.queue = this.queue.filter(({ sequence }) => sequence > throughSequence);
  }

  /** Answers a challenge (32 bytes) with a reading signed now. */
  live(challenge: Uint8Array, timeUnixS: number, odometerHm: number): Signed {
    const { application, provider } = this.#with;
    const message = encodeLiveReading({
      ...{ deviceId: this.identity, challenge, timeUnixS, odometerHm },
      ...{ sequence: this.#sequence, link: this.#link },
    });
    return signMessage("live", application.context, message, this.#key, provider);
  }
}

/** Seals all samples in order, `perEnvelope` at a time; answers encoded envelopes. For measurements. */
export function buildEnvelopes(device: Device, samples: readonly Sample[], perEnvelope: number): Uint8Array[] {
  const envelopes: Uint8Array[] = [];
  for (let at = 0; at < samples.length; at += perEnvelope) {
    const { bytes, sequence } = device.seal(samples.slice(at, at + perEnvelope));
    device.acknowledge(sequence);
    envelopes.push(bytes);
  }
  return envelopes;
}
