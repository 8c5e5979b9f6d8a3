/** The back-end's report on one input as bytes (docs/protocol.md, "Reports"). */
import { CODES, type Code, codeOfByte, MalformedError } from "../errors.ts";
import { witness } from "../generated/witness.js";
import { decode, encode } from "./codec.ts";

const { v1 } = witness;

/** One message that was not admitted. */
export interface Refusal {
  /** Its place among the registrations or the bodies of its batch. */
  readonly index: number;
  readonly registration: boolean;
  /** 8 bytes; empty when it could not be read. */
  readonly deviceId: Uint8Array;
  readonly sequence: number;
  readonly code: Code;
  readonly inputIndex: number;
  /** The time of the input's block. */
  readonly timeUnixS: number;
}

/** What became of an input, envelope by envelope. */
export interface AdvanceReport {
  /** `admitted`, or why the whole input is not ours. */
  readonly code: Code;
  readonly registrationCodes: readonly Code[];
  readonly envelopeCodes: readonly Code[];
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

/** Takes a decoded refusal apart. @throws {MalformedError} */
export function readRefusal(message: witness.v1.Refusal.$Properties): Refusal {
  return {
    index: message.index ?? 0,
    registration: message.registration ?? false,
    deviceId: message.deviceId ?? new Uint8Array(),
    sequence: message.sequence ?? 0,
    code: code(message.code ?? 0),
    inputIndex: message.inputIndex ?? 0,
    timeUnixS: message.timeUnixS ?? 0,
  };
}

/** A refusal as the generated code wants it. */
export function writeRefusal(refusal: Refusal): witness.v1.Refusal.$Properties {
  return { ...refusal, code: CODES[refusal.code].byte };
}

/** @throws {MalformedError} */
export function decodeAdvanceReport(bytes: Uint8Array): AdvanceReport {
  const message = decode("AdvanceReport", v1.AdvanceReport, bytes);
  return {
    code: code(message.code),
    registrationCodes: codes(message.registrationCodes),
    envelopeCodes: codes(message.envelopeCodes),
    refusals: message.refusals.map(readRefusal),
  };
}

/** Encodes a report. */
export function encodeAdvanceReport(report: AdvanceReport): Uint8Array {
  const bytes = (list: readonly Code[]) => Uint8Array.from(list, (each) => CODES[each].byte);
  return encode(v1.AdvanceReport, {
    code: CODES[report.code].byte,
    registrationCodes: bytes(report.registrationCodes),
    envelopeCodes: bytes(report.envelopeCodes),
    refusals: report.refusals.map(writeRefusal),
  });
}
