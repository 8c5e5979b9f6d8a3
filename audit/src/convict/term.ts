/**
 * Whether what a receipt promises comes due (docs/protocol.md, "Receipt"): a relay that promises a block too far away is convicted
 * by its receipt and the time of one block.
 */
import { readBlockTime } from "@witness/ethereum/block";
import type { Call } from "@witness/ethereum/rpc";
import { CLOCK_AHEAD_MAX_S, RECEIPT_DEADLINE_MAX_BLOCKS } from "@witness/protocol/limits";
import type { ReceiptPromise } from "@witness/protocol/receipt";

/** Which rule of the term a receipt breaks. */
export type Breach = "promised-too-late" | "received-ahead";

/**
 * Returns which rule a promise breaks; undefined when none, or when the chain's node stands before the time that the relay signed.
 * @param head the chain's newest block
 * @param nowUnixS the own clock: a chain that stands still, or a node that is behind, accuses nobody
 * @throws {ChainError} as the chain's RPC does, and `chain-answer-malformed`
 */
export async function breachOf(
  rpc: Call,
  head: number,
  { deadlineBlock, receivedAtUnixS }: ReceiptPromise,
  nowUnixS: number,
): Promise<Breach | undefined> {
  const { timeUnixS: headUnixS } = await readBlockTime(rpc, head);
  if (receivedAtUnixS > Math.max(headUnixS, nowUnixS) + CLOCK_AHEAD_MAX_S) return "received-ahead";
  // Times do not fall: the base is this block or a later one, unless this one is later than what was signed.
  const base = deadlineBlock - RECEIPT_DEADLINE_MAX_BLOCKS;
  if (base <= 0) return undefined;
  const timeUnixS = base < head ? (await readBlockTime(rpc, base)).timeUnixS : headUnixS;
  return timeUnixS > receivedAtUnixS ? "promised-too-late" : undefined;
}
