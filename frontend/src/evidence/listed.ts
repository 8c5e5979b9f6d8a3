/** Checks of what a list shows: the node is asked again for a proof, and must stand by what it listed. */
import { checkClaim, checkOutput, type Place, type ProofCheck } from "./chain.ts";
import { EvidenceError } from "./errors.ts";
import { type EpochRow, getEpoch, getOutput, type OutputRow } from "./rollup.ts";

const changed = (): EvidenceError =>
  new EvidenceError(
    "answer-unreadable",
    "The node shows something else in its list than it has a proof of; reload the page, or ask another node.",
  );

/** Has the chain check the very output that a list shows. @throws {EvidenceError} `answer-unreadable`, and as `checkOutput` does */
export async function checkListedOutput(place: Place, shown: Pick<OutputRow, "index" | "raw">): Promise<ProofCheck> {
  const output = await getOutput(place.application, shown.index);
  if (output.raw !== shown.raw) throw changed();
  return checkOutput(place, output);
}

/** Has the chain check the very claim that a list shows. @throws {EvidenceError} `answer-unreadable`, and as `checkClaim` does */
export async function checkListedClaim(place: Place, shown: Pick<EpochRow, "index" | "root">): Promise<ProofCheck> {
  const epoch = await getEpoch(place.application, shown.index);
  if (epoch.root !== shown.root) throw changed();
  return checkClaim(place, epoch);
}
