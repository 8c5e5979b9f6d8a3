/** All families of figures, in the order in which they are measured. */
import { archiveFamily } from "./archive.ts";
import { backendFamily } from "./backend.ts";
import { cyclesFamily } from "./cycles.ts";
import { dearestFamily } from "./dearest.ts";
import { endToEndFamily } from "./end-to-end.ts";
import type { Family } from "./family.ts";
import { gasFamily } from "./gas.ts";
import { inspectFamily } from "./inspect.ts";
import { judgeFamily } from "./judge.ts";
import { nodeFamily } from "./node.ts";
import { passFamily } from "./pass.ts";
import { proofsFamily } from "./proofs.ts";
import { relayFamily } from "./relay.ts";
import { stateFamily } from "./state.ts";
import { verifyFamily } from "./verify.ts";

/** Bare verification first: others are compared with it. */
export const FAMILIES: readonly Family[] = [
  verifyFamily,
  judgeFamily,
  passFamily,
  gasFamily,
  relayFamily,
  backendFamily,
  cyclesFamily,
  dearestFamily,
  stateFamily,
  proofsFamily,
  nodeFamily,
  inspectFamily,
  archiveFamily,
  endToEndFamily,
];
