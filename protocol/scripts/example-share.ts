/** A share of the car of `example-pass.ts`: the distance of some envelopes in two sessions, for a reader's key. */
import type { GroupName } from "../src/columns/quantity.ts";
import type { Context } from "../src/context.ts";
import { native } from "../src/crypto/native.ts";
import { discloseKeys } from "../src/disclosure/session-keys.ts";
import type { ClaimEvidence } from "../src/pass/evidence.ts";
import type { ShownSession } from "../src/pass/shown-session.ts";
import { recordFieldNumber } from "../src/record/fields.ts";
import { narrowOpening, RECORD_TREE } from "../src/record/opening.ts";
import { SHARE_FIELDS, type ShareContent } from "../src/share/content.ts";
import { type ShareHead, sealShare } from "../src/share/share.ts";
import { ownEvidence, passTerms } from "./example-pass.ts";

const context: Context = { chainId: 31_337, application: new Uint8Array(20).fill(0xab) };

/** Envelopes of a session whose key is its number, 32 times. */
export function stretchOf(
  [session, firstSequence]: readonly [number, number],
  [fromSequence, toSequence]: readonly [number, number],
  shared: readonly GroupName[],
): ShownSession {
  const origin = { firstSequence, sessionKey: new Uint8Array(32).fill(session) };
  const range = { first: fromSequence, last: toSequence };
  return {
    session,
    firstSequence,
    fromSequence,
    toSequence,
    groups: discloseKeys(context, origin, range, shared, native),
  };
}

const { opening, place, notice, output } = ownEvidence;
/** All that the car's owner could show of the record: more than a share does. */
export const wholeProof: ClaimEvidence = { opening, place, notice, output, vinEnd: undefined };
const shown = narrowOpening(RECORD_TREE, opening, SHARE_FIELDS.map(recordFieldNumber), native);

/** The reader's P-256 key, the private scalar. */
export const shareReaderKey: Uint8Array = new Uint8Array(32).fill(0x21);
export const shareHeadOfReader: ShareHead = { context, grantee: native.p256PublicKey(shareReaderKey) };
export const shareContent: ShareContent = {
  terms: {
    device: passTerms.device,
    issuedUnixS: 1_800_000_000,
    expiresUnixS: 1_800_086_400,
    time: { fromUnixS: 1_700_000_000, untilUnixS: 1_731_536_000 },
    purpose: "Audit of 2027",
    forWhom: "Zoé, Basel",
  },
  proof: { ...wholeProof, opening: shown },
  stretches: [stretchOf([1, 1], [24, 30], ["distance"]), stretchOf([2, 31], [31, 47], ["distance"])],
};
export const share: Uint8Array = sealShare(shareHeadOfReader, shareContent, new Uint8Array(32).fill(0x31), native);
