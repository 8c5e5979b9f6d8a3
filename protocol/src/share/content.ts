/**
 * What a share says (docs/protocol.md, "Share"): the car, the terms, the days, what leads from the record to a claim on chain, and
 * nodes of the key trees that open the envelopes of those days. It is signed by nobody: what the envelopes say is proven by
 * the chain, and terms are the word of whoever handed the share over. There is one encoding of each.
 */
import { ByteReader } from "../byte-reader.ts";
import { concat, isU32, u16, u32 } from "../bytes.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import { placesFrom } from "../disclosure/session-keys.ts";
import { MalformedError } from "../errors.ts";
import { SHARE_STRETCHES_MAX } from "../limits.ts";
import { type ClaimEvidence, encodeProof, readProof } from "../pass/evidence.ts";
import { encodeText, readText } from "../pass/pass.ts";
import { encodeSession, readSession, type ShownSession } from "../pass/shown-session.ts";
import { type RecordField, recordFieldNumber } from "../record/fields.ts";
import type { SharedTime } from "./choice.ts";

/** What an owner says with a share. */
export interface ShareTerms {
  /** 8 bytes. */
  readonly device: Uint8Array;
  readonly issuedUnixS: number;
  /** The first second at which the share is to be read no more. It binds nobody who has read it. */
  readonly expiresUnixS: number;
  /** The days that were meant. What is opened, the stretches say. */
  readonly time: SharedTime;
  /** What it is for; as in a pass. May be empty. */
  readonly purpose: string;
  /** For whom it is; as in a pass. May be empty. */
  readonly forWhom: string;
}

/** A share as its reader has it. */
export interface ShareContent {
  readonly terms: ShareTerms;
  /** The record's fields `key` and `chain`, which are public. */
  readonly proof: ClaimEvidence;
  /** Envelopes that it opens, by ascending session and number, without overlap. */
  readonly stretches: readonly ShownSession[];
}

/** What of the record a share opens: whose key it is, and what its history comes to. Everybody may ask a node for both. */
export const SHARE_FIELDS: readonly RecordField[] = ["key", "chain"];
const FIELD_NUMBERS = SHARE_FIELDS.map(recordFieldNumber);
const DEVICE_BYTES = 8;

function checkedTerms(terms: ShareTerms): ShareTerms {
  const { device, issuedUnixS, expiresUnixS, time } = terms;
  const { fromUnixS, untilUnixS } = time;
  if (device.length !== DEVICE_BYTES) throw new MalformedError({ field: "device" });
  if (![issuedUnixS, expiresUnixS, fromUnixS, untilUnixS].every(isU32)) throw new MalformedError({ field: "time" });
  if (expiresUnixS <= issuedUnixS) throw new MalformedError({ field: "expiresUnixS" });
  if (untilUnixS <= fromUnixS) throw new MalformedError({ field: "untilUnixS" });
  return terms;
}

function checkedProof(proof: ClaimEvidence): ClaimEvidence {
  const { fields } = proof.opening;
  const isWhole =
    fields.length === FIELD_NUMBERS.length && fields.every(({ field }, at) => field === FIELD_NUMBERS[at]);
  if (!isWhole || proof.vinEnd !== undefined) throw new MalformedError({ field: "fields" });
  return proof;
}

/** A session is named with one beginning, and no envelope twice: a range of a session is exact to the envelope. */
function checkedStretches(stretches: readonly ShownSession[]): readonly ShownSession[] {
  if (stretches.length === 0 || stretches.length > SHARE_STRETCHES_MAX)
    throw new MalformedError({ field: "stretches" });
  let before: ShownSession | undefined;
  for (const each of stretches) {
    const { session, firstSequence, fromSequence, toSequence } = each;
    const isBehind =
      before === undefined ||
      session > before.session ||
      (session === before.session && firstSequence === before.firstSequence && fromSequence > before.toSequence);
    if (!isBehind || toSequence > placesFrom(firstSequence).last)
      throw new MalformedError({ field: "stretches", session });
    before = each;
  }
  return stretches;
}

/**
 * Returns what a share says as bytes: `device (8) ‖ u32(issued) ‖ u32(expires) ‖ u32(from) ‖ u32(until) ‖ text purpose ‖ text forWhom
 * ‖ proof ‖ u16(stretches) ‖ each stretch`.
 * @throws {MalformedError} `malformed` when a part does not fit
 * @example
 * encodeShareContent(shareContent).length > 400; // => true
 */
export function encodeShareContent({ terms, proof, stretches }: ShareContent): Uint8Array {
  const { device, issuedUnixS, expiresUnixS, time, purpose, forWhom } = checkedTerms(terms);
  return concat(
    device,
    ...[issuedUnixS, expiresUnixS, time.fromUnixS, time.untilUnixS].map(u32),
    encodeText("purpose", purpose),
    encodeText("forWhom", forWhom),
    encodeProof(checkedProof(proof)),
    u16(stretches.length),
    ...checkedStretches(stretches).map(encodeSession),
  );
}

/**
 * Reads what a share says. Whether it leads anywhere is asked elsewhere.
 * @throws {MalformedError} `malformed` when the bytes are not as `encodeShareContent` writes them
 * @example
 * decodeShareContent(encodeShareContent(shareContent)); // => shareContent
 */
export function decodeShareContent(bytes: Uint8Array): ShareContent {
  const reader = new ByteReader(bytes);
  const device = reader.bytes(DEVICE_BYTES);
  const [issuedUnixS, expiresUnixS] = [reader.number(4), reader.number(4)];
  const time = { fromUnixS: reader.number(4), untilUnixS: reader.number(4) };
  const purpose = readText(reader, "purpose");
  const terms = checkedTerms({
    device,
    issuedUnixS,
    expiresUnixS,
    time,
    purpose,
    forWhom: readText(reader, "forWhom"),
  });
  const proof = checkedProof(readProof(reader));
  const stretches = Array.from({ length: reader.number(2) }, () => readSession(reader));
  reader.finish();
  return { terms, proof, stretches: checkedStretches(stretches) };
}

/**
 * Returns the identity of a share (32 bytes), by which its giver lists it.
 * @param content as `encodeShareContent` returns it
 * @example
 * shareIdentity(encodeShareContent(shareContent), native).length; // => 32
 */
export const shareIdentity = (content: Uint8Array, provider: CryptoProvider): Uint8Array => provider.sha256(content);
