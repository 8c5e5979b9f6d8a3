/**
 * The list of codes: what can be wrong with bytes, what is then done, and the byte that stands for it in reports.
 * docs/errors.md shows the same list; a byte is never given to another code.
 */
import { OPERATION_CODES } from "./codes/operations.ts";

/** What whoever receives a code does. `ignore`: harmless, already had it. `refuse`: do not send it again as it is. */
export type Action = "admit" | "ignore" | "refuse" | "push-back";

interface Entry {
  readonly byte: number;
  readonly action: Action;
  /** The status of an HTTP answer that carries it. */
  readonly http: number;
  /** A sentence that the sender can act on. */
  readonly sentence: string;
}

const entry = (byte: number, action: Action, http: number, sentence: string): Entry => ({
  byte,
  action,
  http,
  sentence,
});

/** Every code of the protocol. */
export const CODES = {
  admitted: entry(0, "admit", 202, "The message was admitted."),
  malformed: entry(1, "refuse", 400, "The bytes are not a message of this protocol; check the encoding."),
  "version-unsupported": entry(2, "refuse", 400, "The first byte names a version that is not spoken here; send 0x01."),
  "suite-unsupported": entry(
    3,
    "refuse",
    422,
    "The session opening names a cipher suite that is not spoken here; use suite 2.",
  ),
  "too-large": entry(4, "refuse", 413, "The message is larger than the protocol allows; send fewer readings at once."),
  "device-unknown": entry(5, "refuse", 404, "No maker has registered this device; register it first."),
  "device-registered": entry(
    6,
    "refuse",
    409,
    "The device is registered already; a registration never resets its record.",
  ),
  "maker-unknown": entry(
    7,
    "refuse",
    422,
    "The maker that signed the registration is not one that this application trusts.",
  ),
  "signature-invalid": entry(
    8,
    "refuse",
    401,
    "The signature was not made by this key over these bytes, chain, application and link.",
  ),
  "sequence-replayed": entry(9, "ignore", 200, "The envelope is already in the record; nothing was counted twice."),
  "sequence-gap": entry(
    10,
    "refuse",
    409,
    "Envelopes before this one are missing; send what follows the head, or open a new session.",
  ),
  "sequence-regressed": entry(
    11,
    "refuse",
    409,
    "The sequence number is behind the head and no longer open; go on from the head.",
  ),
  "link-mismatch": entry(
    12,
    "refuse",
    409,
    "The previous link is not the head; go on from the head, or open a new session.",
  ),
  "forked-key": entry(
    13,
    "refuse",
    409,
    "Another envelope with this sequence number was signed by the same key; kept as evidence of a copied key.",
  ),
  "late-in-gap": entry(
    25,
    "ignore",
    200,
    "An envelope that was missing before a gap came late; it is kept in the history and not judged.",
  ),
  "session-unknown": entry(14, "refuse", 409, "The session is not the open one; open a new session first."),
  "session-reused": entry(
    15,
    "refuse",
    409,
    "A session opening must have a session number higher than every one before.",
  ),
  "key-unknown": entry(
    16,
    "refuse",
    422,
    "The message is sealed to a key that is not this application's; fetch the key again.",
  ),
  "vehicle-unreadable": entry(
    17,
    "refuse",
    422,
    "The vehicle's description could not be opened; seal it again to the application's key.",
  ),
  "run-broken": entry(18, "refuse", 400, "The bodies of one run must be of one device and follow each other."),
  "device-id-taken": entry(20, "refuse", 409, "Another key has the same device identity; make a new device key."),
  "session-full": entry(22, "refuse", 409, "The session has no place left for this envelope; open a new session."),
  "profile-unknown": entry(
    23,
    "refuse",
    422,
    "The registration names a profile that this application does not know; register with one that it knows.",
  ),
  "capacity-reached": entry(
    24,
    "refuse",
    409,
    "The application has as many devices as it takes; register the device with another application.",
  ),
  "allotment-reached": entry(
    27,
    "refuse",
    409,
    "The maker has registered as many devices as it may; ask the application's administrators for more places.",
  ),
  "possession-invalid": entry(
    26,
    "refuse",
    401,
    "The device itself must sign that it belongs to this maker and owner; have it sign, and register it again.",
  ),
  "encapsulation-invalid": entry(
    21,
    "refuse",
    422,
    "The encapsulated key is not a point of the curve; open the session again.",
  ),
  "query-malformed": entry(40, "refuse", 400, "The bytes are not a query of this protocol."),
  "car-unknown": entry(41, "refuse", 404, "No such car is known to this application for whoever signed the query."),
  "query-unauthorised": entry(
    42,
    "refuse",
    401,
    "The query is not signed by the car's owner or a key that the owner authorised.",
  ),
  "authorisation-expired": entry(
    43,
    "refuse",
    401,
    "The browser key's authorisation has ended; authorise it again with the wallet.",
  ),
  "reply-key-invalid": entry(44, "refuse", 400, "The reply key is not a compressed P-256 point."),
  "as-of-empty": entry(
    45,
    "refuse",
    404,
    "The record keeps nothing of your time with the car from then; ask for a later time.",
  ),
  "keys-none": entry(
    46,
    "refuse",
    404,
    "None of these envelopes is in the record and in the asker's time with the car; ask for others.",
  ),
  "statistics-released": entry(
    48,
    "refuse",
    404,
    "This application releases its statistics once a window, with noise; ask for the release.",
  ),
  "outbox-full": entry(60, "push-back", 503, "The relay's store is full; send again later."),
  "chain-unavailable": entry(61, "push-back", 503, "The relay cannot reach the chain or the node; send again later."),
  "rate-limited": entry(62, "push-back", 429, "Too many requests; send again later."),
  "internal-error": entry(63, "push-back", 500, "The service failed; nothing was acknowledged. Send again later."),
  "route-unknown": entry(64, "refuse", 404, "There is nothing at this address."),
  ...OPERATION_CODES,
} as const satisfies Record<string, Entry>;

/** A code of the list. */
export type Code = keyof typeof CODES;

const BY_BYTE = new Map<number, Code>(Object.entries(CODES).map(([code, { byte }]) => [byte, code as Code]));

/**
 * Returns the code that a report's byte stands for.
 * @throws {RangeError} when the byte stands for no code
 * @example
 * codeOfByte(1); // => "malformed"
 */
export function codeOfByte(byte: number): Code {
  const code = BY_BYTE.get(byte);
  if (code === undefined) throw new RangeError(`No code has the byte ${byte}.`);
  return code;
}

/** Numbers and identities that make an error understandable; never keys or plaintext. */
export type Facts = Readonly<Record<string, string | number>>;

/** Bytes that break the protocol. The code is the interface; the message is for people. */
export class ProtocolError extends Error {
  readonly code: Code;
  readonly facts: Facts;

  constructor(code: Code, facts: Facts = {}, options?: ErrorOptions) {
    super(CODES[code].sentence, options);
    this.name = new.target.name;
    this.code = code;
    this.facts = facts;
  }
}

/**
 * Returns the code of an error of the protocol. Throws any other error again: it is a fault of the program.
 * @example
 * codeOfError(new MalformedError()); // => "malformed"
 */
export function codeOfError(error: unknown): Code {
  if (error instanceof ProtocolError) return error.code;
  throw error;
}

/**
 * Returns what is read; undefined when the bytes are none of it. Throws any error that is not the protocol's again.
 * @example
 * readable(() => decodeOperation(new Uint8Array(3))); // => undefined
 */
export function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof ProtocolError) return undefined;
    throw error;
  }
}

/** Is it our format? */
export class MalformedError extends ProtocolError {
  constructor(facts: Facts = {}, options?: ErrorOptions) {
    super("malformed", facts, options);
  }
}

/** Is it our version and suite? */
export class UnsupportedError extends ProtocolError {}

/** Is it within bounds? */
export class LimitError extends ProtocolError {
  constructor(facts: Facts) {
    super("too-large", facts);
  }
}

/** Did that key sign? */
export class AuthenticationError extends ProtocolError {}

/** Does it open? There is no detail, ever: an attacker learns nothing from it. */
export class OpenError extends Error {
  constructor() {
    super("The sealed bytes do not open.");
    this.name = "OpenError";
  }
}
