/** What a chain's node returns, read strictly: a nonce of 0 that is in truth a missing answer would cost a transaction. */
import { ChainError } from "@witness/ethereum/errors";

/** What tells one block from another. */
export interface Block {
  readonly number: number;
  readonly hash: string;
  readonly parentHash: string;
  readonly timeUnixS: number;
  /** Undefined on a chain without base fees. */
  readonly baseFeeWei: bigint | undefined;
  /** Hashes of its transactions. */
  readonly transactions: readonly unknown[];
}

/** What became of a transaction that is in a block. */
export interface TransactionReceipt {
  readonly succeeded: boolean;
  readonly block: number;
  readonly blockHash: string;
  readonly gasUsed: bigint;
  readonly feeWei: bigint;
  /** Of the input that it added, among the application's; -1 when it added none. */
  readonly inputIndex: number;
}

type Fields = Readonly<Record<string, unknown>>;

const malformed = (what: string): ChainError =>
  new ChainError(`The chain's node returns no ${what}; check the RPC URL, or use another node.`, {
    code: "chain-answer-malformed",
  });

/** Reads a number as JSON-RPC writes it. @throws {ChainError} `chain-answer-malformed` */
export function readQuantity(value: unknown): bigint {
  if (typeof value !== "string" || !/^0x[0-9a-fA-F]{1,64}$/.test(value)) throw malformed("number");
  return BigInt(value);
}

/** Reads a block; undefined when there is none. @throws {ChainError} `chain-answer-malformed` */
export function readBlock(value: unknown): Block | undefined {
  if (value === null) return undefined;
  const { number, hash, parentHash, timestamp, baseFeePerGas, transactions } = fieldsOf(value, "block");
  if (typeof hash !== "string" || typeof parentHash !== "string") throw malformed("block");
  const baseFeeWei = baseFeePerGas === undefined || baseFeePerGas === null ? undefined : readQuantity(baseFeePerGas);
  const timeUnixS = Number(readQuantity(timestamp));
  const listed: readonly unknown[] = Array.isArray(transactions) ? transactions : [];
  return { number: Number(readQuantity(number)), hash, parentHash, timeUnixS, baseFeeWei, transactions: listed };
}

/** Reads a transaction's receipt; undefined while it is in no block. @throws {ChainError} `chain-answer-malformed` */
export function readReceipt(value: unknown): TransactionReceipt | undefined {
  if (value === null) return undefined;
  const { status, blockNumber, blockHash, gasUsed, effectiveGasPrice, logs } = fieldsOf(value, "receipt");
  if (blockNumber === null) return undefined;
  if (!Array.isArray(logs) || typeof blockHash !== "string") throw malformed("receipt");
  // InputAdded(application, index, input) is the only event of the transaction; its index is the second topic.
  const [, , index] = (logs[0] as { readonly topics?: readonly unknown[] } | undefined)?.topics ?? [];
  const gas = readQuantity(gasUsed);
  return {
    succeeded: readQuantity(status) === 1n,
    block: Number(readQuantity(blockNumber)),
    blockHash,
    gasUsed: gas,
    feeWei: gas * readQuantity(effectiveGasPrice),
    inputIndex: index === undefined ? -1 : Number(readQuantity(index)),
  };
}

function fieldsOf(value: unknown, what: string): Fields {
  if (typeof value !== "object" || value === null) throw malformed(what);
  return value as Fields;
}
