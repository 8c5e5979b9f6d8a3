/**
 * What the contract `WitnessVerifier` takes (docs/contracts.md, "Proving a record on chain"): an answer of a node, or what a
 * pass shows, as call data.
 */
import { equal } from "@witness/protocol/bytes";
import { emptySubtree, OUTPUTS_TREE_HEIGHT } from "@witness/protocol/last-output";
import type { PassEvidence } from "@witness/protocol/pass/evidence";
import { type RecordField, recordFieldNumber } from "@witness/protocol/record/fields";
import { hexlify, Interface } from "ethers";
import { OUR_ARTIFACTS } from "./artifact.ts";

/** `verify`, and the errors that it reverts with. */
export const verifierInterface = new Interface(OUR_ARTIFACTS.WitnessVerifier.abi);

/** Fields of a record with all that leads from them to a claim: an answer's proof with its notice, or the evidence of a pass. */
export type FieldEvidence = Pick<PassEvidence, "opening" | "place" | "notice" | "output">;

/** `RecordProof` of `contracts/solidity/WitnessProof.sol`. Bytes are hexadecimal. */
export interface RecordProofArgument {
  readonly fields: readonly { readonly number: number; readonly salt: string; readonly value: string }[];
  readonly siblings: readonly string[];
  readonly index: bigint;
  readonly path: readonly string[];
  readonly notice: {
    readonly inputIndex: bigint;
    readonly devices: bigint;
    readonly admitted: number;
    readonly refused: number;
  };
  readonly outputIndex: bigint;
  readonly outputLevels: bigint;
  readonly outputSiblings: readonly string[];
}

const hex = (list: readonly Uint8Array[]): string[] => list.map((bytes) => hexlify(bytes));

/**
 * Returns the proof that the contract is given. Siblings of the outputs tree that stand beside nothing are left out: of 63
 * most are, and the contract knows them.
 * @throws {RangeError} when there are not 63 siblings of an output
 */
export function recordProofArgument({ opening, place, notice, output }: FieldEvidence): RecordProofArgument {
  if (output.siblings.length !== OUTPUTS_TREE_HEIGHT) throw new RangeError("A proof of an output has 63 siblings.");
  const levels = Array.from(output.siblings.keys()).filter(
    (level) => !equal(output.siblings[level] as Uint8Array, emptySubtree(level)),
  );
  return {
    fields: opening.fields.map(({ field, salt, value }) => ({
      number: field,
      salt: hexlify(salt),
      value: hexlify(value),
    })),
    siblings: hex(opening.siblings),
    index: BigInt(place.index),
    path: hex(place.path),
    notice: {
      inputIndex: BigInt(notice.inputIndex),
      devices: BigInt(place.size - 1),
      admitted: notice.admitted,
      refused: notice.refused,
    },
    outputIndex: BigInt(output.index),
    outputLevels: levels.reduce((bits, level) => bits | (1n << BigInt(level)), 0n),
    outputSiblings: hex(levels.map((level) => output.siblings[level] as Uint8Array)),
  };
}

/** Returns the bits of fields, as `required` and `shown` of the contract have them. */
export const fieldBits = (fields: readonly RecordField[]): number =>
  fields.reduce((bits, field) => bits | (1 << recordFieldNumber(field)), 0);

/** Whom the contract is asked about. */
export interface VerifierQuestion {
  /** 0x and 40 digits. */
  readonly application: string;
  /** 8 bytes. */
  readonly deviceId: Uint8Array;
  /** Fields that must be shown; `key` must always. */
  readonly required: readonly RecordField[];
}

/**
 * Returns the call data of `WitnessVerifier.verify`, 0x and hexadecimal digits.
 * @throws {RangeError} as `recordProofArgument`
 */
export const verifierArguments = (
  { application, deviceId, required }: VerifierQuestion,
  shown: FieldEvidence,
): readonly [application: string, device: string, required: number, proof: RecordProofArgument] => [
  application,
  hexlify(deviceId),
  fieldBits(required),
  recordProofArgument(shown),
];
