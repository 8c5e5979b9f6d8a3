/**
 * How sure an answer is. What a node says is *stated*. The answer names the state it was made from; once the epoch
 * of the notice with that state's root is claimed and the contract accepts the proof, that state is *settled*, and with
 * it what the answer's own proof opens (`proof.ts`).
 */
import { equal, fromHex } from "@witness/protocol/bytes";
import { type OutputStanding, outputStanding } from "@witness/protocol/last-output";
import { checkClaim, checkOutput, type Place } from "./chain.ts";
import type { Lists } from "./lists.ts";
import { outputsRootOf } from "./outputs-tree.ts";
import { getEpoch, getOutput, type OutputRow } from "./rollup.ts";

/** Where an answer stands, from the least to the most. */
export type Assurance =
  | { readonly level: "stated" }
  | { readonly level: "pending"; readonly output: number; readonly epoch: number; readonly status: string }
  | {
      readonly level: "settled";
      readonly output: number;
      readonly epoch: number;
      readonly block: number;
      /** No later state is under any accepted claim (docs/protocol.md, "Last output"). */
      readonly isLatest: boolean;
    }
  | { readonly level: "contradicted"; readonly output: number; readonly epoch: number; readonly reason: string };

/** How many of the newest outputs are looked through: the answer's notice is looked for right after the answer came. */
const SEARCHED_MAX = 100;
/** Parts in which they are asked for: it is nearly always the newest. */
const SEARCHED_PARTS = [1, 5, 20, SEARCHED_MAX] as const;
/** Inputs that were refused leave no notice, and are not counted: a notice this much older is not looked for. */
const OLDER_INPUTS_MAX = 16;

/** Where an output stands under the latest accepted claim, by its proof against its own epoch's. */
function standingOf({ raw, index, siblings }: OutputRow, latestRoot: string): OutputStanding {
  const proof = { index, siblings: (siblings ?? []).map((sibling) => fromHex(sibling)) };
  return outputStanding(fromHex(raw), proof, fromHex(latestRoot));
}

/** What an answer says of the state that it was made from. */
export interface AnsweredState {
  /** 32 bytes. */
  readonly stateRoot: Uint8Array;
  readonly inputCount: number;
}

/** The notice that publishes an answer's state, and the epoch that the node puts it in. */
export interface FoundNotice {
  readonly output: number;
  readonly epoch: number;
}

/** Looks for the notice that publishes an answer's state. Returns undefined when it is not among the newest. @throws {EvidenceError} */
export async function findNotice(
  { rawOutputs }: Pick<Lists, "rawOutputs">,
  { stateRoot, inputCount }: AnsweredState,
): Promise<FoundNotice | undefined> {
  for (const limit of SEARCHED_PARTS) {
    const { rows, total } = await rawOutputs({ limit, offset: 0 });
    const found = rows.find((row) => row.stateRoot && equal(row.stateRoot.root, stateRoot));
    if (found) return { output: found.index, epoch: found.epoch };
    const oldest = rows.at(-1)?.stateRoot;
    if (rows.length >= total || (oldest && oldest.inputIndex + OLDER_INPUTS_MAX < inputCount)) return undefined;
  }
  return undefined;
}

/**
 * Says where the state of an answer stands now. Until the epoch is claimed, this costs one small question. It is settled
 * once the application accepts the notice's proof, the proof leads to the root that the epoch claims, and the consensus
 * accepted that root for that very epoch.
 * @param stateRoot 32 bytes; the notice must carry that very root
 * @throws {EvidenceError}
 */
export async function assuranceOf(
  place: Place,
  stateRoot: Uint8Array,
  notice: FoundNotice | undefined,
): Promise<Assurance> {
  if (notice === undefined) return { level: "stated" };
  const epoch = await getEpoch(place.application, notice.epoch);
  const { status } = epoch;
  if (status !== "CLAIM_ACCEPTED") return { level: "pending", ...notice, status };
  const output = await getOutput(place.application, notice.output);
  if (!output.stateRoot || !equal(output.stateRoot.root, stateRoot)) return { level: "stated" };
  const proof = await checkOutput(place, output);
  if (proof.outcome === "not-proven") return { level: "contradicted", ...notice, reason: proof.reason };
  if (proof.outcome === "pending") return { level: "pending", ...notice, status };
  if (outputsRootOf(output) !== epoch.root?.toLowerCase()) {
    const reason = "Its proof is not of the epoch that the node names: that epoch claims another root.";
    return { level: "contradicted", ...notice, reason };
  }
  const claim = await checkClaim(place, epoch);
  if (claim.outcome === "proven") {
    const isLatest = standingOf(output, claim.latestRoot) === "last";
    return { level: "settled", ...notice, block: proof.block, isLatest };
  }
  const reason = claim.outcome === "pending" ? "The node shows no claim of its epoch." : claim.reason;
  return { level: "contradicted", ...notice, reason };
}
