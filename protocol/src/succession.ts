/**
 * Succession (docs/protocol.md, "Succession"): how an application hands over to another, so that a back-end can be
 * repaired. Its administrators and the maker both sign one statement; a device asks for both, keeps the highest number, and
 * never follows a lower one.
 */
import { concat, equal, isU32, readU32, u16, u32, u64 } from "./bytes.ts";
import { type Context, preamble } from "./context.ts";
import type { CryptoProvider } from "./crypto/provider.ts";
import { MalformedError } from "./errors.ts";
import { OPERATION_MAX_BYTES } from "./limits.ts";
import { decodeOperation, type Operation } from "./operations/operation.ts";
import { type AdministratorSet, type AdministratorSignature, verifyAdministrators } from "./operations/signature.ts";
import {
  ADMINISTRATOR_BYTES,
  decodeAdministratorSignatures,
  encodeAdministratorSignatures,
} from "./operations/signed.ts";

/** Bytes of a statement. */
export const SUCCESSION_BYTES = 173;
/** How long before it closes an application announces its successor: 30 days. */
export const SUCCESSION_NOTICE_S: number = 30 * 86_400;

const ROOT_BYTES = 32;
const UNKNOWN_ROOT = new Uint8Array(ROOT_BYTES);

/** Which application follows which, and where the first one ended. */
export interface SuccessionStatement {
  readonly old: Context;
  /** The index of the last input that the old application took; 0 in an announcement. */
  readonly lastInput: number;
  /** Its state root after that input (32 bytes); zeros in an announcement. */
  readonly root: Uint8Array;
  readonly next: Context;
  /** The new application's key: 33 bytes, compressed. */
  readonly publicKey: Uint8Array;
  /** 32 bytes: the machine that the new application runs. */
  readonly templateHash: Uint8Array;
  /** One more than the number of the succession that made the old application; 1 for the first. */
  readonly number: number;
  /** From the first block of this time or later on, the old application refuses every input. */
  readonly closesUnixS: number;
}

function bytesOf(name: string, bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.length !== length) throw new MalformedError({ field: name, bytes: bytes.length });
  return bytes;
}

function wide(name: string, value: number): Uint8Array {
  if (!Number.isSafeInteger(value) || value < 0) throw new MalformedError({ field: name });
  return u64(value);
}

const contextBytes = ({ chainId, application }: Context): Uint8Array =>
  concat(wide("chainId", chainId), bytesOf("application", application, 20));

/**
 * Returns a statement as bytes (SUCCESSION_BYTES).
 * @throws {MalformedError} `malformed` when a part does not fit
 * @example
 * const next = { chainId: 31_337, application: new Uint8Array(20).fill(0xcd) };
 * const times = { number: 1, closesUnixS: 1_800_000_000 };
 * const ended = { old: context, lastInput: 7, root: link };
 * encodeSuccession({ ...ended, next, publicKey, templateHash: link, ...times }).length; // => 173
 */
export function encodeSuccession(statement: SuccessionStatement): Uint8Array {
  if (!isU32(statement.number) || statement.number === 0) throw new MalformedError({ field: "number" });
  return concat(
    contextBytes(statement.old),
    wide("lastInput", statement.lastInput),
    bytesOf("root", statement.root, ROOT_BYTES),
    contextBytes(statement.next),
    bytesOf("publicKey", statement.publicKey, 33),
    bytesOf("templateHash", statement.templateHash, 32),
    u32(statement.number),
    wide("closesUnixS", statement.closesUnixS),
  );
}

function readWide(bytes: Uint8Array, at: number): number {
  const value = readU32(bytes, at) * 2 ** 32 + readU32(bytes, at + 4);
  if (!Number.isSafeInteger(value)) throw new MalformedError({ at });
  return value;
}

const readContext = (bytes: Uint8Array, at: number): Context => ({
  chainId: readWide(bytes, at),
  application: bytes.slice(at + 8, at + 28),
});

/**
 * Reads a statement.
 * @throws {MalformedError} `malformed` when the bytes are not as `encodeSuccession` writes them
 * @example
 * const next = { chainId: 31_337, application: new Uint8Array(20).fill(0xcd) };
 * const times = { number: 1, closesUnixS: 1_800_000_000 };
 * const statement = { old: context, lastInput: 7, root: link, next, publicKey, templateHash: link, ...times };
 * decodeSuccession(encodeSuccession(statement)); // => statement
 */
export function decodeSuccession(bytes: Uint8Array): SuccessionStatement {
  if (bytes.length !== SUCCESSION_BYTES) throw new MalformedError({ field: "succession", bytes: bytes.length });
  const number = readU32(bytes, 161);
  if (number === 0) throw new MalformedError({ field: "number" });
  return {
    old: readContext(bytes, 0),
    lastInput: readWide(bytes, 28),
    root: bytes.slice(36, 68),
    next: readContext(bytes, 68),
    publicKey: bytes.slice(96, 129),
    templateHash: bytes.slice(129, 161),
    number,
    closesUnixS: readWide(bytes, 165),
  };
}

/**
 * Returns the announcement of a succession: the statement while nobody knows yet where the old application ends. The old
 * application takes the hash of an announcement; a device takes the statement that says where it ended.
 * @example
 * const next = { chainId: 31_337, application: new Uint8Array(20).fill(0xcd) };
 * const times = { number: 1, closesUnixS: 1_800_000_000 };
 * const ended = { old: context, lastInput: 7, root: link };
 * announcementOf({ ...ended, next, publicKey, templateHash: link, ...times }).lastInput; // => 0
 */
export const announcementOf = (statement: SuccessionStatement): SuccessionStatement => ({
  ...statement,
  lastInput: 0,
  root: UNKNOWN_ROOT,
});

/**
 * Returns whether an application announces its successor early enough.
 * @param blockTimeUnixS the time of the block that carries the announcement
 * @example
 * isAnnouncedInTime({ closesUnixS: 1_800_000_000 }, 1_799_999_000); // => false
 */
export const isAnnouncedInTime = (
  { closesUnixS }: Pick<SuccessionStatement, "closesUnixS">,
  blockTimeUnixS: number,
): boolean => closesUnixS - blockTimeUnixS >= SUCCESSION_NOTICE_S;

/** A statement with the signatures of both. */
export interface SignedSuccession {
  /** The statement's bytes. */
  readonly statement: Uint8Array;
  /** The bytes of the operation `succeed`, whose `statement` is the hash of these bytes, and who signed it. */
  readonly operation: Uint8Array;
  readonly administrators: readonly AdministratorSignature[];
  /** The maker's signature (64 bytes) over preamble("succession") of the old application ‖ statement. */
  readonly maker: Uint8Array;
}

/** Whose signatures are asked for: the old application's administrators, and the maker of the device (33 bytes). */
export interface SuccessionSigners {
  readonly administrators: AdministratorSet;
  readonly makerPublicKey: Uint8Array;
}

/**
 * Returns the statement that both signed for this application, or undefined.
 * @param context the old application
 * @example
 * const nothing = new Uint8Array();
 * const signed = { statement: nothing, operation: nothing, administrators: [], maker: nothing };
 * const administrators = { number: 1, threshold: 1, publicKeys: [publicKey] };
 * const signers = { administrators, makerPublicKey };
 * verifySuccession(context, signed, signers, native); // => undefined
 */
export function verifySuccession(
  context: Context,
  { statement: bytes, operation: message, administrators, maker }: SignedSuccession,
  signers: SuccessionSigners,
  provider: CryptoProvider,
): SuccessionStatement | undefined {
  let statement: SuccessionStatement;
  let operation: Operation;
  try {
    statement = decodeSuccession(bytes);
    operation = decodeOperation(message);
  } catch {
    return undefined;
  }
  const named = operation.fields["statement"];
  if (operation.kind !== "succeed" || !(named instanceof Uint8Array)) return undefined;
  if (!isSame(statement.old, context) || !equal(named, provider.sha256(bytes))) return undefined;
  if (!provider.p256Verify(signers.makerPublicKey, maker, preamble("succession", context), bytes)) return undefined;
  const { administrators: set } = signers;
  const isSigned = verifyAdministrators(context, { message, set, signatures: administrators }, provider);
  return isSigned ? statement : undefined;
}

const isSame = (a: Context, b: Context): boolean => a.chainId === b.chainId && equal(a.application, b.application);

/** The application that a device signs for. */
export interface Allegiance {
  readonly context: Context;
  /** The application's key: 33 bytes, compressed. */
  readonly publicKey: Uint8Array;
  /** The number of the succession that brought the device here; 0 from its maker. */
  readonly number: number;
}

/**
 * Returns the application that a device signs for after a succession, or undefined when it stays: both must have signed for
 * the application it is with, the number must be above the one it has, and the statement must say where the old one ended.
 * A device keeps what it is given here before it signs again, and signs for nothing else.
 * @example
 * const nothing = new Uint8Array();
 * const signed = { statement: nothing, operation: nothing, administrators: [], maker: nothing };
 * const administrators = { number: 1, threshold: 1, publicKeys: [publicKey] };
 * const signers = { administrators, makerPublicKey };
 * followSuccession({ context, publicKey, number: 0 }, signed, signers, native); // => undefined
 */
export function followSuccession(
  held: Allegiance,
  signed: SignedSuccession,
  signers: SuccessionSigners,
  provider: CryptoProvider,
): Allegiance | undefined {
  const statement = verifySuccession(held.context, signed, signers, provider);
  if (statement === undefined || statement.number <= held.number) return undefined;
  const { old, next, root, publicKey, number } = statement;
  if (equal(root, UNKNOWN_ROOT) || isSame(old, next) || provider.p256Uncompress(publicKey) === undefined)
    return undefined;
  return { context: next, publicKey, number };
}

/**
 * Returns the link (32 bytes) before a device's first body in the new application: it covers the old head, so the history goes
 * on, and both places, so neither hash chain passes for the other.
 * @param head the old head: its sequence number, of which the first body has the next, and its link (32 bytes)
 * @throws {RangeError} when head or number have another length
 * @example
 * const next = { chainId: 31_337, application: new Uint8Array(20).fill(0xcd) };
 * successionLink(context, next, { sequence: 7, link }, native).length; // => 32
 */
export function successionLink(
  old: Context,
  next: Context,
  head: { readonly sequence: number; readonly link: Uint8Array },
  provider: CryptoProvider,
): Uint8Array {
  const { sequence, link } = head;
  if (link.length !== 32 || !isU32(sequence)) throw new RangeError("A head is 32 bytes with a number of 32 bits.");
  return provider.sha256(preamble("succession", next), preamble("envelope", old), link, u32(sequence));
}

/**
 * Encodes a statement with both signatures: what is carried to devices. statement (173) ‖ u16(length) ‖ operation ‖
 * u8(administrators) ‖ that many times u8(index) ‖ signature (64) ‖ the maker's signature (64).
 * @throws {MalformedError} `malformed` when a part has another length
 * @example
 * const statement = new Uint8Array(SUCCESSION_BYTES);
 * const signed = { statement, operation: link, administrators: [], maker: envelope.signature };
 * encodeSignedSuccession(signed).length; // => 272
 */
export function encodeSignedSuccession(signed: SignedSuccession): Uint8Array {
  const { statement, operation, administrators, maker } = signed;
  if (operation.length > OPERATION_MAX_BYTES) throw new MalformedError({ field: "operation" });
  return concat(
    bytesOf("statement", statement, SUCCESSION_BYTES),
    u16(operation.length),
    operation,
    Uint8Array.of(administrators.length),
    encodeAdministratorSignatures(administrators),
    bytesOf("maker", maker, 64),
  );
}

/**
 * Reads a statement with both signatures. Whether they hold is the question of `verifySuccession`.
 * @throws {MalformedError} `malformed` when the bytes are not as `encodeSignedSuccession` writes them
 * @example
 * const statement = new Uint8Array(SUCCESSION_BYTES);
 * const signed = { statement, operation: link, administrators: [], maker: envelope.signature };
 * decodeSignedSuccession(encodeSignedSuccession(signed)); // => signed
 */
export function decodeSignedSuccession(bytes: Uint8Array): SignedSuccession {
  const operationAt = SUCCESSION_BYTES + 2;
  const operationEnd = operationAt + 256 * (bytes[SUCCESSION_BYTES] ?? 0) + (bytes[SUCCESSION_BYTES + 1] ?? 0);
  const makerAt = operationEnd + 1 + (bytes[operationEnd] ?? 0) * ADMINISTRATOR_BYTES;
  const administrators = decodeAdministratorSignatures(bytes.slice(operationEnd + 1, makerAt));
  const isWhole = bytes.length === makerAt + 64 && administrators.length === (bytes[operationEnd] ?? 0);
  if (!isWhole || operationEnd - operationAt > OPERATION_MAX_BYTES) {
    throw new MalformedError({ field: "succession", bytes: bytes.length });
  }
  return {
    statement: bytes.slice(0, SUCCESSION_BYTES),
    operation: bytes.slice(operationAt, operationEnd),
    administrators,
    maker: bytes.slice(makerAt),
  };
}
