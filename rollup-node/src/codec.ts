/**
 * The encodings of contracts 2.2.0, read from the official artefacts: inputs, outputs, claims and events.
 * Version 3 will change them; nothing outside this file and `official.ts` knows a selector.
 */
import applicationArtifact from "@cartesi/rollups/out/Application.sol/Application.json" with { type: "json" };
import consensusArtifact from "@cartesi/rollups/out/IConsensus.sol/IConsensus.json" with { type: "json" };
import inputBoxArtifact from "@cartesi/rollups/out/InputBox.sol/InputBox.json" with { type: "json" };
import inputsArtifact from "@cartesi/rollups/out/Inputs.sol/Inputs.json" with { type: "json" };
import outputsArtifact from "@cartesi/rollups/out/Outputs.sol/Outputs.json" with { type: "json" };
import { getAddress, getBytes, hexlify, Interface } from "ethers";

export type Hex = `0x${string}`;

const inputs = new Interface(inputsArtifact.abi);
const outputs = new Interface(outputsArtifact.abi);
export const inputBoxInterface = new Interface(inputBoxArtifact.abi);
export const consensusInterface = new Interface(consensusArtifact.abi);
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

/** Bytes as lower-case 0x hex. Node's own conversion: ethers' is a hundred times slower on 60 kB. */
export function toHex(bytes: Uint8Array): Hex {
  return `0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex")}`;
}

/** Decodes an input blob as InputBox emitted it. Throws an ethers error when it is no `EvmAdvance` call. */
export function decodeInput(raw: Uint8Array): DecodedInput {
  const values = inputs.decodeFunctionData("EvmAdvance", raw);
  return {
    chainId: values[0],
    application: values[1],
    sender: values[2],
    blockNumber: values[3],
    blockTimestampS: values[4],
    prevRandao: values[5],
    index: values[6],
    payload: values[7],
  };
}

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

/** The output blob: the leaf of the outputs tree is its keccak256, the contract takes it as it is. */
export function encodeOutput(output: DecodedOutput): Buffer {
  const args =
    output.type === "Notice"
      ? [output.payload]
      : output.type === "Voucher"
        ? [output.destination, output.value, output.payload]
        : [output.destination, output.payload];
  return Buffer.from(outputs.encodeFunctionData(output.type, args).slice(2), "hex");
}

/** The decoded output, or null for a blob that is none of the three kinds. */
export function decodeOutput(raw: Uint8Array): DecodedOutput | null {
  try {
    const call = outputs.parseTransaction({ data: hexlify(raw) });
    if (call?.name === "Notice") return { type: "Notice", payload: call.args[0] };
    if (call?.name === "Voucher")
      return { type: "Voucher", destination: getAddress(call.args[0]), value: call.args[1], payload: call.args[2] };
    if (call?.name === "DelegateCallVoucher")
      return { type: "DelegateCallVoucher", destination: getAddress(call.args[0]), payload: call.args[1] };
  } catch {
    // A machine may emit any bytes: not decodable is an answer, the blob itself is kept.
  }
  return null;
}
