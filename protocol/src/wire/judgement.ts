/** A judgement as bytes (docs/protocol.md, "Answers"): part of the answers about cars. */
import { MalformedError } from "../errors.ts";
import type { witness } from "../generated/witness.js";
import { Reader, Writer } from "../judge/cursor.ts";
import { type Judgement, VERDICTS, verdictOfByte } from "../judge/judgement.ts";
import { REASONS, type Reason, type ReasonCode, reasonOfByte } from "../judge/reasons.ts";
import { length } from "./codec.ts";

const S48_BYTES = 6;

function s48(value: number): Uint8Array {
  const writer = new Writer(S48_BYTES);
  writer.s48(value);
  return writer.bytes;
}

const readS48 = (field: string, bytes: Uint8Array | null | undefined): number =>
  new Reader(length(field, bytes ?? new Uint8Array(), S48_BYTES)).s48();

/**
 * Returns the reason of a byte.
 * @throws {MalformedError} `malformed` when no reason has it
 * @example
 * readReasonCode(1); // => "odometer-decreased"
 */
export function readReasonCode(byte: number): ReasonCode {
  const code = reasonOfByte(byte);
  if (!code) throw new MalformedError({ field: "reason", value: byte });
  return code;
}

/**
 * Returns a judgement's message.
 * @example
 * writeJudgement(judgement).verdict; // => 1
 */
export function writeJudgement({ reasons, ...judgement }: Judgement): witness.v2.Judgement.$Properties {
  return {
    verdict: VERDICTS[judgement.verdict],
    reasons: reasons.map(({ code, ...reason }) => ({ ...reason, reason: REASONS[code].byte })),
    readings: judgement.readings,
    coveredFromUnixS: judgement.coveredFromUnixS,
    coveredToUnixS: judgement.coveredToUnixS,
    coveredReadings: judgement.coveredReadings,
    distanceHm: s48(judgement.distanceHm),
    offsetHm: s48(judgement.offsetHm),
    unitNumerator: judgement.unit.numerator,
    unitDenominator: judgement.unit.denominator,
    longestSilenceS: judgement.longestSilenceS,
  };
}

const readReason = (message: witness.v2.Reason.$Properties): Reason => ({
  code: readReasonCode(message.reason ?? 0),
  firstTimeUnixS: message.firstTimeUnixS ?? 0,
  lastTimeUnixS: message.lastTimeUnixS ?? 0,
  count: message.count ?? 0,
  open: message.open ?? 0,
  firstAmountHm: message.firstAmountHm ?? 0,
  totalAmountHm: message.totalAmountHm ?? 0,
  seconds: message.seconds ?? 0,
});

/**
 * Reads a judgement.
 * @throws {MalformedError} `malformed` when a field has another length, or a byte stands for no word
 * @example
 * readJudgement(writeJudgement(judgement)).verdict; // => "logical"
 */
export function readJudgement(message: witness.v2.Judgement.$Properties | null | undefined): Judgement {
  const byte = message?.verdict ?? 0;
  const verdict = verdictOfByte(byte);
  if (!verdict || !message) throw new MalformedError({ field: "verdict", value: byte });
  return {
    verdict,
    reasons: (message.reasons ?? []).map(readReason),
    readings: message.readings ?? 0,
    coveredFromUnixS: message.coveredFromUnixS ?? 0,
    coveredToUnixS: message.coveredToUnixS ?? 0,
    coveredReadings: message.coveredReadings ?? 0,
    distanceHm: readS48("distance_hm", message.distanceHm),
    offsetHm: readS48("offset_hm", message.offsetHm),
    unit: { numerator: message.unitNumerator ?? 0, denominator: message.unitDenominator ?? 0 },
    longestSilenceS: message.longestSilenceS ?? 0,
  };
}
