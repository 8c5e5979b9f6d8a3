/** Inputs of tests on a machine: those of the recorded conversation with their outcomes, and any other. */
import { encodeInput } from "@witness/ethereum/input";
import { toHex } from "../src/codec.ts";

export const INPUTS = [
  { payload: "hello", status: "ACCEPTED", count: 1 },
  { payload: "reject", status: "REJECTED", count: 2 },
  { payload: "world", status: "ACCEPTED", count: 2 },
  { payload: "x".repeat(3_000), status: "ACCEPTED", count: 3 },
  { payload: "exception", status: "EXCEPTION", count: 4 },
] as const;

/** Returns the blob of an input as it was sent to the recorded machine. */
export function rawInput(index: number): Uint8Array {
  return inputOf(index, INPUTS[index]!.payload);
}

/** Returns the blob of an input with this payload. */
export function inputOf(index: number, payload: string): Uint8Array {
  return encodeInput({
    chainId: 31_337n,
    application: `0x${"11".repeat(20)}`,
    sender: `0x${"22".repeat(20)}`,
    blockNumber: BigInt(100 + index),
    blockTimestampS: BigInt(1_790_000_000 + 12 * index),
    prevRandao: 7n,
    index: BigInt(index),
    payload: toHex(Buffer.from(payload)),
  });
}
