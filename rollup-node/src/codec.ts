/**
 * The encodings of contracts 2.2.0, read from the official artefacts: inputs, outputs, claims and events.
 * Version 3 will change them. Only this file and `official.ts` know selectors.
 */
import applicationArtifact from "@cartesi/rollups/out/Application.sol/Application.json" with { type: "json" };
import consensusArtifact from "@cartesi/rollups/out/IConsensus.sol/IConsensus.json" with { type: "json" };
import inputBoxArtifact from "@cartesi/rollups/out/InputBox.sol/InputBox.json" with { type: "json" };
import inputsArtifact from "@cartesi/rollups/out/Inputs.sol/Inputs.json" with { type: "json" };
import outputsArtifact from "@cartesi/rollups/out/Outputs.sol/Outputs.json" with { type: "json" };
import { getAddress, getBytes, hexlify, Interface } from "ethers";

/** Bytes as text: 0x and two digits a byte. */
export type Hex = `0x${string}`;

const inputs = new Interface(inputsArtifact.abi);
const outputs = new Interface(outputsArtifact.abi);
/** The ABI of InputBox. */
export const inputBoxInterface = new Interface(inputBoxArtifact.abi);
/** The ABI of both consensus contracts, Authority and Quorum. */
export const consensusInterface = new Interface(consensusArtifact.abi);
/** The ABI of an application contract. */
export const applicationInterface = new Interface(applicationArtifact.abi);

/** An `EvmAdvance` call, decoded; addresses are EIP-55, integers are unsigned 256-bit. */
export interface DecodedInput {
  readonly chainId: bigint;
  readonly application: string;
  readonly sender: string;
  readonly blockNumber: bigint;
  readonly blockTimestampS: bigint;
  readonly prevRandao: bigint;
  readonly index: bigint;
  readonly payload: Hex;
}

export type DecodedOutput =
  | { readonly type: "Notice"; readonly payload: Hex }
  | { readonly type: "Voucher"; readonly destination: string; readonly value: bigint; readonly payload: Hex }
  | { readonly type: "DelegateCallVoucher"; readonly destination: string; readonly payload: Hex };

/** Returns bytes as lower-case 0x hex. It uses Node.js: the conversion of ethers is a hundred times slower on 60 kB. */
export function toHex(bytes: Uint8Array): Hex {
  return `0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex")}`;
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
    inputs.encodeFunctionData("EvmAdvance", [
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

const OUTPUT = {
  Notice: Buffer.from("c258d6e5", "hex"),
  Voucher: Buffer.from("237a816f", "hex"),
  DelegateCallVoucher: Buffer.from("10321e8b", "hex"),
} as const;

/** Returns the output blob that the application contract executes or validates. Its keccak256 is the tree's leaf. */
export function encodeOutput(output: DecodedOutput): Buffer {
  const head: Buffer[] = [OUTPUT[output.type]];
  if (output.type !== "Notice") head.push(word(BigInt(output.destination)));
  if (output.type === "Voucher") head.push(word(output.value));
  const payload = Buffer.from(output.payload.slice(2), "hex");
  const tail = Buffer.alloc((32 - (payload.length % 32)) % 32);
  return Buffer.concat([...head, word(BigInt(32 * head.length)), word(BigInt(payload.length)), payload, tail]);
}

function word(value: bigint): Buffer {
  return Buffer.from(value.toString(16).padStart(64, "0"), "hex");
}

/** Returns the decoded output, or null for a blob that is none of the three kinds. */
export function decodeOutput(raw: Uint8Array): DecodedOutput | null {
  try {
    const call = outputs.parseTransaction({ data: hexlify(raw) });
    if (call?.name === "Notice") return { type: "Notice", payload: call.args[0] };
    if (call?.name === "Voucher")
      return { type: "Voucher", destination: getAddress(call.args[0]), value: call.args[1], payload: call.args[2] };
    if (call?.name === "DelegateCallVoucher")
      return { type: "DelegateCallVoucher", destination: getAddress(call.args[0]), payload: call.args[1] };
  } catch {
    // A machine may emit any bytes, so a blob that cannot be decoded is no error. The store keeps the blob.
  }
  return null;
}
