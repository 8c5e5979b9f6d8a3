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

/** Where the relay sees a device. */
export interface Standing {
  readonly sequence: number;
  /** The highest number that is in a block, -1 for none; undefined when the relay does not say. */
  readonly included: number | undefined;
  /** What proves it by the device's own signature; undefined where the relay cannot show it. */
  readonly head: Head | undefined;
}

interface Told {
  readonly status: number;
  readonly json: object;
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

  /** Asks until the relay answers anything but "later"; a whole answer, read to its end. */
  async #ask(path: string, body?: { readonly type: string; readonly bytes: Uint8Array | string }): Promise<Told> {
    for (let waitMs = WAIT_FIRST_MS; ; waitMs = Math.min(WAIT_MOST_MS, 2 * waitMs)) {
      try {
        const init = body
          ? { method: "POST", headers: { "content-type": body.type }, body: Buffer.from(body.bytes) }
          : { method: "GET" };
        const response = await fetch(`${this.#url}${path}`, { ...init, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
        const text = await response.text();
        if (response.status < 500 && response.status !== 429) return { status: response.status, json: jsonOf(text) };
        const seconds = Number(response.headers.get("retry-after"));
        await this.#sleep(seconds > 0 ? Math.min(WAIT_MOST_MS, 1_000 * seconds) : waitMs);
      } catch (error) {
        // No answer, or half of one: the device cannot know whether it was heard, and sends the same bytes again.
        if (!(error instanceof TypeError || (error as Error).name === "TimeoutError")) throw error;
        await this.#sleep(waitMs);
      }
    }
  }

  /** What a device must know of the application. @throws {RelayAnswerError} */
  async application(): Promise<Application> {
    const { status, json } = await this.#ask("/v1/application");
    const { chainId, application, applicationPublicKey, keyId } = json as Record<string, string>;
    if (status !== 200 || !application || !applicationPublicKey || !keyId) {
      throw new RelayAnswerError(`${this.#url} does not answer as a relay.`, { code: "no-relay" });
    }
    return {
      context: { chainId: Number(chainId), application: fromHex(application) },
      publicKey: fromHex(applicationPublicKey),
      keyId: fromHex(keyId),
    };
  }

  /** Posts a registration. @throws {RelayAnswerError} `no-relay` */
  async register(bytes: Uint8Array): Promise<Answer> {
    return answerOf(await this.#ask("/v1/registrations", { type: "application/octet-stream", bytes }));
  }

  /** Posts one envelope by itself, as small devices do. @throws {RelayAnswerError} `no-relay` */
  async postOne(bytes: Uint8Array): Promise<Answer> {
    return answerOf(await this.#ask("/v1/envelopes", { type: "application/octet-stream", bytes }));
  }

  /** Posts envelopes in order; one answer for each. @throws {RelayAnswerError} */
  async post(envelopes: readonly Uint8Array[]): Promise<readonly Answer[]> {
    const bytes = JSON.stringify({ envelopes: envelopes.map(base64) });
    const { json } = await this.#ask("/v1/envelopes", { type: "application/json", bytes });
    const { results, code } = json as { results?: readonly Answer[]; code?: string };
    if (results?.length !== envelopes.length) {
      throw new RelayAnswerError("The relay refused the request as a whole.", { code: code ?? "no-relay" });
    }
    return results;
  }

  /** Where the relay sees a device, and its head where the relay can show it; undefined when it does not know it. */
  async standing(device: DeviceId): Promise<Standing | undefined> {
    const { status, json } = await this.#ask(`/v1/devices/${device}/head`);
    if (status !== 200) return undefined;
    const { sequence, session, link, previousLink, envelope, ...told } = json as {
      readonly sequence: number;
      readonly included?: number | null;
      readonly session: number;
      readonly link: string;
      readonly previousLink: string | null;
      readonly envelope: string | null;
    };
    const included = told.included === null ? -1 : told.included;
    if (envelope === null || previousLink === null) return { sequence, included, head: undefined };
    const links = { link: fromHex(link), previousLink: fromHex(previousLink) };
    const bytes = Uint8Array.from(Buffer.from(envelope, "base64"));
    return { sequence, included, head: { sequence, session, ...links, envelope: decodeEnvelope(bytes) } };
  }
}

function jsonOf(text: string): object {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === "object" && json !== null ? json : {};
  } catch {
    // A proxy's page, say: it has none of the fields that are looked for.
    return {};
  }
}

function answerOf({ status, json }: Told): Answer {
  const answer = json as Partial<Answer>;
  if (typeof answer.code !== "string") {
    throw new RelayAnswerError(`What answers (${status}) is no relay.`, { code: "no-relay" });
  }
  return { ...answer, code: answer.code };
}
