/**
 * Receipts: a relay signs one Merkle root for all envelopes of a commit, and each device gets leaf and path for each session
 * (docs/protocol.md, "Receipt"); of an operation its signer gets the same. A receipt that verifies convicts a relay that did not keep its promise.
 */
import { u32 } from "./bytes.ts";
import type { Context } from "./context.ts";
import type { CryptoProvider } from "./crypto/provider.ts";
import { ProtocolError } from "./errors.ts";
import { buildTree, leafHash, treePath, treeRoot, verifyPath } from "./merkle.ts";
import { signMessage, verifyMessage } from "./sign.ts";
import {
  decodeReceiptRoot,
  encodeReceiptRoot,
  type OperationReceipt,
  type Receipt,
  type ReceiptRoot,
} from "./wire/receipt.ts";

/** The last envelope of one session of a device that a commit keeps. */
export type ReceiptEntry = Pick<Receipt, "deviceId" | "sequence" | "link">;

/** Where an envelope stands: what a receipt vouches for is told by it. */
export interface SessionPlace {
  readonly session: number;
  readonly sequence: number;
}

/**
 * Returns those of a device's envelopes that a receipt is for: the last one of each session, in ascending order. An opening states
 * the whole link before it, so a link behind one says nothing of the envelopes before.
 * @param envelopes of one device, which one commit keeps
 * @example
 * const kept = [1, 2, 3].map((sequence) => ({ session: sequence === 3 ? 2 : 1, sequence }));
 * lastOfSessions(kept).map(({ sequence }) => sequence); // => [2, 3]
 */
export function lastOfSessions<Envelope extends SessionPlace>(envelopes: readonly Envelope[]): Envelope[] {
  const last = new Map<number, Envelope>();
  for (const envelope of envelopes) {
    const { session, sequence } = envelope;
    if (sequence >= (last.get(session)?.sequence ?? 0)) last.set(session, envelope);
  }
  return [...last.values()].sort((a, b) => a.sequence - b.sequence);
}

/**
 * Returns whether a receipt for one of a device's envelopes vouches for another one: of the same session, and not after it.
 * @example
 * isVouchedFor({ session: 1, sequence: 2 }, { session: 2, sequence: 3 }); // => false
 */
export const isVouchedFor = (envelope: SessionPlace, by: SessionPlace): boolean =>
  envelope.session === by.session && envelope.sequence <= by.sequence;

/** What the relay promises for all envelopes of a commit. */
export type ReceiptPromise = Pick<ReceiptRoot, "deadlineBlock" | "receivedAtUnixS">;

/** The kinds of leaves: the last kept envelope of a device's session, and an operation. */
const ENVELOPE_LEAF = Uint8Array.of(1);
const OPERATION_LEAF = Uint8Array.of(2);

/** Returns the leaf hash (32 bytes) of an entry: H(0x00 ‖ u8(1) ‖ device id ‖ u32(sequence) ‖ link). */
function entryLeaf({ deviceId, sequence, link }: ReceiptEntry, provider: CryptoProvider): Uint8Array {
  return leafHash(provider, ENVELOPE_LEAF, deviceId, u32(sequence), link);
}

/**
 * Signs one root over the entries and returns a receipt for each, in their order. Signs nothing when there is no entry.
 * @param entries of one session of a device each: device id (8 bytes), sequence number, link (32 bytes)
 * @param privateKey the relay's receipt key: P-256, 32 bytes
 * @throws {LimitError} `too-large` when a number does not fit 32 bits
 * @example
 * const promise = { deadlineBlock: 500, receivedAtUnixS: 1_800_000_000 };
 * const [receipt] = issueReceipts(context, [{ deviceId, sequence: 3, link }], promise, relayPrivateKey, native);
 * receipt?.path; // => []
 */
export function issueReceipts(
  context: Context,
  entries: readonly ReceiptEntry[],
  promise: ReceiptPromise,
  privateKey: Uint8Array,
  provider: CryptoProvider,
): Receipt[] {
  if (entries.length === 0) return [];
  const tree = buildTree(
    entries.map((entry) => entryLeaf(entry, provider)),
    provider,
  );
  const message = encodeReceiptRoot({
    root: treeRoot(tree, provider),
    size: entries.length,
    deadlineBlock: promise.deadlineBlock,
    receivedAtUnixS: promise.receivedAtUnixS,
  });
  const root = signMessage("receipt", context, message, privateKey, provider);
  return entries.map(({ deviceId, sequence, link }, index) => ({
    root,
    deviceId,
    sequence,
    link,
    index,
    path: treePath(tree, index),
  }));
}

/**
 * Returns what the relay promised, or undefined when this relay did not sign this receipt: another key, chain or
 * application, or a leaf that is not in the signed tree. Whoever holds a receipt compares its device id, sequence and
 * link with the envelope that it is for. Never throws on any receipt that was read from bytes.
 * @param relayPublicKey P-256, compressed, 33 bytes
 * @example
 * const promise = verifyReceipt(context, decodeReceipt(receiptBytes), relayPublicKey, native);
 * if (!promise) throw new Error("The relay did not sign this receipt.");
 * promise.deadlineBlock; // => 500
 */
export function verifyReceipt(
  context: Context,
  receipt: Receipt,
  relayPublicKey: Uint8Array,
  provider: CryptoProvider,
): ReceiptRoot | undefined {
  return verifyLeaf(context, entryLeaf(receipt, provider), receipt, relayPublicKey, provider);
}

function verifyLeaf(
  context: Context,
  leaf: Uint8Array,
  { root, index, path }: Pick<Receipt, "root" | "index" | "path">,
  relayPublicKey: Uint8Array,
  provider: CryptoProvider,
): ReceiptRoot | undefined {
  try {
    const promise = decodeReceiptRoot(root.message);
    if (!verifyPath(leaf, index, promise.size, path, promise.root, provider)) return undefined;
    return verifyMessage("receipt", context, root, relayPublicKey, provider) ? promise : undefined;
  } catch (error) {
    // The message is no root. Any other error is a fault of the program.
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

/**
 * Signs a root over one operation.
 * @param identity the hash of its message, 32 bytes
 * @param privateKey the relay's receipt key: P-256, 32 bytes
 * @throws {LimitError} `too-large` when a number does not fit 32 bits
 * @example
 * const promise = { deadlineBlock: 500, receivedAtUnixS: 1_800_000_000 };
 * issueOperationReceipt(context, link, promise, relayPrivateKey, native).path; // => []
 */
export function issueOperationReceipt(
  context: Context,
  identity: Uint8Array,
  { deadlineBlock, receivedAtUnixS }: ReceiptPromise,
  privateKey: Uint8Array,
  provider: CryptoProvider,
): OperationReceipt {
  const leaf = leafHash(provider, OPERATION_LEAF, identity);
  const message = encodeReceiptRoot({ root: leaf, size: 1, deadlineBlock, receivedAtUnixS });
  return { root: signMessage("receipt", context, message, privateKey, provider), identity, index: 0, path: [] };
}

/**
 * Returns what the relay promised for an operation, or undefined when this relay did not sign this receipt. Whoever holds it
 * compares its identity with the operation's. Never throws on any receipt that was read from bytes.
 * @param relayPublicKey P-256, compressed, 33 bytes
 * @example
 * const promise = { deadlineBlock: 500, receivedAtUnixS: 1_800_000_000 };
 * const receipt = issueOperationReceipt(context, link, promise, relayPrivateKey, native);
 * verifyOperationReceipt(context, receipt, relayPublicKey, native)?.deadlineBlock; // => 500
 */
export const verifyOperationReceipt = (
  context: Context,
  receipt: OperationReceipt,
  relayPublicKey: Uint8Array,
  provider: CryptoProvider,
): ReceiptRoot | undefined =>
  verifyLeaf(context, leafHash(provider, OPERATION_LEAF, receipt.identity), receipt, relayPublicKey, provider);
