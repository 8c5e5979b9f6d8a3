/** The relay's public API as a maker, an observer and an attacker use it. A device has its own client in the SDK. */
import type { DeviceId } from "@witness/protocol/identity";

/** What became of one message. */
export interface RelayAnswer {
  readonly code: string;
  readonly sequence?: number;
}

/** Where the relay sees a device. */
export interface RelayHead {
  readonly sequence: number;
  /** The highest number that is in a block, -1 for none; undefined when the relay does not say. */
  readonly included: number | undefined;
}

/** What is posted. */
interface Posted {
  readonly type: string;
  readonly bytes: Uint8Array;
  /** Whether the sender looks after "not so fast" itself. */
  readonly isHasty?: boolean;
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

/** Talks to one relay. `sleep` waits that many milliseconds. */
export class RelayClient {
  readonly #url: string;
  readonly #sleep: (ms: number) => Promise<unknown>;

  constructor(url: string, sleep: (ms: number) => Promise<unknown>) {
    this.#url = url.replace(/\/$/, "");
    this.#sleep = sleep;
  }

  /** Asks until the relay answers anything but "later"; a whole answer, read to its end. */
  async #ask(path: string, body?: Posted): Promise<Told> {
    for (let waitMs = WAIT_FIRST_MS; ; waitMs = Math.min(WAIT_MOST_MS, 2 * waitMs)) {
      try {
        const init = body
          ? { method: "POST", headers: { "content-type": body.type }, body: Buffer.from(body.bytes) }
          : { method: "GET" };
        const response = await fetch(`${this.#url}${path}`, { ...init, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
        const text = await response.text();
        const isTold = response.status < 500 && (response.status !== 429 || body?.isHasty);
        if (isTold) return { status: response.status, json: jsonOf(text) };
        const seconds = Number(response.headers.get("retry-after"));
        await this.#sleep(seconds > 0 ? Math.min(WAIT_MOST_MS, 1_000 * seconds) : waitMs);
      } catch (error) {
        // No answer, or half of one: the device cannot know whether it was heard, and sends the same bytes again.
        if (!(error instanceof TypeError || (error as Error).name === "TimeoutError")) throw error;
        await this.#sleep(waitMs);
      }
    }
  }

  /** Posts a registration. @throws {RelayAnswerError} `no-relay` */
  async register(bytes: Uint8Array): Promise<RelayAnswer> {
    return answerOf(await this.#ask("/v1/registrations", { type: "application/octet-stream", bytes }));
  }

  /** Posts one envelope by itself. @throws {RelayAnswerError} `no-relay` */
  async post(bytes: Uint8Array): Promise<RelayAnswer> {
    return answerOf(await this.#ask("/v1/envelopes", { type: "application/octet-stream", bytes }));
  }

  /**
   * Posts one operation. While another one of its device is under way the answer is `rate-limited`.
   * @throws {RelayAnswerError} `no-relay`
   */
  async operate(bytes: Uint8Array): Promise<RelayAnswer> {
    return answerOf(await this.#ask("/v1/operations", { type: "application/octet-stream", bytes, isHasty: true }));
  }

  /** Where the relay sees a device; undefined when it does not know it. */
  async head(device: DeviceId): Promise<RelayHead | undefined> {
    const { status, json } = await this.#ask(`/v1/devices/${device}/head`);
    if (status !== 200) return undefined;
    const { sequence, included } = json as { readonly sequence: number; readonly included?: number | null };
    return { sequence, included: included === null ? -1 : included };
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

function answerOf({ status, json }: Told): RelayAnswer {
  const answer = json as Partial<RelayAnswer>;
  if (typeof answer.code !== "string") {
    throw new RelayAnswerError(`What answers (${status}) is no relay.`, { code: "no-relay" });
  }
  return { ...answer, code: answer.code };
}
