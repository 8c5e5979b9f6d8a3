/**
 * The encodings of contracts 2.2.0, read from the official artefacts: outputs, claims and events. Version 3 will change
 * them. Only this file, `official.ts` and `@witness/ethereum/input` know selectors.
 */
import applicationArtifact from "@cartesi/rollups/out/Application.sol/Application.json" with { type: "json" };
import consensusArtifact from "@cartesi/rollups/out/IConsensus.sol/IConsensus.json" with { type: "json" };
import inputBoxArtifact from "@cartesi/rollups/out/InputBox.sol/InputBox.json" with { type: "json" };
import outputsArtifact from "@cartesi/rollups/out/Outputs.sol/Outputs.json" with { type: "json" };
import { getAddress, hexlify, Interface } from "ethers";

/** Bytes as text: 0x and two digits a byte. */
export type Hex = `0x${string}`;

const outputs = new Interface(outputsArtifact.abi);
/** The ABI of InputBox. */
export const inputBoxInterface = new Interface(inputBoxArtifact.abi);
/** The ABI of both consensus contracts, Authority and Quorum. */
export const consensusInterface = new Interface(consensusArtifact.abi);
/** The ABI of an application contract. */
export const applicationInterface = new Interface(applicationArtifact.abi);

export type DecodedOutput =
  | { readonly type: "Notice"; readonly payload: Hex }
  | { readonly type: "Voucher"; readonly destination: string; readonly value: bigint; readonly payload: Hex }
  | { readonly type: "DelegateCallVoucher"; readonly destination: string; readonly payload: Hex };

/** Returns bytes as lower-case 0x hex. It uses Node.js: the conversion of ethers is a hundred times slower on 60 kB. */
export function toHex(bytes: Uint8Array): Hex {
  return `0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex")}`;
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
