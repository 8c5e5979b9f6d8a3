/** The answer about what a history must come to, as bytes (docs/protocol.md, "Queries"). Anybody may ask for it. */
import { witness } from "../generated/witness.js";
import { length } from "./codec.ts";
import { type RecordProof, readRecordProof, writeRecordProof } from "./record-proof.ts";

const { v2 } = witness;

/** The fields `key` and `chain` of a record, opened under a state root: `provenRecord` says whether they hold. */
export interface HistoryAnswer {
  /** 32 bytes: of the state that answers. */
  readonly stateRoot: Uint8Array;
  /** The latest block that the back-end has seen. */
  readonly timeUnixS: number;
  readonly proof: RecordProof;
  /** Inputs that the state has seen. */
  readonly inputCount: number;
}

/**
 * Returns an answer as a part of a message.
 * @example
 * const proof = { opening: { fields: [], siblings: [] }, place: { index: 1, size: 2, path: [] } };
 * writeHistoryAnswer({ stateRoot: link, timeUnixS: 1_800_000_000, proof, inputCount: 7 }).inputCount; // => 7
 */
export const writeHistoryAnswer = (answer: HistoryAnswer): witness.v2.HistoryAnswer.$Properties => ({
  stateRoot: answer.stateRoot,
  timeUnixS: answer.timeUnixS,
  proof: writeRecordProof(answer.proof),
  inputCount: answer.inputCount,
});

/**
 * Reads an answer.
 * @throws {MalformedError} `malformed` when a field is missing or has another length
 * @example
 * const proof = { opening: { fields: [], siblings: [] }, place: { index: 1, size: 2, path: [] } };
 * const answer = { stateRoot: link, timeUnixS: 1_800_000_000, proof, inputCount: 7 };
 * readHistoryAnswer(writeHistoryAnswer(answer)); // => answer
 */
export function readHistoryAnswer(properties: witness.v2.HistoryAnswer.$Properties | null | undefined): HistoryAnswer {
  const { stateRoot, timeUnixS, proof, inputCount } = new v2.HistoryAnswer(properties ?? {});
  return { stateRoot: length("state_root", stateRoot, 32), timeUnixS, proof: readRecordProof(proof), inputCount };
}
