/** Inputs as the rollup server hands them to a back-end, of the application that the benchmark's fleet belongs to. */
import { toHex } from "@witness/protocol/bytes";

/** The application of the fleet. */
export const context = { chainId: 31_337, application: new Uint8Array(20).fill(0xab) };
/** Later than every reading, so that no clock runs ahead. */
const BLOCK_TIME_UNIX_S = 1_900_000_000;

/** Returns the JSON text of an input. */
export function requestOf(payload: Uint8Array, index: number): string {
  const metadata = {
    chain_id: context.chainId,
    app_contract: `0x${toHex(context.application)}`,
    msg_sender: `0x${"11".repeat(20)}`,
    block_number: 100 + index,
    block_timestamp: BLOCK_TIME_UNIX_S,
    input_index: index,
    prev_randao: `0x${"22".repeat(32)}`,
  };
  return JSON.stringify({ request_type: "advance_state", data: { metadata, payload: `0x${toHex(payload)}` } });
}
