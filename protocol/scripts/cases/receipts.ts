/** Receipts of one commit of five devices, and every way in which a receipt does not hold. */
import { concat, fromHex, toHex } from "../../src/bytes.ts";
import type { Context, Label } from "../../src/context.ts";
import { noble as p } from "../../src/crypto/noble.ts";
import { leafHash, nodeHash } from "../../src/merkle.ts";
import {
  issueOperationReceipt,
  issueReceipts,
  isVouchedFor,
  lastOfSessions,
  type ReceiptEntry,
  type SessionPlace,
} from "../../src/receipt.ts";
import { signMessage } from "../../src/sign.ts";
import {
  encodeOperationReceipt,
  encodeReceipt,
  encodeReceiptRoot,
  type OperationReceipt,
  type Receipt,
  type ReceiptRoot,
} from "../../src/wire/receipt.ts";
import { context, deviceId, keys, other, publicKey, seed, third } from "./world.ts";

const entries: readonly ReceiptEntry[] = [
  { deviceId: seed("first neighbour").slice(0, 8), sequence: 17, link: seed("first neighbour's link") },
  { deviceId: seed("second neighbour").slice(0, 8), sequence: 1, link: seed("second neighbour's link") },
  { deviceId, sequence: 3, link: third.link },
  { deviceId: seed("third neighbour").slice(0, 8), sequence: 2 ** 32 - 1, link: seed("third neighbour's link") },
  { deviceId: seed("fourth neighbour").slice(0, 8), sequence: 250, link: seed("fourth neighbour's link") },
];
const promise = { deadlineBlock: 1_000, receivedAtUnixS: 1_800_000_300 };
const issue = (from: readonly ReceiptEntry[], at: Context = context, key = keys.relay): readonly Receipt[] =>
  issueReceipts(at, from, promise, key, p);
const at = (receipts: readonly Receipt[], index: number): Receipt => {
  const receipt = receipts[index];
  if (!receipt) throw new RangeError(`There is no receipt ${index}.`);
  return receipt;
};

const issued = issue(entries);
const ours = at(issued, 2);
const last = at(issued, 4);
const alone = at(issue([{ deviceId, sequence: 3, link: third.link }]), 0);
const node = (index: number): Uint8Array => ours.path[index] ?? seed("no node");

/** Our receipt under another root message, signed by the relay. */
function under(change: Partial<ReceiptRoot>, receipt: Receipt = ours, label: Label = "receipt"): Receipt {
  const root = { root: treeOf(receipt), size: 5, ...promise, ...change };
  return { ...receipt, root: signMessage(label, context, encodeReceiptRoot(root), keys.relay, p) };
}
function treeOf({ root }: Receipt): Uint8Array {
  return root.message.slice(2, 34);
}
const signedBytes = (message: Uint8Array): Receipt => ({
  ...ours,
  root: signMessage("receipt", context, message, keys.relay, p),
});
/** A path of one node, in a tree whose size asks for more than thirty: 32-bit arithmetic with a sign loses count. */
function tooWide(size: number): Receipt {
  const sibling = seed("sibling");
  const leaf = leafHash(p, Uint8Array.of(1), deviceId, fromHex("00000003"), third.link);
  return under({ root: nodeHash(p, leaf, sibling), size }, { ...ours, index: 0, path: [sibling] });
}
/** A tree whose leaf is of a kind that this version has not. */
const otherKind = leafHash(p, Uint8Array.of(3), deviceId, fromHex("00000003"), third.link);
/** A receipt that another implementation would read when an inner node were taken for a leaf. */
const inner = under({ root: treeOf(ours), size: 2 }, { ...ours, index: 0, path: ours.path.slice(1) });

const HOLD: readonly (readonly [string, Receipt])[] = [
  ["a receipt in the middle of a tree of five", ours],
  ["the first leaf", at(issued, 0)],
  ["the last leaf, which rises alone", last],
  ["the only leaf: an empty path", alone],
];
const REFUSED: readonly (readonly [string, Receipt])[] = [
  ["by another key than the relay's", at(issue(entries, context, keys.stranger), 2)],
  ["for another application", at(issue(entries, other), 2)],
  ["for another chain", at(issue(entries, { ...context, chainId: 1 }), 2)],
  ["under another label", under({}, ours, "query")],
  ["whose root is another", under({ root: seed("wrong root") })],
  ["a signature of another root", { ...ours, root: { ...ours.root, signature: alone.root.signature } }],
  ["another index", { ...ours, index: 3 }],
  ["an index that the tree has not", { ...last, index: 5 }],
  ["the index of the last leaf", { ...ours, index: 4 }],
  ["a path that is too short", { ...ours, path: ours.path.slice(0, -1) }],
  ["a path that is too long", { ...ours, path: [...ours.path, seed("more")] }],
  ["no path", { ...ours, path: [] }],
  ["a path in the other order", { ...ours, path: [...ours.path].reverse() }],
  ["a path with another node", { ...ours, path: [node(0), seed("other"), node(2)] }],
  ["the last leaf beside itself", { ...last, path: [treeOf(alone), ...last.path] }],
  ["a size that is one more", under({ size: 6 }, last)],
  ["a size that is one less", under({ size: 4 }, last)],
  ["a size of 2^32 - 1 with a path of one node", tooWide(2 ** 32 - 1)],
  ["a size of 2^31 + 1 with a path of one node", tooWide(2 ** 31 + 1)],
  ["an inner node as a leaf", inner],
  ["another device", { ...ours, deviceId: seed("other device").slice(0, 8) }],
  ["another sequence number", { ...ours, sequence: 4 }],
  ["another link", { ...ours, link: seed("other link") }],
  ["a leaf of a kind that there is not", under({ root: otherKind, size: 1 }, alone)],
  ["a root that is no message, signed", signedBytes(fromHex("0a"))],
  ["a root of 31 bytes, signed", signedBytes(concat(fromHex("0a1f"), seed("root").slice(1), fromHex("1005")))],
  ["a tree without leaves, signed", signedBytes(concat(fromHex("0a20"), treeOf(ours)))],
];

const bytes = encodeReceipt(ours);
const MALFORMED: readonly (readonly [string, Uint8Array])[] = [
  ["no bytes", new Uint8Array()],
  ["a truncated message", bytes.slice(0, -1)],
  ["no root", encodeReceipt(ours).slice(2 + (bytes[1] ?? 0))],
  ["a device id of 7 bytes", encodeReceipt({ ...ours, deviceId: deviceId.slice(1) })],
  ["no sequence number", encodeReceipt({ ...ours, sequence: 0 })],
  ["a link of 31 bytes", encodeReceipt({ ...ours, link: third.link.slice(1) })],
  ["a path's node of 33 bytes", encodeReceipt({ ...ours, path: [concat(node(0), fromHex("00"))] })],
  ["a path of 33 nodes", encodeReceipt({ ...ours, path: Array.from({ length: 33 }, () => node(0)) })],
  [
    "a signature of 63 bytes",
    encodeReceipt({ ...ours, root: { ...ours.root, signature: ours.root.signature.slice(1) } }),
  ],
];

const identity = seed("an operation");
const operation = issueOperationReceipt(context, identity, promise, keys.relay, p);
/** An operation beside a device's envelope in one tree: kinds of leaves may stand together. */
function besideEnvelope(): OperationReceipt {
  const envelope = leafHash(p, Uint8Array.of(1), deviceId, fromHex("00000003"), third.link);
  const root = nodeHash(p, envelope, leafHash(p, Uint8Array.of(2), identity));
  return { ...under({ root, size: 2 }), identity, index: 1, path: [envelope] };
}
const asOperation = (receipt: Receipt): OperationReceipt => ({ ...receipt, identity: receipt.link });
const OPERATIONS: readonly (readonly [string, OperationReceipt, boolean])[] = [
  ["an operation alone", operation, true],
  ["an operation beside an envelope", besideEnvelope(), true],
  ["another operation", { ...operation, identity: seed("another operation") }, false],
  [
    "an operation, by another key than the relay's",
    issueOperationReceipt(context, identity, promise, keys.stranger, p),
    false,
  ],
  ["an operation of another application", issueOperationReceipt(other, identity, promise, keys.relay, p), false],
  ["an envelope's receipt as an operation's", asOperation(alone), false],
  ["an operation with a node too many", { ...operation, path: [seed("more")] }, false],
];
const operationBytes = encodeOperationReceipt(operation);
const OPERATIONS_MALFORMED: readonly (readonly [string, Uint8Array])[] = [
  ["an operation's receipt of no bytes", new Uint8Array()],
  ["an operation's receipt, truncated", operationBytes.slice(0, -1)],
  ["an identity of 31 bytes", encodeOperationReceipt({ ...operation, identity: identity.slice(1) })],
  [
    "an operation's path of 33 nodes",
    encodeOperationReceipt({ ...operation, path: Array.from({ length: 33 }, () => node(0)) }),
  ],
];

const places = (of: readonly (readonly [number, number])[]): readonly SessionPlace[] =>
  of.map(([session, sequence]) => ({ session, sequence }));
/** What one commit keeps of a device, as pairs of session and number. */
const KEPT: readonly (readonly [string, readonly SessionPlace[]])[] = [
  [
    "a session",
    places([
      [1, 1],
      [1, 2],
      [1, 3],
    ]),
  ],
  [
    "an opening ends the envelopes before it",
    places([
      [1, 4],
      [1, 5],
      [2, 6],
      [2, 7],
    ]),
  ],
  [
    "each envelope is an opening",
    places([
      [7, 1],
      [8, 2],
      [9, 3],
    ]),
  ],
  [
    "numbers were left out before an opening",
    places([
      [1, 9],
      [65_537, 1_034],
    ]),
  ],
  [
    "in another order",
    places([
      [3, 8],
      [2, 6],
      [3, 7],
      [2, 5],
    ]),
  ],
  ["one alone", places([[4, 2 ** 32 - 1]])],
];

export const receiptVectors = {
  receipts: {
    relayPublicKey: toHex(p.p256PublicKey(keys.relay)),
    says: promise,
    tree: {
      entries: entries.map((entry) => ({
        deviceId: toHex(entry.deviceId),
        sequence: entry.sequence,
        link: toHex(entry.link),
      })),
      root: toHex(treeOf(ours)),
      receipts: issued.map((receipt) => toHex(encodeReceipt(receipt))),
    },
    vectors: [
      ...HOLD.map(([comment, receipt]) => ({ comment, receipt: toHex(encodeReceipt(receipt)), valid: true })),
      {
        comment: "an unknown field is ignored: it is not signed",
        receipt: toHex(concat(bytes, fromHex("7a00"))),
        valid: true,
      },
      ...REFUSED.map(([comment, receipt]) => ({ comment, receipt: toHex(encodeReceipt(receipt)), valid: false })),
    ],
    otherRelay: { comment: "another relay's key", publicKey: toHex(publicKey), receipt: toHex(bytes), valid: false },
    malformed: MALFORMED.map(([comment, message]) => ({ comment, receipt: toHex(message), code: "malformed" })),
    sessions: KEPT.map(([comment, kept]) => ({
      comment,
      kept: kept.map(({ session, sequence }) => [session, sequence]),
      receipts: lastOfSessions(kept).map((last) => ({
        sequence: last.sequence,
        vouchesFor: kept
          .filter((each) => isVouchedFor(each, last))
          .map(({ sequence }) => sequence)
          .sort((a, b) => a - b),
      })),
    })),
    operations: OPERATIONS.map(([comment, receipt, valid]) => ({
      comment,
      identity: toHex(receipt.identity),
      receipt: toHex(encodeOperationReceipt(receipt)),
      valid,
    })),
    operationsMalformed: OPERATIONS_MALFORMED.map(([comment, message]) => ({
      comment,
      receipt: toHex(message),
      code: "malformed",
    })),
  },
};
