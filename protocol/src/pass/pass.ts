/**
 * A pass: chosen fields of a record, shown to a stranger, bound to the owner's word on purpose, reader and end
 * (docs/protocol.md, "Pass"). The signature covers all that is shown, so whoever holds a pass can change, add or omit
 * nothing. There is one encoding of each pass; a signature's other form (n − s) is refused.
 */
import { ByteReader } from "../byte-reader.ts";
import { concat, equal, isU32, toHex, u16, u32, utf8 } from "../bytes.ts";
import type { Context } from "../context.ts";
import type { CryptoProvider } from "../crypto/provider.ts";
import { type TypedData, typedDataOf } from "../eip712.ts";
import { MalformedError } from "../errors.ts";
import { KEPT_PASS_MAX_BYTES, PASS_TEXT_MAX_BYTES } from "../limits.ts";
import { type Actor, encodeActor, readActor } from "../operations/operation.ts";
import { PassError } from "./errors.ts";
import { decodeEvidence, type PassEvidence } from "./evidence.ts";

/** Whoever signs a pass: administrators own no car. */
export type PassActor = Exclude<Actor, { readonly form: "administrators" }>;

/** What the owner says with a pass. */
export interface PassTerms {
  readonly actor: PassActor;
  /** 8 bytes. */
  readonly device: Uint8Array;
  readonly issuedUnixS: number;
  /** The first second at which the pass holds no more; after `issuedUnixS`, by PASS_TERM_MAX_S at most. */
  readonly expiresUnixS: number;
  /** What the pass is for; PASS_TEXT_MAX_BYTES in UTF-8, no control characters. May be empty. */
  readonly purpose: string;
  /** For whom it is, in the owner's words; as `purpose`. It binds nobody: who holds a pass can show it to others. */
  readonly forWhom: string;
}

/** A pass as it is read. Whether it was signed, and what it proves, `checkPass` asks. */
export interface Pass {
  readonly terms: PassTerms;
  /** What is signed. */
  readonly message: Uint8Array;
  /** In the form of the actor, as operations have it. */
  readonly signature: Uint8Array;
  readonly evidence: PassEvidence;
}

/** The parts of a pass as they travel. */
export interface PassParts {
  /** As `passMessage` returns it. */
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
  /** As `encodeEvidence` returns it. */
  readonly evidence: Uint8Array;
}

/** The first byte of a pass. */
export const PASS_VERSION = 1;
const TAG_BYTES = 16;
/** The longest pass: encrypted, an archive keeps it. */
export const PASS_MAX_BYTES: number = KEPT_PASS_MAX_BYTES - TAG_BYTES;
const DEVICE_BYTES = 8;
const HASH_BYTES = 32;

/** Controls, and what turns the direction of the text around it: with these, a line could pass for another. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/;
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Returns whether a pass can carry a text as its purpose or reader.
 * @example
 * isPassText("Zoé, Basel"); // => true
 */
export function isPassText(text: string): boolean {
  const bytes = utf8(text);
  // A text that is no Unicode would not come back as it was.
  return bytes.length <= PASS_TEXT_MAX_BYTES && !CONTROLS.test(text) && decoder.decode(bytes) === text;
}

/**
 * Returns what somebody says as bytes: `u8(bytes) ‖ UTF-8`.
 * @param field its name, for the error
 * @throws {MalformedError} `malformed` when `isPassText` is false
 * @example
 * encodeText("purpose", "Sale").length; // => 5
 */
export function encodeText(field: string, text: string): Uint8Array {
  if (!isPassText(text)) throw new MalformedError({ field });
  const bytes = utf8(text);
  return concat(Uint8Array.of(bytes.length), bytes);
}

/**
 * Takes what somebody says off some bytes.
 * @throws {MalformedError} `malformed` when they are not as `encodeText` writes them
 * @example
 * readText(new ByteReader(encodeText("purpose", "Sale")), "purpose"); // => "Sale"
 */
export function readText(reader: ByteReader, field: string): string {
  const bytes = reader.bytes(reader.number(1));
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch (cause) {
    throw new MalformedError({ field }, { cause });
  }
  if (bytes.length > PASS_TEXT_MAX_BYTES || CONTROLS.test(text)) throw new MalformedError({ field });
  return text;
}

function encodeMessage(terms: PassTerms, evidenceHash: Uint8Array): Uint8Array {
  const { actor, device, issuedUnixS, expiresUnixS, purpose, forWhom } = terms;
  if (device.length !== DEVICE_BYTES) throw new MalformedError({ field: "device" });
  if (!isU32(issuedUnixS)) throw new MalformedError({ field: "issuedUnixS" });
  if (!isU32(expiresUnixS)) throw new MalformedError({ field: "expiresUnixS" });
  const times = concat(u32(issuedUnixS), u32(expiresUnixS));
  const texts = concat(encodeText("purpose", purpose), encodeText("forWhom", forWhom));
  return concat(encodeActor(actor), device, times, texts, evidenceHash);
}

function readMessage(reader: ByteReader): { readonly terms: PassTerms; readonly evidenceHash: Uint8Array } {
  const actor = readActor(reader);
  if (actor.form === "administrators") throw new MalformedError({ field: "form" });
  const device = reader.bytes(DEVICE_BYTES);
  const issuedUnixS = reader.number(4);
  const expiresUnixS = reader.number(4);
  const purpose = readText(reader, "purpose");
  const forWhom = readText(reader, "forWhom");
  return {
    terms: { actor, device, issuedUnixS, expiresUnixS, purpose, forWhom },
    evidenceHash: reader.bytes(HASH_BYTES),
  };
}

/**
 * Returns the message that an owner signs: `u8(form) ‖ actor ‖ device (8) ‖ u32(issued) ‖ u32(expires) ‖ text purpose ‖ text
 * forWhom ‖ H(evidence)`.
 * @param evidence as `encodeEvidence` returns it
 * @throws {MalformedError} `malformed` when a part does not fit, a text is too long or has a control character
 * @example
 * passMessage(passTerms, encodeEvidence(evidence), native).length; // => 99
 */
export const passMessage = (terms: PassTerms, evidence: Uint8Array, provider: CryptoProvider): Uint8Array =>
  encodeMessage(terms, provider.sha256(evidence));

/**
 * Returns a pass's identity (32 bytes), by which it is withdrawn: the hash of its message, never of a signature.
 * @example
 * passIdentity(passMessage(passTerms, encodeEvidence(evidence), native), native).length; // => 32
 */
export const passIdentity = (message: Uint8Array, provider: CryptoProvider): Uint8Array => provider.sha256(message);

/**
 * Returns a pass as bytes: `u8(1) ‖ message ‖ u16(length) ‖ signature ‖ evidence`.
 * @throws {MalformedError} `malformed` when it is longer than PASS_MAX_BYTES
 * @example
 * const evidence = new Uint8Array(900);
 * const message = new Uint8Array(101);
 * encodePass({ message, signature: new Uint8Array(64), evidence }).length; // => 1_068
 */
export function encodePass({ message, signature, evidence }: PassParts): Uint8Array {
  const bytes = concat(Uint8Array.of(PASS_VERSION), message, u16(signature.length), signature, evidence);
  if (bytes.length > PASS_MAX_BYTES) throw new MalformedError({ bytes: bytes.length });
  return bytes;
}

function readPass(bytes: Uint8Array, provider: CryptoProvider): Pass {
  if (bytes.length > PASS_MAX_BYTES) throw new MalformedError({ bytes: bytes.length });
  const reader = new ByteReader(bytes);
  if (reader.number(1) !== PASS_VERSION) throw new MalformedError({ field: "version" });
  const { terms, evidenceHash } = readMessage(reader);
  const message = bytes.slice(1, reader.at);
  const signature = reader.bytes(reader.number(2));
  const evidence = reader.rest();
  if (!equal(provider.sha256(evidence), evidenceHash)) throw new PassError("pass-altered");
  return { terms, message, signature, evidence: decodeEvidence(evidence) };
}

/**
 * Reads a pass.
 * @throws {PassError} `pass-altered` when what it shows is not what the message names, `pass-malformed` when the bytes are
 * otherwise not as `encodePass` writes them
 * @example
 * decodePass(pass, native).terms.purpose; // => "Sale"
 */
export function decodePass(bytes: Uint8Array, provider: CryptoProvider): Pass {
  try {
    return readPass(bytes, provider);
  } catch (cause) {
    if (cause instanceof MalformedError) throw new PassError("pass-malformed", { cause });
    throw cause;
  }
}

/**
 * Returns the form of a pass's message that `eth_signTypedData_v4` shows a wallet. Chain and application stand in the domain.
 * @param message as `passMessage` returns it
 * @throws {MalformedError} `malformed` when the bytes are no message of a pass, or its actor is no wallet
 * @example
 * const actor = { form: "wallet", address: owner } as const;
 * const message = passMessage({ ...passTerms, actor }, encodeEvidence(evidence), native);
 * passTypedData(context, message).primaryType; // => "Pass"
 */
export function passTypedData(context: Context, message: Uint8Array): TypedData {
  const reader = new ByteReader(message);
  const { terms, evidenceHash } = readMessage(reader);
  reader.finish();
  const { actor, device, issuedUnixS, expiresUnixS, purpose, forWhom } = terms;
  if (actor.form !== "wallet") throw new MalformedError({ field: "form" });
  const hex = (bytes: Uint8Array): string => `0x${toHex(bytes)}`;
  return typedDataOf(context, {
    name: "Pass",
    fields: [
      { name: "actor", type: "address" },
      { name: "device", type: "bytes8" },
      { name: "issuedUnixS", type: "uint32" },
      { name: "expiresUnixS", type: "uint32" },
      { name: "purpose", type: "string" },
      { name: "forWhom", type: "string" },
      { name: "evidence", type: "bytes32" },
    ],
    message: {
      actor: hex(actor.address),
      device: hex(device),
      issuedUnixS,
      expiresUnixS,
      purpose,
      forWhom,
      evidence: hex(evidenceHash),
    },
    values: [actor.address, device, u32(issuedUnixS), u32(expiresUnixS), utf8(purpose), utf8(forWhom), evidenceHash],
  });
}
