/** A device's side of the relay's public API: it keeps at it while the relay pushes back, and counts the answers. */
import { fromHex } from "@witness/protocol/bytes";
import type { DeviceId } from "@witness/protocol/identity";
import { decodeEnvelope } from "@witness/protocol/wire/envelope";
import type { Application, Head } from "./device.ts";

/** What became of one message. */
export interface Answer {
  readonly code: string;
  readonly sequence?: number;
}

/** The relay said something that a device cannot go on from. */
export class RelayAnswerError extends Error {
  readonly code: string;

  constructor(sentence: string, { code, cause }: { readonly code: string; readonly cause?: unknown }) {
    super(sentence, cause === undefined ? undefined : { cause });
    this.name = "RelayAnswerError";
    this.code = code;
  }
}

const PUSH_BACK = new Set([429, 502, 503, 504]);
const WAIT_FIRST_MS = 250;
const WAIT_MOST_MS = 15_000;
const ANSWER_WITHIN_MS = 30_000;

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

/** Talks to one relay. `sleep` waits that many milliseconds. */
export class RelayClient {
  readonly #url: string;
  readonly #sleep: (ms: number) => Promise<unknown>;

  constructor(url: string, sleep: (ms: number) => Promise<unknown>) {
    this.#url = url.replace(/\/$/, "");
    this.#sleep = sleep;
  }

  /** Asks until the relay answers anything but "later". */
  async #ask(path: string, body?: { readonly type: string; readonly bytes: Uint8Array | string }): Promise<Response> {
    for (let waitMs = WAIT_FIRST_MS; ; waitMs = Math.min(WAIT_MOST_MS, 2 * waitMs)) {
      try {
        const init = body
          ? { method: "POST", headers: { "content-type": body.type }, body: Buffer.from(body.bytes) }
          : { method: "GET" };
        const response = await fetch(`${this.#url}${path}`, { ...init, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
        if (!PUSH_BACK.has(response.status)) return response;
        const seconds = Number(response.headers.get("retry-after"));
        await response.arrayBuffer();
        await this.#sleep(seconds > 0 ? Math.min(WAIT_MOST_MS, 1_000 * seconds) : waitMs);
      } catch (error) {
        // No answer: the device cannot know whether it was heard, and sends the same bytes again.
        if (!(error instanceof TypeError || (error as Error).name === "TimeoutError")) throw error;
        await this.#sleep(waitMs);
      }
    }
  }

  /** What a device must know of the application. @throws {RelayAnswerError} */
  async application(): Promise<Application> {
    const response = await this.#ask("/v1/application");
    const { chainId, application, applicationPublicKey, keyId } = (await response.json()) as Record<string, string>;
    if (!response.ok || !application || !applicationPublicKey || !keyId) {
      throw new RelayAnswerError(`${this.#url} does not answer as a relay.`, { code: "no-relay" });
    }
    return {
      context: { chainId: Number(chainId), application: fromHex(application) },
      publicKey: fromHex(applicationPublicKey),
      keyId: fromHex(keyId),
    };
  }

  /** Posts a registration. */
  async register(bytes: Uint8Array): Promise<Answer> {
    const response = await this.#ask("/v1/registrations", { type: "application/octet-stream", bytes });
    return (await response.json()) as Answer;
  }

  /** Posts one envelope by itself, as small devices do. */
  async postOne(bytes: Uint8Array): Promise<Answer> {
    const response = await this.#ask("/v1/envelopes", { type: "application/octet-stream", bytes });
    return (await response.json()) as Answer;
  }

  /** Posts envelopes in order; one answer for each. */
  async post(envelopes: readonly Uint8Array[]): Promise<readonly Answer[]> {
    const bytes = JSON.stringify({ envelopes: envelopes.map(base64) });
    const response = await this.#ask("/v1/envelopes", { type: "application/json", bytes });
    const { results, code } = (await response.json()) as { results?: readonly Answer[]; code?: string };
    if (!results) throw new RelayAnswerError("The relay refused the request as a whole.", { code: code ?? "no-relay" });
    return results;
  }

  /** Where the relay sees a device; undefined when it does not know it, or cannot show an envelope of it. */
  async head(device: DeviceId): Promise<Head | undefined> {
    const response = await this.#ask(`/v1/devices/${device}/head`);
    if (!response.ok) return undefined;
    const head = (await response.json()) as {
      readonly sequence: number;
      readonly session: number;
      readonly link: string;
      readonly previousLink: string | null;
      readonly envelope: string | null;
    };
    if (head.envelope === null || head.previousLink === null) return undefined;
    return {
      sequence: head.sequence,
      session: head.session,
      link: fromHex(head.link),
      previousLink: fromHex(head.previousLink),
      envelope: decodeEnvelope(Uint8Array.from(Buffer.from(head.envelope, "base64"))),
    };
  }
}
