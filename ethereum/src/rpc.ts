/**
 * JSON-RPC to a chain, by plain requests: a range of full inputs is tens of megabytes, which ethers decodes letter by
 * letter. Errors name the host only, because the rest of a provider's URL is often a key.
 */
import { readAtMost } from "./body.ts";
import { ChainError } from "./errors.ts";

/** Which node to ask, and how patiently. */
export interface RpcOptions {
  /** A name and password in it travel as a header. */
  readonly url: string;
  /** How long one answer may take. */
  readonly timeoutMs?: number;
  /** How often a request is made before a `chain-unavailable` is thrown; at least 1. */
  readonly attempts?: number;
  /** The pause after the first failed attempt; it doubles with each. */
  readonly pauseMs?: number;
  /** A longer answer is refused, so that a lying node cannot fill the memory. */
  readonly maxAnswerBytes?: number;
}

/** Asks one method and returns its result. @throws {ChainError} */
export type Call = (method: string, params: readonly unknown[]) => Promise<unknown>;

/** A connection to a chain's node. */
export interface ChainRpc {
  /** @throws {ChainError} `chain-unavailable` (try later), `chain-refused`, `chain-answer-malformed` */
  readonly call: Call;
  /** The host, for messages. */
  readonly host: string;
  /** Cuts short what is asked and everything that will be. */
  readonly close: () => void;
}

const TIMEOUT_MS = 15_000;
const PAUSE_MS = 250;
const MAX_ANSWER_BYTES = 2 ** 29 - 2 ** 20;
const REASON_LENGTH = 300;

/** Writes a number the way JSON-RPC does. */
export const quantity = (value: number | bigint): string => `0x${value.toString(16)}`;

/** Opens a connection; nothing is sent before the first call. @throws {TypeError} when the URL is none */
export function openRpc(options: RpcOptions): ChainRpc {
  const { timeoutMs = TIMEOUT_MS, attempts = 1, pauseMs = PAUSE_MS, maxAnswerBytes = MAX_ANSWER_BYTES } = options;
  const { endpoint, headers, host } = readUrl(options.url);
  const closed = new AbortController();
  let id = 0;

  async function once(method: string, params: readonly unknown[]): Promise<unknown> {
    id += 1;
    const body = JSON.stringify({ jsonrpc: "2.0", id, method, params });
    const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), closed.signal]);
    let status: number;
    let text: string;
    try {
      const response = await fetch(endpoint, { method: "POST", headers, body, signal, redirect: "error" });
      status = response.status;
      text = await textOf(response, maxAnswerBytes, host);
    } catch (cause) {
      if (cause instanceof ChainError) throw cause;
      const sentence = `The chain at ${host} does not answer; check the RPC URL, and that the chain is running.`;
      throw new ChainError(sentence, { code: "chain-unavailable", cause });
    }
    return resultOf(text, { status, host, method });
  }

  async function call(method: string, params: readonly unknown[]): Promise<unknown> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await once(method, params);
      } catch (error) {
        const again = error instanceof ChainError && error.retryable && attempt < attempts && !closed.signal.aborted;
        if (!again) throw error;
        await pause(pauseMs * 2 ** (attempt - 1), closed.signal);
      }
    }
  }

  return { call, host, close: () => closed.abort() };
}

interface Asked {
  readonly status: number;
  readonly host: string;
  readonly method: string;
}

function resultOf(text: string, { status, host, method }: Asked): unknown {
  let response: { readonly result?: unknown; readonly error?: unknown } | undefined;
  try {
    response = JSON.parse(text) as typeof response;
  } catch {
    // A proxy's page, or nothing: its status says more than its words.
  }
  if (status === 429 || status >= 500) {
    // Some nodes send a JSON-RPC error with status 500; that is their answer, and asking again gives the same.
    if (status === 429 || !response?.error) {
      const sentence = `The chain at ${host} answers with HTTP ${status}; it is overloaded or down.`;
      throw new ChainError(sentence, { code: "chain-unavailable" });
    }
  }
  if (typeof response === "object" && response !== null && response.error) throw refusal(response.error, host, method);
  if (status < 200 || status > 299) {
    const sentence = `The chain at ${host} refuses ${method} with HTTP ${status}; check the RPC URL.`;
    throw new ChainError(sentence, { code: "chain-refused" });
  }
  if (typeof response !== "object" || response === null || !("result" in response)) {
    const sentence = `What ${host} returns for ${method} is not JSON-RPC; check the RPC URL.`;
    throw new ChainError(sentence, { code: "chain-answer-malformed" });
  }
  return response.result;
}

/** Keeps what a caller decides by. The data of a revert is the error's data, or lies one level deeper in some nodes. */
function refusal(error: unknown, host: string, method: string): ChainError {
  const { code, message, data } = error as { readonly [name in "code" | "message" | "data"]?: unknown };
  const inner = typeof data === "object" && data !== null ? (data as { readonly data?: unknown }).data : data;
  const reason = (typeof message === "string" ? message : "no reason given").slice(0, REASON_LENGTH);
  return new ChainError(`The chain at ${host} refuses ${method}: ${reason}`, {
    code: "chain-refused",
    reason,
    rpcCode: typeof code === "number" ? code : undefined,
    revertData: typeof inner === "string" && /^0x[0-9a-fA-F]*$/.test(inner) ? inner : undefined,
  });
}

async function textOf(response: Response, maxBytes: number, host: string): Promise<string> {
  const bytes = await readAtMost(response, maxBytes);
  if (bytes) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
  const sentence = `What ${host} returns is longer than ${maxBytes} bytes; ask for less, or ask another node.`;
  throw new ChainError(sentence, { code: "chain-answer-malformed" });
}

/** `fetch` takes no name and password in a URL. */
function readUrl(text: string) {
  const url = new URL(text);
  const headers: Record<string, string> = { "content-type": "application/json" };
  if (url.username !== "" || url.password !== "") {
    const name = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    headers["authorization"] = `Basic ${Buffer.from(name).toString("base64")}`;
    url.username = "";
    url.password = "";
  }
  return { endpoint: url.href, headers, host: url.host };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}
