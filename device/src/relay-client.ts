/** A relay's HTTP interface as a device uses it (docs/protocol.md, "Carrying"): one request, one typed result. */
import { fromHex } from "@witness/protocol/bytes";
import { decodeEnvelope, type Envelope } from "@witness/protocol/wire/envelope";
import { DeviceError } from "./errors.ts";

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

interface RelayResponse {
  readonly status: number;
  readonly json: Readonly<Record<string, unknown>>;
  /** How long the relay wants to be left alone, when it said so. */
  readonly waitMs: number | undefined;
}

const RESPONSE_WITHIN_MS = 30_000;

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

/** Talks to one relay, one request after the other. */
export class RelayClient {
  readonly #url: string;
  readonly #fetch: typeof fetch;
  #underWay = new AbortController();
  #closed = false;

  constructor(url: string, fetcher: typeof fetch) {
    this.#url = url.replace(/\/$/, "");
    this.#fetch = fetcher;
  }

  async #request(path: string, body?: string): Promise<RelayResponse> {
    const init = body === undefined ? {} : { method: "POST", headers: { "content-type": "application/json" }, body };
    if (this.#closed) throw new Later();
    const underWay = new AbortController();
    this.#underWay = underWay;
    const late = setTimeout(() => underWay.abort(), RESPONSE_WITHIN_MS);
    let response: Response;
    let text: string;
    try {
      response = await this.#fetch(`${this.#url}${path}`, { ...init, signal: underWay.signal });
      text = await response.text();
    } catch (cause) {
      // Nothing, or half of it, came back: the device cannot know whether it was heard.
      throw new Later(undefined, { cause });
    } finally {
      clearTimeout(late);
    }
    const seconds = Number(response.headers.get("retry-after"));
    const waitMs = seconds > 0 ? 1_000 * seconds : undefined;
    if (response.status === 429 || response.status >= 500) throw new Later(waitMs);
    return { status: response.status, json: objectOf(text), waitMs };
  }

  /** Abandons the request that is under way and makes no other; what it carried is sent again after the next start. */
  close(): void {
    this.#closed = true;
    this.#underWay.abort();
  }

  /** What the relay says that it carries for. @throws {Later} */
  async application(): Promise<Readonly<Record<string, unknown>>> {
    return (await this.#request("/v1/application")).json;
  }

  /** Posts encoded envelopes in order. @throws {Later} @throws {DeviceError} `delivery-refused`, `succession-due` */
  async post(envelopes: readonly Uint8Array[]): Promise<{
    readonly codes: readonly string[];
    readonly receipts: readonly Uint8Array[];
    /** With a code that pushes back: how long the relay wants to be left alone, when it said so. */
    readonly waitMs: number | undefined;
  }> {
    const { json, waitMs } = await this.#request(
      "/v1/envelopes",
      JSON.stringify({ envelopes: envelopes.map(toBase64) }),
    );
    const { results, receipts, code } = json;
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
  async head(deviceId: string): Promise<ToldHead | undefined> {
    const { status, json } = await this.#request(`/v1/devices/${deviceId}/head`);
    const { sequence, session, link, previousLink, envelope } = json;
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

function objectOf(text: string): Readonly<Record<string, unknown>> {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === "object" && json !== null ? (json as Record<string, unknown>) : {};
  } catch {
    // A proxy's page, say: it has none of the fields that are looked for.
    return {};
  }
}
