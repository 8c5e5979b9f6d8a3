/** A block's number and time, as a chain's node tells them. */
import { ChainError } from "./errors.ts";
import { type Call, quantity } from "./rpc.ts";

/** Which block, and when it was made. */
export interface BlockTime {
  readonly number: number;
  readonly timeUnixS: number;
}

/**
 * Returns a block's number and time.
 * @param call asks the chain
 * @throws {ChainError} as `call` throws, and `chain-answer-malformed` when the node has no such block
 */
export async function readBlockTime(call: Call, block: number | "latest"): Promise<BlockTime> {
  const named = block === "latest" ? block : quantity(block);
  const answer = (await call("eth_getBlockByNumber", [named, false])) as {
    readonly number?: unknown;
    readonly timestamp?: unknown;
  } | null;
  const [number, timeUnixS] = [Number(answer?.number), Number(answer?.timestamp)];
  if (Number.isSafeInteger(number) && Number.isSafeInteger(timeUnixS)) return { number, timeUnixS };
  const sentence = `The chain's node has no number and time for block ${block}; ask another node.`;
  throw new ChainError(sentence, { code: "chain-answer-malformed" });
}
