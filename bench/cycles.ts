/** A model of what a Cartesi machine takes: curve operations counted, and the work beside them scaled. */
import { join } from "node:path";
import type { Family } from "./family.ts";
import { MODELLED, modelledFigures } from "./figures.ts";

/** Counts of primitives, and cycles. */
export const cyclesFamily: Family = {
  name: "cycles",
  figures: [...Object.keys(MODELLED).flatMap(modelledFigures), "megacyclesPerInput"],
  run: ({ parts, short }) =>
    parts.run({ args: [join(import.meta.dirname, "cycles-child.ts"), ...(short ? ["12", "3"] : ["300", "6"])] }),
};
