/** Who is asked when a pass is checked, and for which application. */
import type { NodePlace } from "./node.ts";
import type { Step } from "./step.ts";

/** Who is asked, and for which application. Chain and application are the reader's, never taken from the pass. */
export interface VerifyOptions {
  readonly chainId: number;
  /** 0x and 40 digits. */
  readonly application: string;
  /** Nodes of the chain: two or more are compared. Without one, nothing is proven. */
  readonly rpcUrls: readonly string[];
  /** A rollup node, from anybody: it says whether the record has gone on since. */
  readonly node?: NodePlace | undefined;
  /** An archive, from anybody: it keeps passes, and shows what came after one. */
  readonly archiveUrl?: string | undefined;
  /** Web origins of the genesis, for owners with passkeys. */
  readonly origins?: readonly string[];
  readonly nowUnixS: number;
  /** Hears of each step when it is done, in their order. */
  readonly onStep?: (step: Step) => void;
}
