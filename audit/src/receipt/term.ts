/**
 * Whether what a receipt promises comes due (docs/protocol.md, "Receipt"): a relay that promises a block too far away is convicted
 * by its receipt and the time of one block.
 */
import { type Call, quantity } from "@witness/ethereum/rpc";
import { CLOCK_AHEAD_MAX_S, RECEIPT_DEADLINE_MAX_BLOCKS } from "@witness/protocol/limits";
import type { ReceiptPromise } from "@witness/protocol/receipt";
import { AuditError } from "../errors.ts";
import { text } from "../logs.ts";

/** Which rule of the term a receipt breaks. */
export type Breach = "promised-too-late" | "received-ahead";

/** @throws {AuditError} `chain-answer-malformed` when the node has not the block */
async function timeOf(rpc: Call, block: number): Promise<number> {
  const answer = (await rpc("eth_getBlockByNumber", [quantity(block), false])) as {
    readonly timestamp?: unknown;
  } | null;
  const timeUnixS = Number(text(answer?.timestamp, `block ${block}`));
  if (Number.isSafeInteger(timeUnixS)) return timeUnixS;
  throw new AuditError(`Block ${block} of the chain has no time; ask another node.`, {
    code: "chain-answer-malformed",
  });
}

/**
 * Returns which rule a promise breaks; undefined when none, or when the chain's node stands before the time that the relay signed.
 * @param head the chain's newest block
 * @param nowUnixS the own clock: a chain that stands still, or a node that is behind, accuses nobody
 * @throws {AuditError} `chain-answer-malformed`
 */
export async function breachOf(
  rpc: Call,
  head: number,
  { deadlineBlock, receivedAtUnixS }: ReceiptPromise,
  nowUnixS: number,
): Promise<Breach | undefined> {
  const headUnixS = await timeOf(rpc, head);
  if (receivedAtUnixS > Math.max(headUnixS, nowUnixS) + CLOCK_AHEAD_MAX_S) return "received-ahead";
  // Times do not fall: the base is this block or a later one, unless this one is later than what was signed.
  const base = deadlineBlock - RECEIPT_DEADLINE_MAX_BLOCKS;
  if (base <= 0) return undefined;
  const timeUnixS = base < head ? await timeOf(rpc, base) : headUnixS;
  return timeUnixS > receivedAtUnixS ? "promised-too-late" : undefined;
}
