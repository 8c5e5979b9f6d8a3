/** All families of figures, in the order in which they are measured. */

import { backendFamily } from "./backend.ts";
import type { Family } from "./family.ts";
import { gasFamily } from "./gas.ts";
import { inspectFamily } from "./inspect.ts";
import { nodeFamily } from "./node.ts";
import { proofsFamily } from "./proofs.ts";
import { verifyFamily } from "./verify.ts";

/** The order matters to those that compare with what was measured before. */
export const FAMILIES: readonly Family[] = [
  verifyFamily,
  gasFamily,
  backendFamily,
  proofsFamily,
  nodeFamily,
  inspectFamily,
];
