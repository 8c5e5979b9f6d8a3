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
    "stateRssBytesPerDevice1e4",
    "stateRssBytesPerDevice1e5",
    "stateRssBytesPerDevice1e6",
    "inputCostRatio1e6",
  ],
  onlyFull: [
    "stateBytesPerDevice1e5",
    "stateBytesPerDevice1e6",
    "stateRssBytesPerDevice1e5",
    "stateRssBytesPerDevice1e6",
  ],
  run: ({ parts, short }) => {
    const child = join(import.meta.dirname, "state-child.ts");
    const sizes = short ? ["1", "10000"] : ["10", "10000", "100000", "1000000"];
    // V8 gives passing values up to 48 MiB, however many devices there are, and would give them while it is measured.
    return parts.run({ args: ["--expose-gc", "--max-semi-space-size=2", child, ...sizes] });
  },
};
