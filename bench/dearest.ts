/** The input that costs the back-end most, whatever its sender prepared (docs/security.md, "The dearest input"). */
import { join } from "node:path";
import type { Family } from "./family.ts";

/** dearestVerifications. */
export const dearestFamily: Family = {
  name: "dearest",
  figures: ["dearestVerifications"],
  run: ({ parts, short }) => {
    const child = join(import.meta.dirname, "dearest-child.ts");
    return parts.run({ args: [child, ...(short ? ["0", "^enterJournal$"] : ["40"])] });
  },
};
