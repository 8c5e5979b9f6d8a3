/**
 * How sure an answer is. What a node says is *stated*. The answer names the state it was made from; once the epoch
 * of the notice with that state's root is claimed and the contract accepts the proof, that state is *settled*.
 */
import { equal } from "@witness/protocol/bytes";
import { checkOutput } from "./chain.ts";
import { getEpoch, getOutput, listOutputs, type OutputRow } from "./rollup.ts";

/** Where an answer stands, from the least to the most. */
export type Assurance =
  | { readonly level: "stated" }
  | { readonly level: "pending"; readonly output: number; readonly epoch: number; readonly status: string }
  | { readonly level: "settled"; readonly output: number; readonly epoch: number; readonly block: number }
  | { readonly level: "contradicted"; readonly output: number; readonly epoch: number; readonly reason: string };

/** The answer's notice is among the newest: it is looked for right after the answer came. */
const SEARCHED = 100;

/** The notice that publishes a state root (32 bytes), or undefined when it is not among the newest. */
export async function findNotice(application: string, stateRoot: Uint8Array): Promise<number | undefined> {
  const { rows } = await listOutputs(application, { limit: SEARCHED, offset: 0 });
  return rows.find((row) => row.stateRoot && equal(row.stateRoot.root, stateRoot))?.index;
}

/** Where the state of a notice stands now; the notice must carry that very root. */
export async function assuranceOf(
  application: string,
  stateRoot: Uint8Array,
  notice: number | undefined,
): Promise<Assurance> {
  if (notice === undefined) return { level: "stated" };
  const output: OutputRow = await getOutput(application, notice);
  if (!output.stateRoot || !equal(output.stateRoot.root, stateRoot)) return { level: "stated" };
  const place = { output: output.index, epoch: output.epoch };
  const { status } = await getEpoch(application, output.epoch);
  if (status !== "CLAIM_ACCEPTED") return { level: "pending", ...place, status };
  const check = await checkOutput(application, output);
  if (check.outcome === "proven") return { level: "settled", ...place, block: check.block };
  if (check.outcome === "pending") return { level: "pending", ...place, status };
  return { level: "contradicted", ...place, reason: check.reason };
}
