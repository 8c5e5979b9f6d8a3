/**
 * Pairing (docs/protocol.md, "Pairing"): the device in the car answers who claims it. The answer covers the operation with
 * its claimer, so it cannot be taken for another claim, and a counter, so it cannot be used later. It says after which
 * envelope the new owner's part of the history begins: what was sealed before is the old owner's, however late it arrives.
 */
import { concat, equal, isU32, readU32, u32 } from "./bytes.ts";
import { type Context, preamble } from "./context.ts";
import type { CryptoProvider } from "./crypto/provider.ts";
import { MalformedError } from "./errors.ts";
import { type HashChain, hasLink, recentLinks } from "./hash-chain.ts";
import { decodeOperation, encodeOperation, isPaired, type Operation } from "./operations/operation.ts";

/** counter (4) ‖ sequence (4) ‖ link (32) ‖ next session (4). */
const STATEMENT_BYTES = 44;
/** The statement and the signature (64). */
export const PAIRING_BYTES: number = STATEMENT_BYTES + 64;

/** What a device says when it is paired. */
export interface PairingStatement {
  /** How often the device was paired, this time included. */
  readonly counter: number;
  /** The last envelope that was sealed before, which is the border; 0 when there is none. */
  readonly sequence: number;
  /** Its link (32 bytes). */
  readonly link: Uint8Array;
  /** The session that the device opens before it seals anything else. */
  readonly nextSession: number;
}

/** A statement and the device's signature (64 bytes, r ‖ s). */
export interface PairingAnswer extends PairingStatement {
  readonly signature: Uint8Array;
}

/** What a record knows that an answer must fit. */
export interface PairedRecord {
  readonly chain: HashChain;
  /** The first sequence number of the newest tenure; 0 when nobody has owned the car. */
  readonly tenureFirstSequence: number;
  /** The first session of the newest tenure; 0 when nobody has owned the car. */
  readonly tenureFirstSession: number;
  /** The counter of the newest answer that took effect; 0 before the first. */
  readonly pairingCounter: number;
}

function statementBytes({ counter, sequence, link, nextSession }: PairingStatement): Uint8Array {
  for (const [field, value] of Object.entries({ counter, sequence, nextSession })) {
    if (!isU32(value)) throw new MalformedError({ field });
  }
  if (link.length !== 32) throw new MalformedError({ field: "link" });
  return concat(u32(counter), u32(sequence), link, u32(nextSession));
}

/**
 * Returns an answer as bytes (PAIRING_BYTES): the field `pairing` of an operation.
 * @throws {MalformedError} `malformed` when a number has more than 32 bits, or link or signature another length
 * @example
 * const answer = { counter: 1, sequence: 0, link, nextSession: 1, signature: new Uint8Array(64) };
 * encodePairing(answer).length; // => 108
 */
export function encodePairing(answer: PairingAnswer): Uint8Array {
  if (answer.signature.length !== 64) throw new MalformedError({ field: "signature" });
  return concat(statementBytes(answer), answer.signature);
}

/**
 * Reads an answer.
 * @throws {MalformedError} `malformed` when there are not PAIRING_BYTES
 * @example
 * const answer = { counter: 1, sequence: 0, link, nextSession: 1, signature: new Uint8Array(64) };
 * decodePairing(encodePairing(answer)); // => answer
 */
export function decodePairing(bytes: Uint8Array): PairingAnswer {
  if (bytes.length !== PAIRING_BYTES) throw new MalformedError({ field: "pairing", bytes: bytes.length });
  return {
    counter: readU32(bytes),
    sequence: readU32(bytes, 4),
    link: bytes.slice(8, 40),
    nextSession: readU32(bytes, 40),
    signature: bytes.slice(STATEMENT_BYTES),
  };
}

const NOTHING = new Uint8Array();

/**
 * Returns the bytes, in parts, that a device signs: preamble("pairing") ‖ H(operation with an empty pairing) ‖ statement. The
 * operation has its actor, device, counter and expiry already; its own signature covers the answer, and so comes after.
 * @throws {MalformedError} `malformed` when the operation is of a kind without pairing, or a field does not fit
 * @example
 * const actor = { form: "wallet", address: owner } as const;
 * const common = { device: deviceId, tenure: 1, counter: 1, expiresUnixS: 1_800_000_000, answers: new Uint8Array(32) };
 * const claim = { kind: "claim", actor, ...common, fields: { pairing: new Uint8Array() } } as const;
 * pairingPreimage(context, claim, { counter: 1, sequence: 0, link, nextSession: 1 }, native).length; // => 3
 */
export function pairingPreimage(
  context: Context,
  operation: Operation,
  statement: PairingStatement,
  provider: CryptoProvider,
): readonly Uint8Array[] {
  if (!isPaired(operation.kind)) throw new MalformedError({ field: "kind" });
  const unanswered = encodeOperation({ ...operation, fields: { ...operation.fields, pairing: NOTHING } });
  return [preamble("pairing", context), provider.sha256(unanswered), statementBytes(statement)];
}

/** Whether an answer goes on from what the record knows of the device's envelopes and sessions. */
function fits(answer: PairingAnswer, { chain, tenureFirstSequence, tenureFirstSession }: PairedRecord): boolean {
  const { sequence, link, nextSession } = answer;
  // A border before the newest tenure would give away an owner's part to another.
  if (sequence + 1 < tenureFirstSequence || nextSession < tenureFirstSession) return false;
  const isKept = recentLinks(chain).some((known) => known.sequence === sequence);
  if (isKept && !hasLink(chain, { sequence, link })) return false;
  if (sequence >= chain.sequence) return nextSession > chain.session;
  // The device went on already, with the next session and nothing else: else whoever has its key gives away earlier sessions.
  return nextSession === chain.session && chain.firstSequence === sequence + 1;
}

/**
 * Returns the device's answer that an operation carries, when the device of the record gave it for this very operation, its
 * counter is above the record's, and it goes on from what the record knows; otherwise undefined.
 * @param message the operation's bytes; whether its actor signed it is asked elsewhere
 * @example
 * const record = { chain, tenureFirstSequence: 0, tenureFirstSession: 0, pairingCounter: 0 };
 * verifyPairing(context, registration.message, record, native); // => undefined
 */
export function verifyPairing(
  context: Context,
  message: Uint8Array,
  record: PairedRecord,
  provider: CryptoProvider,
): PairingAnswer | undefined {
  let answer: PairingAnswer;
  let operation: Operation;
  let preimage: readonly Uint8Array[];
  try {
    operation = decodeOperation(message);
    const { pairing } = operation.fields;
    answer = decodePairing(pairing instanceof Uint8Array ? pairing : NOTHING);
    preimage = pairingPreimage(context, operation, answer, provider);
  } catch {
    return undefined;
  }
  const { chain, pairingCounter } = record;
  if (!equal(operation.device, chain.deviceId)) return undefined;
  if (answer.counter <= pairingCounter || !fits(answer, record)) return undefined;
  return provider.p256Verify(chain.publicKey, answer.signature, ...preimage) ? answer : undefined;
}
