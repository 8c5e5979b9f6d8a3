/** Logs of a chain, read in order and checked: a node may filter badly, or lie. */
import { ChainError } from "@witness/ethereum/errors";
import { type Call, openRpc, quantity } from "@witness/ethereum/rpc";
import { AuditError } from "./errors.ts";

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
const TIMEOUT_MS = 60_000;
/** Many providers answer for more; who answers for fewer is asked for fewer. Full blocks of inputs still fit a page. */
const BLOCKS_AT_ONCE = 2_000;

/** Opens the way to a chain's node; a request is made again when the network or the server falters. */
export const openPatiently = (url: string): Call => openRpc({ url, attempts: ATTEMPTS, timeoutMs: TIMEOUT_MS }).call;

/** Reads a string of the answer. @throws {AuditError} `chain-answer-malformed` when it is none */
export function text(answer: unknown, what: string): string {
  if (typeof answer === "string") return answer;
  throw new AuditError(`What the chain's node returns about ${what} is not Ethereum's JSON-RPC; ask another node.`, {
    code: "chain-answer-malformed",
  });
}

function readLog(log: Readonly<Record<string, unknown>>): Log {
  const topics = log["topics"];
  if (!Array.isArray(topics))
    throw new AuditError("A log of the chain has no topics.", { code: "chain-answer-malformed" });
  return {
    address: text(log["address"], "a log").toLowerCase(),
    topics: topics.map((topic) => text(topic, "a log")),
    data: text(log["data"], "a log"),
    block: Number(text(log["blockNumber"], "a log")),
    position: Number(text(log["logIndex"], "a log")),
    transaction: text(log["transactionHash"], "a log"),
  };
}

/** Returns whether a log was asked for: a node that filters badly would pass another's words off as this one's. */
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
export async function* readLogs(rpc: Call, filter: LogFilter, from: number, to: number): AsyncGenerator<Log> {
  let size = BLOCKS_AT_ONCE;
  for (let first = from; first <= to; ) {
    const last = Math.min(to, first + size - 1);
    let answer: unknown;
    try {
      answer = await rpc("eth_getLogs", [{ ...filter, fromBlock: quantity(first), toBlock: quantity(last) }]);
    } catch (error) {
      // Too many logs are refused, or make an answer that is too long.
      if (!(error instanceof ChainError) || error.retryable || first === last) throw error;
      size = Math.max(1, Math.floor((last - first + 1) / 2));
      continue;
    }
    if (!Array.isArray(answer))
      throw new AuditError("What the chain's node returns about logs is no list; ask another node.", {
        code: "chain-answer-malformed",
      });
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
