/** The relay's receipt as bytes (docs/protocol.md, "Receipt"). */
import { MalformedError } from "../errors.ts";
import { witness } from "../generated/witness.js";
import { decode, encode, length, positive } from "./codec.ts";
import type { Signed } from "./envelope.ts";

const { v2 } = witness;
const EMPTY = new Uint8Array();
/** A tree of 2^32 - 1 leaves has no longer path. */
const PATH_MAX_NODES = 32;

/** What a relay signs once for each commit: the tree over its envelopes, and the block by which they are in an input. */
export interface ReceiptRoot {
  /** 32 bytes: the Merkle root. */
  readonly root: Uint8Array;
  /** The number of leaves: from 1 to 2^32 - 1. */
  readonly size: number;
  /** The last block in which the input may come. */
  readonly deadlineBlock: number;
  readonly receivedAtUnixS: number;
}

/** What a device gets: its leaf and the path from there to the root that the relay signed. */
export interface Receipt {
  /** An encoded {@link ReceiptRoot} with the relay's signature. */
  readonly root: Signed;
  /** 8 bytes. */
  readonly deviceId: Uint8Array;
  /** Every envelope of the device up to this number is kept. */
  readonly sequence: number;
  /** 32 bytes: the link of that envelope, which covers the ones before. */
  readonly link: Uint8Array;
  /** The leaf's place in the tree: below its size. */
  readonly index: number;
  /** The siblings (32 bytes each) from the leaf to the root. */
  readonly path: readonly Uint8Array[];
}

/** What a signer gets: the leaf of an operation and the path from there to the root that the relay signed. */
export interface OperationReceipt extends Pick<Receipt, "root" | "index" | "path"> {
  /** 32 bytes: the hash of the operation's message. */
  readonly identity: Uint8Array;
}

/**
 * Reads what a relay signed.
 * @throws {MalformedError} `malformed` when a field is missing or has another length
 * @example
 * decodeReceiptRoot(decodeReceipt(receiptBytes).root.message).size; // => 1
 */
export function decodeReceiptRoot(bytes: Uint8Array): ReceiptRoot {
  const message = decode("ReceiptRoot", v2.ReceiptRoot, bytes);
  return {
    root: length("root", message.root, 32),
    size: positive("size", message.size),
    deadlineBlock: message.deadlineBlock,
    receivedAtUnixS: message.receivedAtUnixS,
  };
}

/**
 * Encodes what a relay signs.
 * @throws {LimitError} `too-large` when a number does not fit 32 bits
 * @example
 * const bytes = encodeReceiptRoot({ root: link, size: 1, deadlineBlock: 500, receivedAtUnixS: 1_800_000_000 });
 */
export function encodeReceiptRoot(root: ReceiptRoot): Uint8Array {
  return encode(v2.ReceiptRoot, root);
}

/**
 * Reads a receipt. Whether it holds is the question of `verifyReceipt`.
 * @throws {MalformedError} `malformed` when a field is missing or has another length
 * @example
 * decodeReceipt(receiptBytes).sequence; // => 3
 */
export function decodeReceipt(bytes: Uint8Array): Receipt {
  const message = decode("Receipt", v2.Receipt, bytes);
  return {
    deviceId: length("device_id", message.deviceId, 8),
    sequence: positive("sequence", message.sequence),
    link: length("link", message.link, 32),
    ...readPlace(message),
  };
}

/** Where a leaf stands, and what was signed over it. */
function readPlace({
  root,
  index,
  path,
}: Pick<witness.v2.Receipt, "root" | "index" | "path">): Pick<Receipt, "root" | "index" | "path"> {
  if (path.length > PATH_MAX_NODES) throw new MalformedError({ field: "path", nodes: path.length });
  const signature = length("signature", root?.signature ?? EMPTY, 64);
  return {
    root: { message: root?.message ?? EMPTY, signature },
    index,
    path: path.map((node) => length("path", node, 32)),
  };
}

/**
 * Encodes a receipt, as the relay sends it.
 * @throws {LimitError} `too-large` when a number does not fit 32 bits
 * @example
 * encodeReceipt(decodeReceipt(receiptBytes)); // => receiptBytes
 */
export function encodeReceipt({ root, deviceId, sequence, link, index, path }: Receipt): Uint8Array {
  return encode(v2.Receipt, { root, deviceId, sequence, link, index, path: [...path] });
}

/**
 * Reads the receipt of an operation. Whether it holds is the question of `verifyOperationReceipt`.
 * @throws {MalformedError} `malformed` when a field is missing or has another length
 * @example
 * const promise = { deadlineBlock: 500, receivedAtUnixS: 1_800_000_000 };
 * const receipt = issueOperationReceipt(context, link, promise, relayPrivateKey, native);
 * decodeOperationReceipt(encodeOperationReceipt(receipt)).identity; // => link
 */
export function decodeOperationReceipt(bytes: Uint8Array): OperationReceipt {
  const message = decode("OperationReceipt", v2.OperationReceipt, bytes);
  return { identity: length("identity", message.identity, 32), ...readPlace(message) };
}

/**
 * Encodes the receipt of an operation, as the relay sends it.
 * @throws {LimitError} `too-large` when a number does not fit 32 bits
 * @example
 * const promise = { deadlineBlock: 500, receivedAtUnixS: 1_800_000_000 };
 * const bytes = encodeOperationReceipt(issueOperationReceipt(context, link, promise, relayPrivateKey, native));
 */
export function encodeOperationReceipt({ root, identity, index, path }: OperationReceipt): Uint8Array {
  return encode(v2.OperationReceipt, { root, identity, index, path: [...path] });
}
