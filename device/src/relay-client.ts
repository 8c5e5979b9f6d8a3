/** A relay as a device uses it (docs/protocol.md, "Carrying"): one request, one typed result. */
import { fromHex } from "@witness/protocol/bytes";
import type { DeviceId } from "@witness/protocol/identity";
import { decodeEnvelope, type Envelope } from "@witness/protocol/wire/envelope";
import { DeviceError } from "./errors.ts";
import type { Question, Told, Transport } from "./transport.ts";

/** A head as a relay tells it; a device believes it only by its own signature. */
export interface ToldHead {
  readonly sequence: number;
  readonly session: number;
  /** 32 bytes. */
  readonly link: Uint8Array;
  /** What proves it; undefined where the relay has no envelope. */
  readonly proof: { readonly envelope: Envelope; readonly previousLink: Uint8Array } | undefined;
}

/** The relay pushed back, or nobody could be reached. */
export class Later extends Error {
  /** How long the relay wants to be left alone, when it said so. */
  readonly waitMs: number | undefined;
  constructor(waitMs?: number, options?: ErrorOptions) {
    super("The relay takes nothing now.", options);
    this.name = "Later";
    this.waitMs = waitMs;
  }
}

/** Text (base64) of bytes, in Node and in browsers. */
function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** Bytes of a base64 text; undefined when it is none. */
function fromBase64(text: unknown): Uint8Array | undefined {
  if (typeof text !== "string") return undefined;
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/** Talks to one relay, one question after the other. */
export class RelayClient {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  async #ask(question: Question): Promise<Told> {
    let told: Told;
    try {
      told = await this.#transport.ask(question);
    } catch (cause) {
      // Nothing, or half of it, came back: the device cannot know whether it was heard.
      throw new Later(undefined, { cause });
    }
    if (told.status === 429 || told.status >= 500) throw new Later(told.waitMs);
    return told;
  }

  /** Abandons the question that is under way and asks no other; what it carried is sent again after the next start. */
  close(): void {
    this.#transport.close();
  }

  /** What the relay says that it carries for. @throws {Later} */
  async application(): Promise<Readonly<Record<string, unknown>>> {
    return (await this.#ask({ name: "application" })).document;
  }

  /** Posts encoded envelopes in order. @throws {Later} @throws {DeviceError} `delivery-refused`, `succession-due` */
  async post(envelopes: readonly Uint8Array[]): Promise<{
    readonly codes: readonly string[];
    readonly receipts: readonly Uint8Array[];
    /** With a code that pushes back: how long the relay wants to be left alone, when it said so. */
    readonly waitMs: number | undefined;
  }> {
    const body = JSON.stringify({ envelopes: envelopes.map(toBase64) });
    const { document, waitMs } = await this.#ask({ name: "envelopes", body });
    const { results, receipts, code } = document;
    if (!Array.isArray(results) || results.length !== envelopes.length) {
      if (code === "application-closed") {
        const sentence =
          "The application takes nothing more, and everything is kept; follow the statement of its successor.";
        throw new DeviceError(sentence, { code: "succession-due" });
      }
      const relayCode = typeof code === "string" ? code : undefined;
      throw new DeviceError("The relay refused the request as a whole.", { code: "delivery-refused", relayCode });
    }
    return {
      codes: results.map((result: { code?: unknown } | null) => String(result?.code)),
      receipts: (Array.isArray(receipts) ? receipts : []).flatMap((receipt) => fromBase64(receipt) ?? []),
      waitMs,
    };
  }

  /** The head of a device; undefined when the relay does not know the device. @throws {Later} */
  async head(deviceId: DeviceId): Promise<ToldHead | undefined> {
    const { status, document } = await this.#ask({ name: "head", deviceId });
    const { sequence, session, link, previousLink, envelope } = document;
    if (status !== 200 || typeof sequence !== "number" || typeof session !== "number") return undefined;
    try {
      const bytes = fromBase64(envelope);
      const proof =
        bytes && typeof previousLink === "string"
          ? { envelope: decodeEnvelope(bytes), previousLink: fromHex(previousLink) }
          : undefined;
      return { sequence, session, link: fromHex(String(link)), proof };
    } catch {
      // Whatever it is, it proves nothing.
      return { sequence, session, link: new Uint8Array(), proof: undefined };
    }
  }
}
