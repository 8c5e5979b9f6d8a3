/** What chain, node and archive say of a pass, asked as every reader may ask them (`@witness/verify`). */
import type { VerifyOptions } from "@witness/verify/options";
import type { Step, StepName } from "@witness/verify/step";
import { verifyPass } from "@witness/verify/verify";
import type { ChainWord } from "./proven-pass.ts";

/** Who is asked. Of two or more nodes of the chain, all must answer and say the same. */
export type Asking = Omit<VerifyOptions, "nowUnixS" | "onStep">;

/** Steps that fail for good: the pass stands no more, whatever comes later. */
const FINAL: readonly StepName[] = ["standing"];

/** Returns what the steps of a verification come to for an issuer. */
function chainWordOf(steps: readonly Step[], rpcs: number): ChainWord {
  const step = (name: StepName) => steps.find((each) => each.step === name);
  const unasked = (name: StepName): ChainWord => ({ result: "unasked", step: name });
  // Nodes of the chain that contradict each other say nothing of the pass.
  if (rpcs > 1 && step("compared")?.result !== "holds") return unasked("compared");
  // What the successor says of the car since, nobody can ask here: a credential of today would be of then.
  if (step("newest")?.code === "application-ended" && step("standing")?.result !== "fails") {
    return { result: "fails", step: "newest", reason: "application-ended", isFinal: false };
  }
  for (const name of ["proven", "standing"] as const) {
    const { result, code } = step(name) ?? {};
    if (result === "fails")
      return { result, step: name, reason: code ?? "pass-malformed", isFinal: FINAL.includes(name) };
    // Between two claims a record's newest state is the node's word. The operator's own node is asked.
    const isEnough = result === "holds" || (name === "standing" && result === "waiting");
    if (!isEnough) return unasked(name);
  }
  // What the record says was so at the time of its state; a newer item may say otherwise.
  return { result: "holds", isNewest: step("newest")?.result !== "older" };
}

/** Makes the question. */
export const askVerifier =
  (asking: Asking) =>
  async (pass: Uint8Array, nowUnixS: number): Promise<ChainWord> => {
    const { steps } = await verifyPass(pass, { ...asking, nowUnixS });
    return chainWordOf(steps, asking.rpcUrls.length);
  };
