/** The answer about what concerns no single device, as bytes (docs/protocol.md, "Queries"). Anybody may ask for it. */
import { witness } from "../generated/witness.js";
import { length } from "./codec.ts";
import { type RecordProof, readRecordProof, writeRecordProof } from "./record-proof.ts";

const { v2 } = witness;

/** Fields of the globals, opened under a state root: `provenGlobals` says whether they hold, `decodeGlobals` reads them. */
export interface GlobalsAnswer {
  /** 32 bytes: of the state that answers. */
  readonly stateRoot: Uint8Array;
  /** The latest block that the back-end has seen. */
  readonly timeUnixS: number;
  readonly proof: RecordProof;
}

/**
 * Returns the answer as the properties of its message.
 * @example
 * const proof = { opening: { fields: [], siblings: [] }, place: { index: 0, size: 1, path: [] } };
 * writeGlobalsAnswer({ stateRoot: link, timeUnixS: 1_800_000_000, proof }).timeUnixS; // => 1_800_000_000
 */
export const writeGlobalsAnswer = (answer: GlobalsAnswer): witness.v2.GlobalsAnswer.$Properties => ({
  stateRoot: answer.stateRoot,
  timeUnixS: answer.timeUnixS,
  proof: writeRecordProof(answer.proof),
});

/**
 * Reads the answer.
 * @throws {MalformedError} `malformed` when a root, a salt or a hash has another length
 * @example
 * const proof = { opening: { fields: [], siblings: [] }, place: { index: 0, size: 1, path: [] } };
 * const answer = { stateRoot: link, timeUnixS: 1_800_000_000, proof };
 * readGlobalsAnswer(writeGlobalsAnswer(answer)); // => answer
 */
export function readGlobalsAnswer(properties: witness.v2.GlobalsAnswer.$Properties | null | undefined): GlobalsAnswer {
  const { stateRoot, timeUnixS, proof } = new v2.GlobalsAnswer(properties ?? {});
  return { stateRoot: length("state_root", stateRoot, 32), timeUnixS, proof: readRecordProof(proof) };
}
