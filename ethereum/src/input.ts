/** Inputs as InputBox emits them: an `InputAdded` log holds an `EvmAdvance` call (contracts 2.2.0). */
import { getAddress, getBytes } from "ethers";
import { inputBoxInterface, inputsInterface, topicOf } from "./abi.ts";
import type { Log } from "./chain.ts";

/** The first topic of an `InputAdded` log; the second is the application, the third the input's index. */
export const INPUT_ADDED = topicOf(inputBoxInterface, "InputAdded");

/** An `EvmAdvance` call, decoded; addresses are EIP-55, integers are unsigned 256-bit. */
export interface DecodedInput {
  readonly chainId: bigint;
  readonly application: string;
  readonly sender: string;
  readonly blockNumber: bigint;
  readonly blockTimestampS: bigint;
  readonly prevRandao: bigint;
  readonly index: bigint;
  readonly payload: `0x${string}`;
}

const ADVANCE = Buffer.from("415bf363", "hex");

/**
 * Returns the fields of an input blob as InputBox emitted it. Throws a RangeError when it is no `EvmAdvance` call.
 * It does not use ethers: it runs for every input, and ethers takes milliseconds where this takes microseconds.
 */
export function decodeInput(raw: Uint8Array): DecodedInput {
  const blob = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const word = (position: number): bigint => BigInt(`0x${blob.toString("hex", 4 + 32 * position, 36 + 32 * position)}`);
  const address = (position: number): string => {
    const at = 4 + 32 * position + 12;
    return getAddress(`0x${blob.toString("hex", at, at + 20)}`);
  };
  if (blob.length < 4 + 32 * 9 || !blob.subarray(0, 4).equals(ADVANCE) || word(7) !== 256n)
    throw new RangeError("an input must be an EvmAdvance call");
  const length = word(8);
  const start = 4 + 32 * 9;
  if (length > BigInt(blob.length - start)) throw new RangeError("an input's payload is cut short");
  return {
    chainId: word(0),
    application: address(1),
    sender: address(2),
    blockNumber: word(3),
    blockTimestampS: word(4),
    prevRandao: word(5),
    index: word(6),
    payload: `0x${blob.toString("hex", start, start + Number(length))}`,
  };
}

/** Returns the `EvmAdvance` call of an input, as InputBox emits it. */
export function encodeInput(input: DecodedInput): Uint8Array {
  const { chainId, application, sender, blockNumber, blockTimestampS, prevRandao, index, payload } = input;
  return getBytes(
    inputsInterface.encodeFunctionData("EvmAdvance", [
      chainId,
      application,
      sender,
      blockNumber,
      blockTimestampS,
      prevRandao,
      index,
      payload,
    ]),
  );
}

/** Returns the `bytes` of `InputAdded`: ABI offset, length, content. Throws a RangeError when the data is too short. */
export function inputBlob(log: Log): Buffer {
  const data = Buffer.from(log.data.slice(2), "hex");
  const length = data.length < 64 ? -1 : Number(data.readBigUInt64BE(56));
  if (length < 0 || length > data.length - 64) throw new RangeError("an InputAdded log is cut short");
  return data.subarray(64, 64 + length);
}
