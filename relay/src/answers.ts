/** What the relay answers to each request; HTTP and MQTT frame the same answers (docs/relay.md, "Endpoints"). */
import { toHex } from "@witness/protocol/bytes";
import { CODES, MalformedError } from "@witness/protocol/errors";
import { type DeviceId, parseDeviceId } from "@witness/protocol/identity";
import { ENVELOPE_MAX_BYTES } from "@witness/protocol/limits";
import { encodeEnvelope } from "@witness/protocol/wire/envelope";
import type { RelayResponse } from "./envelope-intake.ts";
import type { Decision } from "./intake.ts";
import { MinuteCounts } from "./minute-counts.ts";
import { type Answer, codeOf, problem } from "./problem.ts";
import type { Relay } from "./relay.ts";

const ENVELOPES_MAX_PER_REQUEST = 2_000;
/** Of one sender: half a second of one core in a minute. A fleet behind one address has none. */
const FALSE_SIGNATURES_PER_MINUTE = 6_000;
/** Of the longest request, an array of envelopes. */
export const BODY_MAX_BYTES = 4 * 1024 * 1024;

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

function envelopesOf(body: unknown): Uint8Array[] {
  const { envelopes } = (typeof body === "object" && body !== null ? body : {}) as { envelopes?: unknown };
  if (!Array.isArray(envelopes) || envelopes.length === 0 || envelopes.length > ENVELOPES_MAX_PER_REQUEST) {
    throw new MalformedError({ field: "envelopes", most: ENVELOPES_MAX_PER_REQUEST });
  }
  // An element that is no text is malformed by itself; its neighbours are judged.
  return envelopes.map((each: unknown) => (typeof each === "string" ? fromBase64(each) : new Uint8Array()));
}

/** Returns no bytes for text that is no base64, which are then malformed. Node skips wrong letters; the length tells. */
function fromBase64(text: string): Uint8Array {
  const bytes = Buffer.from(text, "base64");
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const digits = text.length - padding;
  const whole = digits % 4 !== 1 && (padding === 0 || text.length % 4 === 0);
  // A copy with memory of its own: a Buffer is a view of memory that others write to.
  return whole && bytes.length === Math.floor((digits * 3) / 4) ? new Uint8Array(bytes) : new Uint8Array();
}

const shown = ({ code, deviceId, sequence, link, retryAfterS }: Decision) => ({
  code,
  ...(deviceId ? { deviceId } : {}),
  ...(sequence === undefined ? {} : { sequence }),
  ...(link ? { link: toHex(link) } : {}),
  ...(retryAfterS === undefined ? {} : { retryAfterS }),
});

/** Codes after which a device goes on from the head, so the answer tells it. */
const HEAD_CODES = new Set([
  "sequence-gap",
  "sequence-regressed",
  "link-mismatch",
  "session-unknown",
  "session-reused",
  "session-full",
  "forked-key",
  "late-in-gap",
]);

/** Answers of one relay. Bytes that are given must not change afterwards. */
export class Answers {
  readonly #relay: Relay;
  /** What a stranger can make the relay work for nothing. */
  readonly #falseSignatures: MinuteCounts;

  constructor(relay: Relay, nowMs: () => number) {
    this.#relay = relay;
    this.#falseSignatures = new MinuteCounts(FALSE_SIGNATURES_PER_MINUTE, nowMs);
  }

  /** Answers one encoded envelope. @param sender whom the work is counted for @throws {RelayError} as {@link Relay.take} */
  async envelope(bytes: Uint8Array, sender: string): Promise<Answer> {
    const taken = bytes.length > ENVELOPE_MAX_BYTES ? problem("too-large") : await this.#take(() => [bytes], sender);
    return "status" in taken ? taken : await this.#one(taken);
  }

  /**
   * Answers an array of envelopes: a result for each, in its place.
   * @param body `{"envelopes":["base64",…]}`, parsed
   * @throws {MalformedError} when it is no such object
   * @throws {RelayError} as {@link Relay.take}
   */
  async envelopes(body: unknown, sender: string): Promise<Answer> {
    const taken = await this.#take(() => envelopesOf(body), sender);
    if ("status" in taken) return taken;
    const { decisions, receipts } = taken;
    const waitsS = decisions.flatMap(({ retryAfterS: waitS }) => waitS ?? []);
    const document = { results: decisions.map(shown), receipts: receipts.map(base64) };
    return { status: 200, document, ...(waitsS.length > 0 ? { retryAfterS: Math.max(...waitsS) } : {}) };
  }

  async #take(messages: () => readonly Uint8Array[], sender: string): Promise<RelayResponse | Answer> {
    const stop = this.#relay.metrics.ackSeconds.startTimer();
    try {
      const retryAfterS = this.#falseSignatures.retryAfterS(sender);
      if (retryAfterS !== undefined) return problem("rate-limited", {}, retryAfterS);
      const taken = await this.#relay.take(messages(), sender);
      this.#falseSignatures.add(sender, taken.decisions.filter(({ code }) => code === "signature-invalid").length);
      return taken;
    } finally {
      stop();
    }
  }

  async #one({ decisions, receipts }: RelayResponse): Promise<Answer> {
    const [one] = decisions;
    if (!one) throw new MalformedError();
    const { action, http } = CODES[one.code];
    if (action === "admit" || action === "ignore") {
      const [receipt] = receipts;
      return { status: http, document: { ...shown(one), ...(receipt ? { receipt: base64(receipt) } : {}) } };
    }
    const head = one.deviceId && HEAD_CODES.has(one.code) ? await this.#headOf(one.deviceId) : undefined;
    return problem(one.code, { ...shown(one), ...(head ? { head } : {}) }, one.retryAfterS);
  }

  /** Answers a maker's registration, a `Signed`. */
  async registration(bytes: Uint8Array): Promise<Answer> {
    const taken = await this.#relay.registrations.take(bytes);
    if (taken.code === "admitted") return { status: CODES.admitted.http, document: shown(taken) };
    return problem(taken.code, shown(taken), "retryAfterS" in taken ? taken.retryAfterS : undefined);
  }

  /** Answers a `SignedOperation`. */
  async operation(bytes: Uint8Array): Promise<Answer> {
    const { code, deviceId, identity, receipt, retryAfterS } = await this.#relay.operations.take(bytes);
    const said = { code, ...(deviceId ? { deviceId } : {}), ...(identity ? { identity: toHex(identity) } : {}) };
    if (code !== "admitted") return problem(code, said, retryAfterS);
    return { status: CODES.admitted.http, document: { ...said, ...(receipt ? { receipt: base64(receipt) } : {}) } };
  }

  /** Answers where a device's hash chain stands. @throws {MalformedError} when the text is no device's identity */
  async head(text: string): Promise<Answer> {
    const device = parseDeviceId(text);
    await this.#relay.meet(device);
    const document = await this.#headOf(device);
    return document ? { status: 200, document } : problem("device-unknown");
  }

  /** Answers what the relay carries for. */
  application(): Answer {
    return { status: 200, document: this.#relay.about };
  }

  /** Answers whether envelopes are taken. */
  async ready(): Promise<Answer> {
    const obstacle = await this.#relay.obstacle();
    return obstacle
      ? problem(codeOf(obstacle), { reason: obstacle.message })
      : { status: 200, document: { ready: true } };
  }

  async #headOf(device: DeviceId): Promise<Readonly<Record<string, unknown>> | undefined> {
    const head = await this.#relay.head(device);
    if (!head) return undefined;
    const { sequence, link, session } = head.chain;
    const { envelope, included } = head;
    return {
      deviceId: device,
      sequence,
      link: toHex(link),
      session,
      // The number through which this relay's inputs are in blocks; what is acknowledged may not be yet.
      included: included ?? null,
      // A device that lost its storage checks with these that it signed the head itself.
      envelope: envelope ? base64(encodeEnvelope(envelope)) : null,
      previousLink: envelope ? toHex(envelope.previousLink) : null,
    };
  }
}
