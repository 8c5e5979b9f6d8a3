/**
 * A payload as a signed transaction, in bytes throughout: a payload has 65 kB, and hexadecimal text of it costs more
 * than everything else that the relay does with it. EIP-1559 (type 2), InputBox's `addInput(address,bytes)`.
 */
import { RLP } from "@ethereumjs/rlp";
import { concat, fromHex } from "@witness/protocol/bytes";
import { createKeccak } from "hash-wasm";

const hasher = await createKeccak(256);

/** Returns keccak256 (32 bytes) as 0x and hexadecimal digits. */
export function keccak(bytes: Uint8Array): string {
  hasher.init();
  hasher.update(bytes);
  return `0x${hasher.digest("hex")}`;
}

/** The fields of a transaction that transfers no value. */
export interface TransactionFields {
  readonly chainId: number;
  readonly nonce: number;
  readonly gasLimit: bigint;
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
  /** 0x and 40 digits. */
  readonly to: string;
  readonly data: Uint8Array;
}

/** Selector of `addInput(address,bytes)`. */
const ADD_INPUT = Uint8Array.of(0x17, 0x89, 0xcd, 0x63);
const TYPE = Uint8Array.of(2);

/** Returns an unsigned integer below 2^64 as an ABI word, 32 bytes. */
function word(value: number): Uint8Array {
  const bytes = new Uint8Array(32);
  new DataView(bytes.buffer).setBigUint64(24, BigInt(value));
  return bytes;
}

/** Returns the call that adds a payload to an application's inputs. @param application 0x and 40 digits */
export function addInputCall(application: string, payload: Uint8Array): Uint8Array {
  const padding = new Uint8Array((32 - (payload.length % 32)) % 32);
  const address = concat(new Uint8Array(12), fromHex(application));
  return concat(ADD_INPUT, address, word(64), word(payload.length), payload, padding);
}

/** Returns 0x and digits, two for each byte. */
export const hexOf = (bytes: Uint8Array): string => `0x${Buffer.from(bytes).toString("hex")}`;

/** A transaction as it is sent, and its hash; both 0x and hexadecimal digits. */
export interface SignedTransaction {
  readonly raw: string;
  readonly hash: string;
}

/** The two numbers of a signature, 0x and 64 digits each, and the parity of its point. */
export interface TransactionSignature {
  readonly r: string;
  readonly s: string;
  readonly yParity: 0 | 1;
}

const fieldsOf = (fields: TransactionFields) => {
  const { chainId, nonce, maxPriorityFeePerGas, maxFeePerGas, gasLimit, to, data } = fields;
  return [chainId, nonce, maxPriorityFeePerGas, maxFeePerGas, gasLimit, fromHex(to), 0, data, []];
};

/** Returns what is signed of a transaction: keccak256 of it, 0x and 64 digits. */
export const signingHash = (fields: TransactionFields): string => keccak(concat(TYPE, RLP.encode(fieldsOf(fields))));

/** Returns a transaction with its signature, as it is sent. */
export function serializeSigned(fields: TransactionFields, { r, s, yParity }: TransactionSignature): SignedTransaction {
  // RLP's integers have no leading zeros (EIP-1559 has r and s as integers).
  const signed = concat(TYPE, RLP.encode([...fieldsOf(fields), yParity, BigInt(r), BigInt(s)]));
  return { raw: hexOf(signed), hash: keccak(signed) };
}
