/** The back-end's state: memory of a device after ten years, and what an input costs beside a long past and many devices. */
import { join } from "node:path";
import type { Family } from "./family.ts";

/** stateBytesPerDevice…, inputCostRatio…. */
export const stateFamily: Family = {
  name: "state",
  figures: [
    "inputCostRatio10y",
    "stateBytesPerDevice1e4",
    "stateBytesPerDevice1e5",
    "stateBytesPerDevice1e6",
    "stateRssBytesPerDevice1e6",
    "inputCostRatio1e6",
  ],
  onlyFull: ["stateBytesPerDevice1e5", "stateBytesPerDevice1e6", "stateRssBytesPerDevice1e6"],
  run: ({ parts, short }) => {
    const child = join(import.meta.dirname, "state-child.ts");
    const sizes = short ? ["1", "10000"] : ["10", "10000", "100000", "1000000"];
    return parts.run({ args: ["--expose-gc", child, ...sizes] });
  },
};
