/** The relay's receipt as bytes (docs/protocol.md, "Receipt"). */
import { MalformedError } from "../errors.ts";
import { witness } from "../generated/witness.js";
import { decode, encode, length, positive } from "./codec.ts";
import type { Signed } from "./envelope.ts";

const { v1 } = witness;
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

/**
 * Reads what a relay signed.
 * @throws {MalformedError} `malformed` when a field is missing or has another length
 * @example
 * decodeReceiptRoot(decodeReceipt(receiptBytes).root.message).size; // => 1
 */
export function decodeReceiptRoot(bytes: Uint8Array): ReceiptRoot {
  const message = decode("ReceiptRoot", v1.ReceiptRoot, bytes);
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
  return encode(v1.ReceiptRoot, root);
}

/**
 * Reads a receipt. Whether it holds is the question of `verifyReceipt`.
 * @throws {MalformedError} `malformed` when a field is missing or has another length
 * @example
 * decodeReceipt(receiptBytes).sequence; // => 3
 */
export function decodeReceipt(bytes: Uint8Array): Receipt {
  const message = decode("Receipt", v1.Receipt, bytes);
  if (message.path.length > PATH_MAX_NODES) throw new MalformedError({ field: "path", nodes: message.path.length });
  return {
    root: {
      message: message.root?.message ?? EMPTY,
      signature: length("signature", message.root?.signature ?? EMPTY, 64),
    },
    deviceId: length("device_id", message.deviceId, 8),
    sequence: positive("sequence", message.sequence),
    link: length("link", message.link, 32),
    index: message.index,
    path: message.path.map((node) => length("path", node, 32)),
  };
}

/**
 * Encodes a receipt, as the relay sends it.
 * @throws {LimitError} `too-large` when a number does not fit 32 bits
 * @example
 * encodeReceipt(decodeReceipt(receiptBytes)); // => receiptBytes
 */
export function encodeReceipt({ root, deviceId, sequence, link, index, path }: Receipt): Uint8Array {
  return encode(v1.Receipt, { root, deviceId, sequence, link, index, path: [...path] });
}
