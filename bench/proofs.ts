/** Proofs of outputs: how long one takes as the tree grows, on the node's own store. */
import { join } from "node:path";
import type { Family } from "./family.ts";

/** proofMs at each size, and the memory at a million. */
export const proofsFamily: Family = {
  name: "proofs",
  figures: ["proofMs1e3", "proofMs1e4", "proofMs1e5", "proofMs1e6", "proofRssMb1e6", "proofAppendPerS"],
  onlyFull: ["proofMs1e5", "proofMs1e6", "proofRssMb1e6"],
  run: ({ parts, scratch, short }) =>
    parts.run({ args: [join(import.meta.dirname, "proofs-child.ts"), join(scratch, "proofs"), short ? "4" : "6"] }),
};
