/** JSON-RPC to a chain: plain requests, tried again when the network or the server falters. */
import { AuditError } from "./errors.ts";

/** Asks one method. */
export type Rpc = (method: string, params: readonly unknown[]) => Promise<unknown>;

/** A log as every Ethereum node gives it, its numbers read. */
export interface Log {
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
  readonly block: number;
  readonly position: number;
  readonly transaction: string;
}

/** Which logs are wanted. */
export interface LogFilter {
  readonly address: string | readonly string[];
  readonly topics: readonly (string | readonly string[] | null)[];
}

const ATTEMPTS = 5;
const PAUSE_MS = 250;
const TIMEOUT_MS = 60_000;
/** Many providers answer for more; who answers for fewer is asked for fewer. Full blocks of inputs still fit a page. */
const BLOCKS_AT_ONCE = 2_000;

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What the server itself said no to. Asking again in the same words would not help. */
class Refusal extends Error {}

/** Makes a client. Its requests throw `rpc-unreachable` or `rpc-refused`; the URL's path may hold a secret, and is not shown. */
export function rpcClient(url: string): Rpc {
  const host = new URL(url).host;
  const once = async (method: string, params: readonly unknown[]): Promise<unknown> => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    let answer: { readonly result?: unknown; readonly error?: { readonly message?: unknown } } | undefined;
    try {
      answer = JSON.parse(text) as typeof answer;
    } catch {
      // A proxy's page, or nothing: its status says more than its words.
    }
    if (response.status === 429 || response.status >= 500) throw new Error(`HTTP ${response.status}`);
    if (answer?.error) throw new Refusal(String(answer.error.message ?? "no reason given").slice(0, 300));
    if (!response.ok || typeof answer !== "object" || answer === null) throw new Refusal(`HTTP ${response.status}`);
    return answer.result;
  };
  return async (method, params) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await once(method, params);
      } catch (cause) {
        if (cause instanceof Refusal) {
          throw new AuditError(`${host} does not answer ${method}: ${cause.message}`, { code: "rpc-refused", cause });
        }
        if (attempt === ATTEMPTS) {
          const sentence = `${host} does not answer; check --rpc, and that the chain is running.`;
          throw new AuditError(sentence, { code: "rpc-unreachable", cause });
        }
        await wait(PAUSE_MS * 2 ** (attempt - 1));
      }
    }
  };
}

/** The number as JSON-RPC writes it. */
export const quantity = (value: number): string => `0x${value.toString(16)}`;

/** Reads a string of the answer. @throws {AuditError} `rpc-refused` when it is none */
export function text(answer: unknown, what: string): string {
  if (typeof answer === "string") return answer;
  throw new AuditError(`The chain's answer about ${what} is not what Ethereum's JSON-RPC says.`, {
    code: "rpc-refused",
  });
}

function readLog(log: Readonly<Record<string, unknown>>): Log {
  const topics = log["topics"];
  if (!Array.isArray(topics)) throw new AuditError("A log of the chain has no topics.", { code: "rpc-refused" });
  return {
    address: text(log["address"], "a log").toLowerCase(),
    topics: topics.map((topic) => text(topic, "a log")),
    data: text(log["data"], "a log"),
    block: Number(text(log["blockNumber"], "a log")),
    position: Number(text(log["logIndex"], "a log")),
    transaction: text(log["transactionHash"], "a log"),
  };
}

/** Whether a log is one that was asked for: a node that filters badly would pass another's words off as this one's. */
function answers(log: Log, { address, topics }: LogFilter, from: number, to: number): boolean {
  const isOneOf = (asked: string | readonly string[], found: string | undefined): boolean =>
    [asked].flat().some((each: string) => each.toLowerCase() === found?.toLowerCase());
  return (
    log.block >= from &&
    log.block <= to &&
    isOneOf(address, log.address) &&
    topics.every((topic, place) => topic === null || isOneOf(topic, log.topics[place]))
  );
}

/**
 * Reads logs in the order of the chain, page by page. A node that refuses a page (too many blocks, too many logs) is
 * asked for half of it, down to one block.
 * @throws {AuditError} `logs-foreign` when it gives one that was not asked for
 */
export async function* readLogs(rpc: Rpc, filter: LogFilter, from: number, to: number): AsyncGenerator<Log> {
  let size = BLOCKS_AT_ONCE;
  for (let first = from; first <= to; ) {
    const last = Math.min(to, first + size - 1);
    let answer: unknown;
    try {
      answer = await rpc("eth_getLogs", [{ ...filter, fromBlock: quantity(first), toBlock: quantity(last) }]);
    } catch (error) {
      if (!(error instanceof AuditError) || error.code !== "rpc-refused" || first === last) throw error;
      size = Math.max(1, Math.floor((last - first + 1) / 2));
      continue;
    }
    if (!Array.isArray(answer))
      throw new AuditError("The chain's answer about logs is no list.", { code: "rpc-refused" });
    const logs = answer.map(readLog);
    const foreign = logs.find((log) => !answers(log, filter, first, last));
    if (foreign) {
      const sentence = `The chain's node gave a log of ${foreign.address} (block ${foreign.block}) that was not asked for; ask another node.`;
      throw new AuditError(sentence, { code: "logs-foreign" });
    }
    yield* logs.sort((a, b) => a.block - b.block || a.position - b.position);
    first = last + 1;
    size = Math.min(BLOCKS_AT_ONCE, size * 2);
  }
}
