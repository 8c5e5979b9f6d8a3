/** The back-end's report on one input as bytes (docs/protocol.md, "Reports"). */
import { CODES, type Code, codeOfByte, MalformedError } from "../errors.ts";
import { witness } from "../generated/witness.js";
import { decode, encode } from "./codec.ts";

const { v2 } = witness;

/** One message that was not admitted. */
export interface Refusal {
  /** Its place among the registrations or the bodies of its batch. */
  readonly index: number;
  readonly registration: boolean;
  /** Present on operations. */
  readonly operation?: true;
  /** 8 bytes; empty when it could not be read. */
  readonly deviceId: Uint8Array;
  readonly sequence: number;
  readonly code: Code;
  readonly inputIndex: number;
  /** The time of the input's block. */
  readonly timeUnixS: number;
}

/** The decision on an input, message by message. */
export interface AdvanceReport {
  /** `admitted`, or why the whole input is not ours. */
  readonly code: Code;
  readonly registrationCodes: readonly Code[];
  readonly envelopeCodes: readonly Code[];
  readonly operationCodes?: readonly Code[];
  /** Those that are not `admitted`; at most REFUSALS_MAX_PER_ANSWER of them. */
  readonly refusals: readonly Refusal[];
}

const codes = (bytes: Uint8Array): Code[] => [...bytes].map(code);

function code(byte: number): Code {
  try {
    return codeOfByte(byte);
  } catch (cause) {
    throw new MalformedError({ field: "code", value: byte }, { cause });
  }
}

/**
 * Checks the fields of a decoded refusal and returns them.
 * @throws {MalformedError} `malformed` when the byte stands for no code
 * @example
 * readRefusal({ code: CODES.malformed.byte }).code; // => "malformed"
 */
export function readRefusal(message: witness.v2.Refusal.$Properties): Refusal {
  return {
    index: message.index ?? 0,
    registration: message.registration ?? false,
    ...(message.operation ? { operation: true } : {}),
    deviceId: message.deviceId ?? new Uint8Array(),
    sequence: message.sequence ?? 0,
    code: code(message.code ?? 0),
    inputIndex: message.inputIndex ?? 0,
    timeUnixS: message.timeUnixS ?? 0,
  };
}

/**
 * Returns a refusal as the generated code wants it.
 * @example
 * writeRefusal(readRefusal({ code: 1 })).code; // => 1
 */
export function writeRefusal(refusal: Refusal): witness.v2.Refusal.$Properties {
  return { ...refusal, code: CODES[refusal.code].byte };
}

/**
 * Reads a report.
 * @throws {MalformedError} `malformed` when the bytes are none or a byte stands for no code
 * @example
 * const report = { code: "admitted", registrationCodes: [], envelopeCodes: ["malformed"], refusals: [] } as const;
 * decodeAdvanceReport(encodeAdvanceReport(report)); // => report
 */
export function decodeAdvanceReport(bytes: Uint8Array): AdvanceReport {
  const message = decode("AdvanceReport", v2.AdvanceReport, bytes);
  return {
    code: code(message.code),
    registrationCodes: codes(message.registrationCodes),
    envelopeCodes: codes(message.envelopeCodes),
    ...(message.operationCodes.length > 0 ? { operationCodes: codes(message.operationCodes) } : {}),
    refusals: message.refusals.map(readRefusal),
  };
}

/**
 * Encodes a report.
 * @throws {LimitError} `too-large` when a number does not fit 32 bits
 * @example
 * encodeAdvanceReport({ code: "malformed", registrationCodes: [], envelopeCodes: [], refusals: [] });
 */
export function encodeAdvanceReport(report: AdvanceReport): Uint8Array {
  const bytes = (list: readonly Code[]) => Uint8Array.from(list, (each) => CODES[each].byte);
  return encode(v2.AdvanceReport, {
    code: CODES[report.code].byte,
    registrationCodes: bytes(report.registrationCodes),
    envelopeCodes: bytes(report.envelopeCodes),
    operationCodes: bytes(report.operationCodes ?? []),
    refusals: report.refusals.map(writeRefusal),
  });
}
