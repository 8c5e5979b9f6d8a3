/** The outputs as they grow, and what they were when each claim's last block had passed. */
import type { Claim, Point } from "./claims.ts";
import { addOutput, NO_OUTPUTS, type OutputsTree, rootOf } from "./outputs-tree.ts";

/** How far back a wrong root is looked for among earlier ones. */
const SEARCHED = 2_000;

/** Follows inputs in order. */
export interface Trail {
  /** All inputs up to this block have been taken. */
  pass(block: number): void;
  /** One more input with its outputs (blobs). */
  take(index: number, outputs: readonly string[]): void;
  /** One more input of which only this is known: whether it may have changed the record. */
  takeBlind(changed: boolean): void;
  readonly points: ReadonlyMap<number, Point>;
  readonly outputs: () => number;
  /** The input after which the outputs had this root, if it was looked for and found. */
  readonly inputOfRoot: (root: string) => number | undefined;
}

/** Begins before the first input. A blind trail counts inputs and knows no roots. */
export function startTrail(claims: readonly Claim[], mode: "full" | "blind"): Trail {
  const points = new Map<number, Point>();
  const found = new Map<string, number>();
  let tree = NO_OUTPUTS;
  let [inputs, changes] = [0, 0];
  /** Trees after each input since the last claim that was right. */
  let since: { readonly input: number; readonly tree: OutputsTree }[] = [];
  let next = 0;

  const close = ({ lastBlock, root: claimed, acceptedBy }: Claim): void => {
    const root = points.get(lastBlock)?.root ?? (mode === "full" ? rootOf(tree) : undefined);
    points.set(lastBlock, { inputs, changes, root });
    if (root === undefined || acceptedBy === undefined) return;
    if (root === claimed) since = since.slice(-1);
    else {
      const same = since.slice(-SEARCHED).find((each) => rootOf(each.tree) === claimed);
      if (same) found.set(claimed, same.input);
    }
  };
  return {
    pass(block) {
      for (let claim = claims[next]; claim && claim.lastBlock <= block; claim = claims[next]) {
        close(claim);
        next += 1;
      }
    },
    take(index, outputs) {
      inputs += 1;
      if (outputs.length === 0) return;
      changes += 1;
      for (const output of outputs) tree = addOutput(tree, output);
      since.push({ input: index, tree });
    },
    takeBlind(changed) {
      inputs += 1;
      if (changed) changes += 1;
    },
    points,
    outputs: () => tree.size,
    inputOfRoot: (root) => found.get(root),
  };
}
