/** Shares, and what their reader finds in them (docs/protocol.md, "Share"). */
import { concat, toHex, u64 } from "../../src/bytes.ts";
import type { GroupName } from "../../src/columns/quantity.ts";
import { type Context, preamble } from "../../src/context.ts";
import { noble as p } from "../../src/crypto/noble.ts";
import { sealTo } from "../../src/hpke.ts";
import { evidenceRoots } from "../../src/pass/evidence.ts";
import { encodeShareContent, type ShareContent, shareIdentity } from "../../src/share/content.ts";
import { ShareError } from "../../src/share/errors.ts";
import { openShare } from "../../src/share/share.ts";
import { groupBits } from "../../src/wire/keys.ts";
import { shareContent, shareReaderKey, stretchOf } from "../example-share.ts";
import { context, keys, other, seed } from "./world.ts";

interface Sealing {
  /** Of the preamble, when it is another than what stands before the seal. */
  readonly at?: Context;
  readonly privateKey?: Uint8Array;
  readonly version?: number;
}

/** Seals any bytes as a share. */
function sealed(
  content: Uint8Array,
  { at = context, privateKey = shareReaderKey, version = 1 }: Sealing = {},
): Uint8Array {
  const grantee = p.p256PublicKey(privateKey);
  const head = concat(Uint8Array.of(version), u64(context.chainId), context.application, grantee);
  return concat(head, sealTo(grantee, preamble("share", at), head, content, seed("share"), p));
}

const good = encodeShareContent(shareContent);
const said = (change: Partial<ShareContent>): Uint8Array => encodeShareContent({ ...shareContent, ...change });
const changed = (bytes: Uint8Array, at: number, value: number): Uint8Array => {
  const copy = bytes.slice();
  copy[at] = value;
  return copy;
};
const share = sealed(good);
const ALL: readonly GroupName[] = ["distance", "condition", "bus"];
/** The numbers of the content begin behind the device: issued, expires, from, until. */
const EXPIRES_AT = 12;
const UNTIL_AT = 20;
const TEXT_AT = 25;

const CASES: readonly (readonly [string, Uint8Array, string])[] = [
  ["the distance of envelopes in two sessions", share, "admitted"],
  [
    "all groups, two stretches of one session",
    sealed(said({ stretches: [stretchOf([7, 9], [9, 9], ALL), stretchOf([7, 9], [11, 40], ["bus"])] })),
    "admitted",
  ],
  ["a whole session", sealed(said({ stretches: [stretchOf([1, 1], [1, 65_536], ["distance"])] })), "admitted"],
  ["to another key", sealed(good, { privateKey: keys.stranger }), "share-sealed"],
  ["sealed for another application", sealed(good, { at: other }), "share-sealed"],
  ["of another chain than it was sealed for", changed(share, 8, 1), "share-sealed"],
  ["with a byte of the seal changed", changed(share, share.length - 1, (share.at(-1) ?? 0) ^ 1), "share-sealed"],
  ["of another version", sealed(good, { version: 2 }), "share-malformed"],
  ["without a seal", share.slice(0, 62), "share-sealed"],
  ["cut in what stands before the seal", share.slice(0, 61), "share-malformed"],
  ["with a byte behind its content", sealed(concat(good, Uint8Array.of(0))), "share-malformed"],
  [
    "that ends when it begins",
    sealed(concat(good.slice(0, EXPIRES_AT), good.slice(8, 12), good.slice(16))),
    "share-malformed",
  ],
  ["of no days", sealed(changed(good, UNTIL_AT, 0)), "share-malformed"],
  ["with a control character in its purpose", sealed(changed(good, TEXT_AT, 10)), "share-malformed"],
];

/** What a share says: identity, the root of outputs, and session, first, from, to and groups of each stretch. */
function foundIn(bytes: Uint8Array, expected: string, comment: string) {
  try {
    const { content, bytes: inside } = openShare(bytes, shareReaderKey, p);
    const identity = toHex(shareIdentity(inside, p));
    const outputs = toHex(evidenceRoots(content.proof, p).outputs);
    const stretches = content.stretches.map(({ session, firstSequence, fromSequence, toSequence, groups }) => [
      session,
      firstSequence,
      fromSequence,
      toSequence,
      groupBits(Object.keys(groups) as GroupName[]),
    ]);
    if (expected !== "admitted") throw new Error(`The share ${comment} is read.`);
    return { code: "admitted", identity, outputs, stretches };
  } catch (error) {
    if (!(error instanceof ShareError) || error.code !== expected) throw error;
    return { code: error.code, identity: null, outputs: null, stretches: null };
  }
}

export const shareVectors = {
  "v2-share": {
    readerPrivateKey: toHex(shareReaderKey),
    shares: CASES.map(([comment, bytes, expected]) => ({
      comment,
      bytes: toHex(bytes),
      ...foundIn(bytes, expected, comment),
    })),
  },
};
